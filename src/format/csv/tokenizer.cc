#include "format/csv/tokenizer.h"

#include <bit>
#include <cstring>
#include <optional>

#include "format/csv/line_index.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace lakebolt::csv {

namespace {

bool IsLineEnd(char c) {
  return c == '\n' || c == '\r';
}

/// Steps over the line end at `at`.
const char* PastLineEnd(const char* at, const char* end) {
  return *at == '\r' && at + 1 != end && at[1] == '\n' ? at + 2 : at + 1;
}

}  // namespace

const char* Tokenizer::PastBlanks(const char* at, const char* end) const {
  if (dialect_.delimiter[0] == ' ') return at;
  while (at != end && *at == ' ') ++at;
  return at;
}

Tokenizer::Tokenizer(Dialect dialect) : dialect_(std::move(dialect)) {}

const char* Tokenizer::FindFieldEnd(const char* at, const char* end) const {
#ifdef __SSE2__
  const __m128i delimiter = _mm_set1_epi8(dialect_.delimiter[0]);
  const __m128i line_feed = _mm_set1_epi8('\n');
  const __m128i carriage_return = _mm_set1_epi8('\r');
  for (; end - at >= 16; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i lines =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, line_feed), _mm_cmpeq_epi8(bytes, carriage_return));
    const __m128i found = _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiter), lines);
    const auto mask = static_cast<uint32_t>(_mm_movemask_epi8(found));
    if (mask != 0) return at + std::countr_zero(mask);
  }
#endif
  while (at != end && *at != dialect_.delimiter[0] && !IsLineEnd(*at)) ++at;
  return at;
}

const char* Tokenizer::ReadPlain(const char* at, const char* end, RawField& field) const {
  const char* const begin = at;
  for (;; ++at) {
    at = FindFieldEnd(at, end);
    if (at == end || IsLineEnd(*at) || AtDelimiter(at, end)) break;
  }
  field = {begin, static_cast<uint32_t>(at - begin), false, false};
  return at;
}

const char* Tokenizer::ReadQuoted(const char* at, const char* end, RawField& field,
                                  RecordStatus& status) const {
  const char* const begin = ++at;
  bool escaped = false;
  while (at != end) {
    if (*at == dialect_.escape && dialect_.escape != 0 && at + 1 != end &&
        (at[1] == dialect_.quote || at[1] == dialect_.escape)) {
      escaped = true;
      at += 2;
    } else if (*at == dialect_.quote) {
      break;
    } else {
      ++at;
    }
  }
  field = {begin, static_cast<uint32_t>(at - begin), true, escaped};
  if (at == end) {
    status = RecordStatus::kOpenQuote;
    return at;
  }
  ++at;
  const char* const behind = PastBlanks(at, end);
  if (behind == end || IsLineEnd(*behind) || AtDelimiter(behind, end)) return behind;
  status = RecordStatus::kAfterQuote;
  // The text from the first quote on is the field, for who is not strict about it.
  RawField rest;
  at = ReadPlain(at, end, rest);
  field = {begin - 1, static_cast<uint32_t>(at - begin + 1), false, false};
  return at;
}

const char* Tokenizer::ReadPadded(const char* at, const char* end, RawField& field) const {
  const char* const quote = PastBlanks(at, end);
  if (quote == at || quote == end || *quote != dialect_.quote || dialect_.quote == 0)
    return nullptr;
  RecordStatus status = RecordStatus::kComplete;
  at = ReadQuoted(quote, end, field, status);
  return status == RecordStatus::kComplete ? at : nullptr;
}

void Tokenizer::Read(const char* at, const char* end, Record& record) const {
  record.fields.clear();
  record.status = RecordStatus::kComplete;
  while (true) {
    RawField& field = record.fields.emplace_back();
    if (at != end && *at == dialect_.quote && dialect_.quote != 0) {
      at = ReadQuoted(at, end, field, record.status);
    } else if (const char* behind = ReadPadded(at, end, field)) {
      at = behind;
    } else {
      at = ReadPlain(at, end, field);
    }
    if (at == end) break;
    if (IsLineEnd(*at)) {
      at = PastLineEnd(at, end);
      break;
    }
    at += dialect_.delimiter.size();
  }
  record.next = at;
}

const char* Tokenizer::NextLine(const char* at, const char* end) {
  while (at != end && !IsLineEnd(*at)) ++at;
  return at == end ? end : PastLineEnd(at, end);
}

std::string_view Tokenizer::TextOfRecord(const char* begin, const char* next) {
  if (next != begin && next[-1] == '\n') --next;
  if (next != begin && next[-1] == '\r') --next;
  return {begin, static_cast<size_t>(next - begin)};
}

const char* Tokenizer::LastRecord(const char* begin, const char* end) const {
  const auto size = static_cast<size_t>(end - begin);
  if (dialect_.quote == 0 || std::memchr(begin, dialect_.quote, size) == nullptr) {
    // A CR at the very end may be half of a line end.
    const char* at = end;
    while (at != begin && !(IsLineEnd(at[-1]) && (at[-1] == '\n' || at != end))) --at;
    return at;
  }
  Record record;
  std::optional<LineIndex> lines;
  if (dialect_.delimiter.size() == 1) lines.emplace(dialect_, LineIndex::Scope::kLines);
  const char* last = begin;
  while (last != end) {
    if (lines && !lines->Covers(last)) lines->Build(last, end);
    if (const auto line = lines ? lines->At(last) : std::nullopt) {
      last = line->next;
      continue;
    }
    if (IsComment(last, end)) {
      record.next = NextLine(last, end);
      record.status = RecordStatus::kComplete;
    } else {
      Read(last, end, record);
    }
    const bool whole = record.next != end || end[-1] == '\n';
    if (!whole || record.status == RecordStatus::kOpenQuote) break;
    last = record.next;
  }
  return last;
}

uint32_t Tokenizer::Unescape(const RawField& field, char* out) const {
  char* to = out;
  const char* const end = field.data + field.size;
  for (const char* at = field.data; at != end; ++at) {
    const bool escapes = *at == dialect_.escape && at + 1 != end &&
                         (at[1] == dialect_.quote || at[1] == dialect_.escape);
    if (escapes) ++at;
    *to++ = *at;
  }
  return static_cast<uint32_t>(to - out);
}

}  // namespace lakebolt::csv
