// JSON as Spark reads and writes it: from_json and to_json with DDL schemas and options.

#include <algorithm>

#include "base/error.h"
#include "function/cast/json_value.h"
#include "function/ddl_type.h"
#include "function/scalar/bytes/base64.h"
#include "function/scalar/family.h"
#include "function/scalar/json/json_column.h"
#include "function/scalar/nested/nested_overload.h"
#include "function/spark/families.h"
#include "function/spark/json_schema.h"
#include "function/spark/text_options.h"
#include "function/spark/text_overload.h"
#include "types/calendar.h"
#include "types/session_time.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

/// Reads JSON values as types. What does not fit is NULL, and so is a list or map that holds it.
class SparkJsonReader {
 public:
  SparkJsonReader(const TextOptions& options, ZoneClock& clock)
      : options_(options), clock_(clock) {}

  Value Read(const JsonDocument& document, uint32_t id, const LogicalType& type) const {
    const JsonNode& node = document.node(id);
    if (node.kind == JsonKind::kNull && type.id() != TypeId::kVariant) return Value(type);
    switch (type.id()) {
      case TypeId::kStruct: return ReadStruct(document, id, type);
      case TypeId::kList: return ReadList(document, id, type);
      case TypeId::kMap: return ReadMap(document, id, type);
      case TypeId::kDate:
      case TypeId::kTimestamp:
        if (node.kind != JsonKind::kString) break;
        return options_.Read(std::string(node.view()), type, clock_);
      default: break;
    }
    const bool is_text = node.kind == JsonKind::kString;
    // "1" is no number, and 1 no boolean.
    if (is_text && (type.IsNumeric() || type.id() == TypeId::kBoolean)) return Value(type);
    if (type.id() == TypeId::kBoolean && node.kind != JsonKind::kTrue &&
        node.kind != JsonKind::kFalse) {
      return Value(type);
    }
    return ValueOfJson(document, id, type, {});
  }

 private:
  Value ReadStruct(const JsonDocument& document, uint32_t id, const LogicalType& type) const {
    if (document.node(id).kind != JsonKind::kObject) return Value(type);
    std::vector<Value> parts;
    for (const Field& field : type.children()) {
      const auto member = document.Member(id, field.name);
      parts.push_back(member ? Read(document, *member, field.type) : Value(field.type));
    }
    return Value::Nested(type, std::move(parts));
  }

  Value ReadList(const JsonDocument& document, uint32_t id, const LogicalType& type) const {
    std::vector<Value> parts;
    bool fits = true;
    if (document.node(id).kind == JsonKind::kArray) {
      document.ForEachElement(id, [&](uint32_t element) {
        parts.push_back(Read(document, element, type.element()));
        fits &= Fits(document, element, parts.back());
      });
    } else if (document.node(id).kind == JsonKind::kObject &&
               type.element().id() == TypeId::kStruct) {
      parts.push_back(Read(document, id, type.element()));
    } else {
      return Value(type);
    }
    return fits ? Value::Nested(type, std::move(parts)) : Value(type);
  }

  /// Tells whether a value was read, or is null in the text.
  static bool Fits(const JsonDocument& document, uint32_t id, const Value& value) {
    return !value.IsNull() || document.node(id).kind == JsonKind::kNull;
  }

  Value ReadMap(const JsonDocument& document, uint32_t id, const LogicalType& type) const {
    if (document.node(id).kind != JsonKind::kObject) return Value(type);
    const LogicalType& entry = type.element();
    std::vector<Value> entries;
    bool fits = true;
    document.ForEachMember(id, [&](const JsonNode& key, uint32_t value) {
      entries.push_back(Value::Nested(
          entry, {CastValue(Value::Varchar(std::string(key.view())), entry.children()[0].type),
                  Read(document, value, entry.children()[1].type)}));
      fits &= Fits(document, value, entries.back().parts()[1]);
    });
    return fits ? Value::Nested(type, std::move(entries)) : Value(type);
  }

  const TextOptions& options_;
  ZoneClock& clock_;
};

/// Writes values as JSON. Members that are NULL are left out, unless the options keep them.
class SparkJsonWriter {
 public:
  SparkJsonWriter(const TextOptions& options, ZoneClock& clock)
      : options_(options), clock_(clock) {}

  void Write(const Value& value, std::string& out) const {
    if (value.IsNull()) {
      out += "null";
      return;
    }
    const LogicalType& type = value.type();
    switch (type.id()) {
      case TypeId::kStruct: return WriteStruct(value, out);
      case TypeId::kMap: return WriteMap(value, out);
      case TypeId::kList: {
        out += '[';
        for (size_t i = 0; i < value.parts().size(); ++i) {
          if (i > 0) out += ',';
          Write(value.parts()[i], out);
        }
        out += ']';
        return;
      }
      case TypeId::kDate:
      case TypeId::kTimestamp: return AppendJsonString(options_.Print(value, clock_), out);
      case TypeId::kBlob: {
        GrowingText digits;
        AppendBase64(value.string(), digits);
        out += '"';
        out += digits.view();
        out += '"';
        return;
      }
      case TypeId::kDecimal: out += value.ToString(); return;
      default: AppendJsonOfValue(value, out);
    }
  }

 private:
  using Member = std::pair<std::string, const Value*>;

