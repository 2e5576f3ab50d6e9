#include "format/json/record_cursor.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "format/json/value_end.h"

namespace lakebolt::json_format {

bool RecordCursor::Next() {
  if (!is_lines_) {
    if (next_ == block_.values.size()) return false;
    const auto [begin, end] = block_.values[next_++];
    text_ = {block_.begin + begin, end - begin};
    return true;
  }
  while (at_ != block_.end) {
    const auto left = static_cast<size_t>(block_.end - at_);
    const auto* line = static_cast<const char*>(std::memchr(at_, '\n', left));
    const char* end = line == nullptr ? block_.end : line;
    const char* begin = SkipBlanks(at_, end);
    at_ = line == nullptr ? block_.end : line + 1;
    if (begin == end) continue;
    text_ = {begin, static_cast<size_t>(end - begin)};
    return true;
  }
  return false;
}

std::string PlaceOf(const std::string& path, const JsonOptions& options, uint64_t offset) {
  const auto source = OpenText(path, options.compression, "utf-8");
  return "line " + std::to_string(LinesBefore(*source, offset) + 1) + " of \"" + path + "\"";
}

void ThrowMalformed(const std::string& path, const JsonOptions& options, uint64_t offset,
                    const std::string& reason) {
  throw UserError(ErrorCode::kCorruptData,
                  "malformed JSON in " + PlaceOf(path, options, offset) + ", byte " +
                      std::to_string(offset) + ": " + reason,
                  {}, "ignore_errors = true puts NULL there; format says how values are separated");
}

}  // namespace lakebolt::json_format
