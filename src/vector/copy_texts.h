#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/cancellation_scope.h"
#include "vector/vector.h"

namespace lakebolt {

/// Copies a text of more than StringView::kInlineLength bytes. Most are short, and a call takes
/// longer than they do: two moves that overlap.
inline void CopyText(char* to, const char* from, uint32_t size) {
  const auto copy = [&]<uint32_t kPart>() {
    char head[kPart];
    char tail[kPart];
    std::memcpy(head, from, kPart);
    std::memcpy(tail, from + size - kPart, kPart);
    std::memcpy(to, head, kPart);
    std::memcpy(to + size - kPart, tail, kPart);
  };
  if (size <= 16) {
    copy.operator()<8>();
  } else if (size <= 32) {
    copy.operator()<16>();
  } else if (size <= 64) {
    copy.operator()<32>();
  } else {
    CopyBytes(to, from, size);
  }
}

/// Fetches a text that lies elsewhere: one that has lain for long, or whose neighbours belong to
/// other rows, is not in the cache. Of use for some texts at a time.
inline void PrefetchText(const StringView& text) {
  constexpr uint32_t kLine = 64;
  if (text.IsInline()) return;
  __builtin_prefetch(text.data());
  if (text.size() > kLine) __builtin_prefetch(text.data() + kLine);
}

/// Copies texts one behind the other, where there is room for StringView::kInlineLength bytes
/// behind the last; returns the end.
inline char* CopyTextsInRow(const StringView* texts, uint32_t count, char* to) {
  for (uint32_t i = 0; i < count; ++i) {
    if (texts[i].IsInline()) {
      std::memcpy(to, texts[i].data(), StringView::kInlineLength);
    } else {
      CopyText(to, texts[i].data(), texts[i].size());
    }
    to += texts[i].size();
  }
  return to;
}

/// Copies the texts `text_at(0 .. count)` to `heap` and writes views of the copies to `to`.
template <typename TextAt>
void CopyTexts(uint32_t count, const TextAt& text_at, StringHeap& heap, StringView* to) {
  constexpr uint32_t kTogether = 64;
  // Texts that take room together leave some of a block of the heap unused.
  constexpr uint64_t kMostTogether = 4096;
  for (uint32_t begin = 0; begin < count; begin += kTogether) {
    const uint32_t end = std::min(begin + kTogether, count);
    uint64_t bytes = 0;
    for (uint32_t i = begin; i < end; ++i) {
      to[i] = text_at(i);
      if (to[i].IsInline()) continue;
      bytes += to[i].size();
      PrefetchText(to[i]);
    }
    if (bytes == 0) continue;
    if (bytes > kMostTogether) {
      for (uint32_t i = begin; i < end; ++i) to[i] = heap.Add(to[i].view());
      continue;
    }
    char* out = heap.Allocate(static_cast<uint32_t>(bytes));
    for (uint32_t i = begin; i < end; ++i) {
      if (to[i].IsInline()) continue;
      const uint32_t size = to[i].size();
      CopyText(out, to[i].data(), size);
      to[i] = StringView(out, size);
      out += size;
    }
  }
}

}  // namespace lakebolt