  void WriteMembers(std::vector<Member> members, std::string& out) const {
    if (options_.sort_keys) {
      std::stable_sort(members.begin(), members.end(),
                       [](const Member& a, const Member& b) { return a.first < b.first; });
    }
    out += '{';
    bool first = true;
    for (const auto& [key, value] : members) {
      if (!first) out += ',';
      first = false;
      AppendJsonString(key, out);
      out += ':';
      Write(*value, out);
    }
    out += '}';
  }

  void WriteStruct(const Value& value, std::string& out) const {
    std::vector<Member> members;
    for (size_t i = 0; i < value.parts().size(); ++i) {
      if (value.parts()[i].IsNull() && !options_.keeps_nulls) continue;
      members.emplace_back(value.type().children()[i].name, &value.parts()[i]);
    }
    WriteMembers(std::move(members), out);
  }

  void WriteMap(const Value& value, std::string& out) const {
    std::vector<Member> members;
    for (const Value& entry : value.parts()) {
      members.emplace_back(KeyText(entry.parts()[0]), &entry.parts()[1]);
    }
    WriteMembers(std::move(members), out);
  }

  /// Prints a key: a struct as its values in brackets.
  static std::string KeyText(const Value& key) {
    if (key.IsNull() || key.type().id() != TypeId::kStruct) return key.ToString();
    std::string out = "[";
    for (const Value& part : key.parts()) {
      if (out.size() > 1) out += ',';
      out += part.IsNull() ? "null" : KeyText(part);
    }
    return out + "]";
  }

  const TextOptions& options_;
  ZoneClock& clock_;
};

/// Reads one text: a struct of NULLs where it is not JSON, as Spark's permissive mode has it.
Value ReadText(const JsonDocument* document, const LogicalType& type,
               const SparkJsonReader& reader) {
  Value value = document == nullptr ? Value(type) : reader.Read(*document, 0, type);
  if (!value.IsNull() || type.id() != TypeId::kStruct) return value;
  std::vector<Value> nulls;
  for (const Field& field : type.children()) nulls.emplace_back(field.type);
  return Value::Nested(type, std::move(nulls));
}

std::optional<BoundScalar> BindFromJson(const Types&, std::span<const Value* const> constants,
                                        const TextOptions& options) {
  BoundScalar bound;
  bound.arguments = {kText, kText};
  bound.result = SchemaArgument(constants[1], "from_json");
  bound.kernel = [type = bound.result, options](std::span<const Vector> args, RowSet rows) {
    ZoneClock clock(SessionZone(), kMicrosPerSecond);
    const SparkJsonReader reader(options, clock);
    const VectorReader<StringView> texts(args[0]);
    Vector out(type, rows.size);
    JsonDocument document;
    rows.ForEach([&](uint32_t row) {
      if (texts.IsNull(row)) return out.SetNull(row);
      const bool valid = document.Parse(texts[row].view());
      out.SetValue(row, ReadText(valid ? &document : nullptr, type, reader));
    });
    return out;
  };
  return bound;
}

std::optional<BoundScalar> BindToJson(const Types& actual, std::span<const Value* const>,
                                      const TextOptions& options) {
  BoundScalar bound;
  bound.arguments = {actual[0]};
  bound.result = kText;
  bound.kernel = [options](std::span<const Vector> args, RowSet rows) {
    ZoneClock clock(SessionZone(), kMicrosPerSecond);
    const SparkJsonWriter writer(options, clock);
    JsonColumn out(kText, rows.size);
    std::string text;
    rows.ForEach([&](uint32_t row) {
      if (args[0].IsNull(row)) return;
      text.clear();
      writer.Write(args[0].GetValue(row), text);
      out.At(row);
      out.Text(text);
    });
    return out.Finish();
  };
  return bound;
}

std::optional<BoundScalar> BindSchema(const Types&, std::span<const Value* const>,
                                      const TextOptions& options) {
  BoundScalar bound;
  bound.arguments = {kText};
  bound.result = kText;
  bound.kernel = [options](std::span<const Vector> args, RowSet rows) {
    const VectorReader<StringView> texts(args[0]);
    JsonColumn out(kText, rows.size);
    rows.ForEach([&](uint32_t row) {
      if (texts.IsNull(row)) return;
      out.At(row);
      out.Text(DdlOfType(InferJsonType(texts[row].view(), options.leading_zeros)));
    });
    return out.Finish();
  };
  return bound;
}

}  // namespace

void RegisterSparkJson(FunctionRegistry& registry) {
  Family spark(registry, "json", "spark");
  spark.Add(
      {"from_json"},
      "Reads JSON as a type of Spark's DDL, with options in a map; what does not fit is NULL.",
      {{"from_json('{\"a\":1, \"b\":0.8}', 'a INT, b DOUBLE').b", "0.8"}},
      TextOverloads({kText, kText}, BindFromJson), SeesNulls());
  spark.Add({"to_json"},
            "Writes a value as JSON, with options in a map; members that are NULL are left out.",
            {{"to_json(named_struct('a', 1, 'b', NULL))", "{\"a\":1}"}},
            TextOverloads({TypeId::kNull}, BindToJson), SeesNulls());
  Family(registry, "json")
      .Add({"schema_of_json"}, "Returns the type of JSON in Spark's DDL.",
           {{"schema_of_json('[{\"col\":0}]')", "ARRAY<STRUCT<col: BIGINT>>"}},
           TextOverloads({kText}, BindSchema), SeesNulls());
}

}  // namespace lakebolt
