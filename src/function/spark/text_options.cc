#include "function/spark/text_options.h"

#include "base/ascii.h"
#include "base/error.h"
#include "function/cast.h"
#include "function/ddl_type.h"
#include "types/calendar.h"
#include "types/format.h"

namespace lakebolt {

namespace {

bool IsTrue(const std::string& text) {
  return AsciiLower(text) == "true";
}

/// Prints "2015-08-26T00:00:00.000Z", or with the offset, or without a zone.
std::string IsoTimestamp(int64_t local, int32_t offset, bool with_zone) {
  std::string out = TimestampToString(local, TimeUnit::kMicro, false);
  const size_t blank = out.find(' ');
  if (blank != std::string::npos) out[blank] = 'T';
  constexpr size_t kMillis = 3;
  const size_t point = out.find('.');
  const size_t digits = point == std::string::npos ? 0 : out.size() - point - 1;
  if (point == std::string::npos) out += '.';
  if (digits < kMillis) out.append(kMillis - digits, '0');
  if (!with_zone) return out;
  if (offset == 0) return out + "Z";
  const int32_t minutes = std::abs(offset) / 60;
  const auto two = [](int32_t number) {
    return std::string(number < 10 ? "0" : "") + std::to_string(number);
  };
  return out + (offset < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60);
}

}  // namespace

TextOptions TextOptions::From(const Value& map) {
  TextOptions options;
  if (map.IsNull()) return options;
  if (map.type().id() != TypeId::kMap) {
    throw UserError(ErrorCode::kInvalidArgument, "options are a map of texts");
  }
  for (const Value& entry : map.parts()) {
    const std::string name = AsciiLower(entry.parts()[0].ToString());
    const std::string text = entry.parts()[1].IsNull() ? "" : entry.parts()[1].ToString();
    if (name == "timestampformat") options.timestamp_format.emplace(text);
    if (name == "dateformat") options.date_format.emplace(text);
    if (name == "sortkeys") options.sort_keys = IsTrue(text);
    if (name == "ignorenullfields") options.keeps_nulls = !IsTrue(text);
    if (name == "allownumericleadingzeros") options.leading_zeros = IsTrue(text);
    if ((name == "sep" || name == "delimiter") && !text.empty()) options.separator = text;
    if (name == "nullvalue") options.null_value = text;
    if (name == "quote") options.quote = text.empty() ? '\0' : text[0];
    if (name == "escape") options.escape = text.empty() ? '\0' : text[0];
    if (name == "ignoreleadingwhitespace") options.trims_before = IsTrue(text);
    if (name == "ignoretrailingwhitespace") options.trims_behind = IsTrue(text);
  }
  return options;
}

std::string TextOptions::Print(const Value& value, ZoneClock& clock) const {
  const LogicalType& type = value.type();
  const bool is_date = type.id() == TypeId::kDate;
  if (is_date && !date_format) return value.ToString();
  const Value plain =
      is_date ? value
              : CastValue(value, LogicalType::Timestamp(TimeUnit::kMicro, type.with_zone()));
  const auto ticks = static_cast<int64_t>(plain.integral());
  const int64_t micros = is_date ? ticks * kMicrosPerDay : ticks;
  const bool zoned = !is_date && type.with_zone();
  const int64_t local = zoned ? clock.ToLocal(micros) : micros;
  const int32_t offset = zoned ? clock.Offset(micros) : 0;
  const std::optional<JavaPattern>& format = is_date ? date_format : timestamp_format;
  if (!format) return IsoTimestamp(local, offset, zoned);
  std::string out;
  format->Print({SplitTimestamp(local, kMicrosPerSecond), offset, clock.zone().name()}, out);
  return out;
}

Value TextOptions::Read(const std::string& text, const LogicalType& type, ZoneClock& clock) const {
  const bool is_date = type.id() == TypeId::kDate;
  const std::optional<JavaPattern>& format = is_date ? date_format : timestamp_format;
  if ((!is_date && type.id() != TypeId::kTimestamp) || !format) {
    return CastValue(Value::Varchar(text), type, CastMode::kTry);
  }
  const auto time = format->Read(text);
  if (!time || time->infinite != 0) return Value(type);
  if (is_date) return Value::Date(time->days);
  constexpr int64_t kNanosPerMicro = kNanosPerSecond / kMicrosPerSecond;
  int64_t micros = time->days * kMicrosPerDay + time->nanos / kNanosPerMicro;
  if (time->offset) {
    micros -= *time->offset * kMicrosPerSecond;
  } else if (type.with_zone()) {
    micros = clock.ToUtc(micros);
  }
  return Value::Integral(type, micros);
}

TextOptions TextOptions::At(std::span<const Value* const> constants, size_t place) {
  if (place >= constants.size()) return {};
  if (constants[place] == nullptr) {
    throw UserError(ErrorCode::kInvalidArgument, "the options must be a constant map");
  }
  return From(*constants[place]);
}

LogicalType SchemaArgument(const Value* constant, const std::string& function) {
  if (constant == nullptr || constant->IsNull() || constant->type().id() != TypeId::kVarchar) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "the schema of " + function + " must be constant text");
  }
  return TypeOfDdl(constant->string());
}

}  // namespace lakebolt
