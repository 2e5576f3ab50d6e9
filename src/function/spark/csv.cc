// from_csv, to_csv and schema_of_csv: one line of CSV as a struct.

#include <algorithm>

#include "base/error.h"
#include "function/cast.h"
#include "function/ddl_type.h"
#include "function/scalar/family.h"
#include "function/scalar/json/json_column.h"
#include "function/scalar/nested/nested_overload.h"
#include "function/spark/families.h"
#include "function/spark/text_options.h"
#include "function/spark/text_overload.h"
#include "types/calendar.h"
#include "types/session_time.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

std::string Trimmed(std::string text, const TextOptions& options) {
  if (options.trims_before) text.erase(0, text.find_first_not_of(" \t"));
  if (options.trims_behind) text.erase(text.find_last_not_of(" \t") + 1);
  return text;
}

/// Cuts a line into its fields; quotes hold separators together.
std::vector<std::string> SplitLine(std::string_view line, const TextOptions& options) {
  std::vector<std::string> fields;
  std::string field;
  bool quoted = false;
  bool was_quoted = false;
  const auto end_field = [&] {
    fields.push_back(was_quoted ? field : Trimmed(field, options));
    field.clear();
    was_quoted = false;
  };
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool has_next = i + 1 < line.size();
    if (quoted) {
      if (c == options.escape && has_next &&
          (line[i + 1] == options.quote || line[i + 1] == options.escape)) {
        field += line[++i];
      } else if (c != options.quote) {
        field += c;
      } else if (has_next && line[i + 1] == options.quote) {
        field += line[++i];
      } else {
        quoted = false;
      }
    } else if (options.quote != '\0' && c == options.quote && field.empty()) {
      quoted = was_quoted = true;
    } else if (line.substr(i).starts_with(options.separator)) {
      end_field();
      i += options.separator.size() - 1;
    } else {
      field += c;
    }
  }
  end_field();
  return fields;
}

Value ReadField(const std::string& text, const LogicalType& type, const TextOptions& options,
                ZoneClock& clock) {
  if (text == options.null_value) return Value(type);
  if (type.id() == TypeId::kVarchar) return Value::Varchar(text);
  return options.Read(text, type, clock);
}

Value ReadLine(std::string_view line, const LogicalType& type, const TextOptions& options,
               ZoneClock& clock) {
  const std::vector<std::string> fields = SplitLine(line, options);
  std::vector<Value> parts;
  for (size_t i = 0; i < type.children().size(); ++i) {
    const LogicalType& wanted = type.children()[i].type;
    parts.push_back(i < fields.size() ? ReadField(fields[i], wanted, options, clock)
                                      : Value(wanted));
  }
  return Value::Nested(type, std::move(parts));
}

void AppendField(const Value& value, const TextOptions& options, ZoneClock& clock,
                 std::string& out) {
  if (value.IsNull()) {
    out += options.null_value;
    return;
  }
  const TypeId id = value.type().id();
  const bool temporal = id == TypeId::kDate || id == TypeId::kTimestamp;
  const std::string text = temporal ? options.Print(value, clock) : value.ToString();
  const bool quotes =
      options.quote != '\0' &&
      (text.find(options.separator) != std::string::npos ||
       text.find_first_of(std::string("\r\n") + options.quote) != std::string::npos ||
       (text.empty() && id == TypeId::kVarchar));
  if (!quotes) {
    out += text;
    return;
  }
  out += options.quote;
  for (const char c : text) {
    if (c == options.quote || c == options.escape) out += options.escape;
    out += c;
  }
  out += options.quote;
}

