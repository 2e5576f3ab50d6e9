#include "api/json_tables.h"

#include <functional>

#include "base/error.h"
#include "function/cast.h"
#include "source/memory_table.h"
#include "types/json/json_document.h"
#include "types/json/json_path.h"

namespace lakebolt {

namespace {

using NamedArguments = std::vector<std::pair<std::string, Value>>;

/// Collects the rows of json_each and json_tree.
class JsonRows {
 public:
  explicit JsonRows(const JsonDocument& document) : document_(document) {}

  /// Adds the members or elements of a container, and with `deep` all within them.
  void AddWithin(uint32_t parent, const std::string& path, bool deep) {
    const JsonNode& node = document_.node(parent);
    if (node.kind == JsonKind::kObject) {
      document_.ForEachMember(parent, [&](const JsonNode& key, uint32_t id) {
        const std::string name(key.view());
        AddOne(Value::Varchar(name), id, parent, path + '.' + PathName(name), path, deep);
      });
    } else if (node.kind == JsonKind::kArray) {
      uint64_t index = 0;
      document_.ForEachElement(parent, [&](uint32_t id) {
        const std::string number = std::to_string(index++);
        AddOne(Value::Varchar(number), id, parent, path + '[' + number + ']', path, deep);
      });
    }
  }

  /// Adds the row of one value.
  void Add(Value key, uint32_t id, std::optional<uint32_t> parent, const std::string& full,
           const std::string& path) {
    const JsonNode& node = document_.node(id);
    std::string text;
    document_.Write(id, text);
    const LogicalType json = LogicalType::Json();
    const LogicalType number = TypeId::kUInt64;
    const Value value = Value::String(json, text);
    const bool has_atom = !node.IsContainer() && node.kind != JsonKind::kNull;
    rows_.push_back({std::move(key), value, Value::Varchar(std::string(JsonTypeName(node.kind))),
                     has_atom ? value : Value(json), Value::Integral(number, id),
                     parent ? Value::Integral(number, *parent) : Value(number),
                     Value::Varchar(full), Value::Varchar(path)});
  }

  const std::vector<std::vector<Value>>& rows() const { return rows_; }

 private:
  static std::string PathName(const std::string& name) {
    const bool plain = !name.empty() && name.find_first_of(".[]\"* ") == std::string::npos;
    return plain ? name : '"' + name + '"';
  }

  void AddOne(Value key, uint32_t id, uint32_t parent, const std::string& full,
              const std::string& path, bool deep) {
    Add(std::move(key), id, deep ? std::optional(parent) : std::nullopt, full, path);
    if (deep) AddWithin(id, full, deep);
  }

  const JsonDocument& document_;
  std::vector<std::vector<Value>> rows_;
};

Schema JsonSchema() {
  return {{"key", TypeId::kVarchar},     {"value", LogicalType::Json()},
          {"type", TypeId::kVarchar},    {"atom", LogicalType::Json()},
          {"id", TypeId::kUInt64},       {"parent", TypeId::kUInt64},
          {"fullkey", TypeId::kVarchar}, {"path", TypeId::kVarchar}};
}

std::shared_ptr<const TableSource> MakeTable(const std::string& name, Schema schema,
                                             const std::vector<std::vector<Value>>& rows) {
  std::vector<Chunk> chunks;
  const auto count = static_cast<uint32_t>(rows.size());
  std::vector<Vector> vectors;
  for (size_t c = 0; c < schema.size(); ++c) {
    Vector& vector = vectors.emplace_back(schema[c].type, count);
    for (uint32_t r = 0; r < count; ++r) vector.SetValue(r, rows[r][c]);
  }
  if (count > 0) chunks.emplace_back(std::move(vectors), count);
  return std::make_shared<const MemoryTable>(name, std::move(schema), std::move(chunks));
}

TableFunctionBind BindJson(const char* name, bool deep) {
  return [=](const std::vector<Value>& arguments, const NamedArguments& named) {
    if (arguments.empty() || arguments.size() > 2 || !named.empty()) {
      throw UserError(ErrorCode::kInvalidArgument,
                      std::string(name) + " takes (json) or (json, path)");
    }
    JsonDocument document;
    JsonRows rows(document);
    const Value text = CastValue(arguments[0], TypeId::kVarchar);
    const Value path =
        arguments.size() > 1 ? CastValue(arguments[1], TypeId::kVarchar) : Value::Varchar("$");
    if (text.IsNull() || path.IsNull()) return MakeTable(name, JsonSchema(), {});
    JsonError error;
    if (!document.Parse(text.string(), &error)) {
      throw UserError(
          ErrorCode::kInvalidArgument,
          "malformed JSON at byte " + std::to_string(error.offset) + ": " + error.reason);
    }
    const std::string& from = path.string();
    if (const auto root = JsonPath::Parse(from).Find(document)) {
      if (deep) rows.Add(Value(TypeId::kVarchar), *root, std::nullopt, from, from);
      if (!deep && !document.node(*root).IsContainer()) {
        rows.Add(Value(TypeId::kVarchar), *root, std::nullopt, from, from);
      }
      rows.AddWithin(*root, from, deep);
    }
    return MakeTable(name, JsonSchema(), rows.rows());
  };
}

}  // namespace

void RegisterJsonTables(Catalog& catalog) {
  catalog.AddTableFunction({"json_each", "Gives a row for each member or element of JSON.",
                            BindJson("json_each", false)});
  catalog.AddTableFunction({"json_tree", "Gives a row for each value within JSON, at any depth.",
                            BindJson("json_tree", true)});
}

}  // namespace lakebolt
