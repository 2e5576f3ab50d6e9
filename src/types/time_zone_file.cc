// Compiled time zones as RFC 8536 describes them: a header, the same again with 64-bit times, then
// a line with the rule for the future.

#include "types/time_zone_file.h"

#include <fstream>
#include <iterator>

#include "types/time_zone_names.h"

namespace lakebolt {

namespace {

/// Reads big-endian numbers, never past the end.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  bool Has(size_t count) const { return count <= bytes_.size() - at_; }
  void Skip(size_t count) { at_ += count; }
  int64_t Number(size_t width) {
    uint64_t value = static_cast<int8_t>(bytes_[at_]) < 0 ? ~uint64_t{0} : 0;
    for (size_t i = 0; i < width; ++i) value = value << 8 | static_cast<uint8_t>(bytes_[at_++]);
    return static_cast<int64_t>(value);
  }
  std::string_view Rest() const { return bytes_.substr(at_); }

 private:
  std::string_view bytes_;
  size_t at_ = 0;
};

constexpr size_t kHeaderSize = 44;

/// Holds the counts of a header.
struct Header {
  char version = 0;
  size_t utc_flags = 0;
  size_t standard_flags = 0;
  size_t leap_seconds = 0;
  size_t times = 0;
  size_t types = 0;
  size_t name_bytes = 0;

  size_t BodySize(size_t time_width) const {
    return times * (time_width + 1) + types * 6 + name_bytes + leap_seconds * (time_width + 4) +
           standard_flags + utc_flags;
  }
};

std::optional<Header> ReadHeader(ByteReader& reader) {
  if (!reader.Has(kHeaderSize) || reader.Rest().substr(0, 4) != "TZif") return std::nullopt;
  Header header;
  header.version = reader.Rest()[4];
  reader.Skip(20);
  for (size_t* count : {&header.utc_flags, &header.standard_flags, &header.leap_seconds,
                        &header.times, &header.types, &header.name_bytes}) {
    constexpr int64_t kMost = 1 << 20;
    const int64_t value = reader.Number(4);
    if (value < 0 || value > kMost) return std::nullopt;
    *count = static_cast<size_t>(value);
  }
  return header.types == 0 ? std::nullopt : std::optional(header);
}

bool ReadChanges(ByteReader& reader, const Header& header, std::vector<ZoneChange>& out) {
  std::vector<int64_t> times;
  std::vector<size_t> kinds;
  for (size_t i = 0; i < header.times; ++i) times.push_back(reader.Number(8));
  for (size_t i = 0; i < header.times; ++i) {
    kinds.push_back(static_cast<uint8_t>(reader.Number(1)));
    if (kinds.back() >= header.types) return false;
  }
  std::vector<ZoneChange> types;
  for (size_t i = 0; i < header.types; ++i) {
    ZoneChange type{INT64_MIN, static_cast<int32_t>(reader.Number(4)), false};
    type.daylight = reader.Number(1) != 0;
    reader.Skip(1);
    types.push_back(type);
  }
  out.push_back(types[0]);
  for (size_t i = 0; i < times.size(); ++i) {
    ZoneChange change = types[kinds[i]];
    change.at = times[i];
    if (change.at > out.back().at) out.push_back(change);
  }
  reader.Skip(header.name_bytes + header.leap_seconds * 12 + header.standard_flags +
              header.utc_flags);
  return true;
}

std::optional<std::vector<ZoneChange>> ReadZone(std::string_view bytes, int64_t until) {
  ByteReader reader(bytes);
  auto header = ReadHeader(reader);
  if (!header || header->version < '2' || !reader.Has(header->BodySize(4))) return std::nullopt;
  reader.Skip(header->BodySize(4));
  header = ReadHeader(reader);
  if (!header || !reader.Has(header->BodySize(8))) return std::nullopt;
  std::vector<ZoneChange> changes;
  if (!ReadChanges(reader, *header, changes)) return std::nullopt;
  std::string_view rule = reader.Rest();
  if (rule.size() < 2 || rule.front() != '\n') return changes;
  rule.remove_prefix(1);
  rule = rule.substr(0, rule.find('\n'));
  if (!rule.empty() && !AppendRuleChanges(rule, until, changes)) return std::nullopt;
  return changes;
}

}  // namespace

std::optional<std::vector<ZoneChange>> ReadTimeZoneFile(const std::string& name, int64_t until) {
  std::ifstream file(TimeZoneFolder() + "/" + name, std::ios::binary);
  if (!file) return std::nullopt;
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  return ReadZone(bytes, until);
}

}  // namespace lakebolt
