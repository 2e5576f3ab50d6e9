#pragma once

#include "function/scalar/text/needle.h"
#include "vector/vector.h"

namespace lakebolt {

/// Calls `on_hit(row, text, at)` for each row of `rows` whose text has the needle, `at` being where
/// it first stands.
///
/// Texts that lie one behind the other in memory, as those of a page or a heap do, are searched as
/// one: a hit is then looked up among the texts, and the search goes on behind the text it is in.
/// So a text costs little more than its bytes. Texts of up to 12 bytes lie in the vector itself.
template <typename OnHit>
void SearchRows(const Needle& needle, const Vector& texts, RowSet rows, const OnHit& on_hit) {
  // Between two texts of a page stand a length and texts so short that the vector has them. A gap
  // smaller than a memory page has no page of its own, so that it can be read.
  constexpr ptrdiff_t kLargestGap = 64;
  const VectorReader<StringView> reader(texts);
  uint32_t i = 0;
  while (i < rows.count) {
    const StringView& text = reader[rows[i]];
    if (text.IsInline()) {
      const size_t at = needle.FindInShort(text.data(), text.size());
      if (at != std::string_view::npos) on_hit(rows[i], text.view(), at);
      ++i;
      continue;
    }
    // The run of texts [i, next) ends at `end`; short ones in between are seen to at once.
    const char* end = text.data() + text.size();
    uint32_t next = i + 1;
    for (; next < rows.count; ++next) {
      const StringView& other = reader[rows[next]];
      if (other.IsInline()) {
        const size_t at = needle.FindInShort(other.data(), other.size());
        if (at != std::string_view::npos) on_hit(rows[next], other.view(), at);
        continue;
      }
      const auto gap = reinterpret_cast<intptr_t>(other.data()) - reinterpret_cast<intptr_t>(end);
      if (gap < 0 || gap > kLargestGap) break;
      end = other.data() + other.size();
    }
    const char* from = text.data();
    while (const char* found = needle.NextCandidate(from, end)) {
      const auto ends_before = [&](const StringView& other) {
        return other.IsInline() || other.data() + other.size() < found + needle.size();
      };
      while (i < next && ends_before(reader[rows[i]])) ++i;
      if (i == next) break;
      const StringView& holder = reader[rows[i]];
      if (holder.data() > found || !needle.StandsAt(found)) {
        from = found + 1;
        continue;
      }
      on_hit(rows[i], holder.view(), static_cast<size_t>(found - holder.data()));
      from = holder.data() + holder.size();
    }
    i = next;
  }
}

}  // namespace lakebolt