/// Returns the narrowest type that Spark's inference finds for a field.
LogicalType InferField(const std::string& text, const TextOptions& options) {
  if (text == options.null_value) return TypeId::kNull;
  const LogicalType zoned = LogicalType::Timestamp(TimeUnit::kMicro, true);
  const Value value = Value::Varchar(text);
  const bool number = text.find_first_not_of("+-0123456789.eE") == std::string::npos;
  if (number) {
    for (const TypeId id : {TypeId::kInt32, TypeId::kInt64, TypeId::kFloat64}) {
      const bool whole = text.find_first_of(".eE") == std::string::npos;
      if (id != TypeId::kFloat64 && !whole) continue;
      if (!CastValue(value, id, CastMode::kTry).IsNull()) return id;
    }
  }
  if (!CastValue(value, TypeId::kDate, CastMode::kTry).IsNull() && text.size() <= 10) {
    return TypeId::kDate;
  }
  if (!CastValue(value, zoned, CastMode::kTry).IsNull()) return zoned;
  if (text == "true" || text == "false") return TypeId::kBoolean;
  return kText;
}

std::optional<BoundScalar> BindFromCsv(const Types&, std::span<const Value* const> constants,
                                       const TextOptions& options) {
  BoundScalar bound;
  bound.arguments = {kText, kText};
  bound.result = SchemaArgument(constants[1], "from_csv");
  if (bound.result.id() != TypeId::kStruct) {
    throw UserError(ErrorCode::kInvalidArgument, "the schema of from_csv lists columns");
  }
  bound.kernel = [type = bound.result, options](std::span<const Vector> args, RowSet rows) {
    ZoneClock clock(SessionZone(), kMicrosPerSecond);
    const VectorReader<StringView> lines(args[0]);
    Vector out(type, rows.size);
    rows.ForEach([&](uint32_t row) {
      if (lines.IsNull(row)) return out.SetNull(row);
      out.SetValue(row, ReadLine(lines[row].view(), type, options, clock));
    });
    return out;
  };
  return bound;
}

/// Binds to_csv(struct) or, with `infers`, schema_of_csv(text).
std::vector<ScalarOverload> LineOverloads(bool infers) {
  return TextOverloads(
      {infers ? kText : LogicalType::Struct({})},
      [infers](const Types& actual, std::span<const Value* const>,
               const TextOptions& options) -> std::optional<BoundScalar> {
        if (!infers && actual[0].id() != TypeId::kStruct) return std::nullopt;
        BoundScalar bound;
        bound.arguments = {infers ? kText : actual[0]};
        bound.result = kText;
        bound.kernel = [infers, options](std::span<const Vector> args, RowSet rows) {
          ZoneClock clock(SessionZone(), kMicrosPerSecond);
          JsonColumn out(kText, rows.size);
          std::string text;
          rows.ForEach([&](uint32_t row) {
            if (args[0].IsNull(row)) return;
            const Value value = args[0].GetValue(row);
            text.clear();
            if (infers) {
              std::vector<Field> fields;
              for (const std::string& field : SplitLine(value.string(), options)) {
                fields.push_back(
                    {"_c" + std::to_string(fields.size()), InferField(field, options)});
              }
              text = DdlOfType(LogicalType::Struct(std::move(fields)));
            } else {
              for (size_t i = 0; i < value.parts().size(); ++i) {
                if (i > 0) text += options.separator;
                AppendField(value.parts()[i], options, clock, text);
              }
            }
            out.At(row);
            out.Text(text);
          });
          return out.Finish();
        };
        return bound;
      });
}

}  // namespace

void RegisterSparkCsv(FunctionRegistry& registry) {
  Family all(registry, "csv");
  all.Add({"from_csv"}, "Reads a line of CSV as the columns of Spark's DDL, with options in a map.",
          {{"from_csv('1, 0.8', 'a INT, b DOUBLE').a", "1"}},
          TextOverloads({kText, kText}, BindFromCsv), SeesNulls());
  all.Add({"to_csv"}, "Writes a struct as a line of CSV, with options in a map.",
          {{"to_csv({'a': 1, 'b': 'x,y'})", "1,\"x,y\""}}, LineOverloads(false), SeesNulls());
  all.Add({"schema_of_csv"}, "Returns the types of the fields of a line of CSV in Spark's DDL.",
          {{"schema_of_csv('1,abc')", "STRUCT<_c0: INT, _c1: STRING>"}}, LineOverloads(true),
          SeesNulls());
}

}  // namespace lakebolt
