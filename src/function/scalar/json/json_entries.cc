// The values within JSON as a list of structs: what json_each and json_tree make rows of.

#include <vector>

#include "function/scalar/family.h"
#include "function/scalar/json/json_function.h"

namespace lakebolt {

namespace {

LogicalType EntryType() {
  return LogicalType::Struct({{"key", TypeId::kVarchar},
                              {"value", LogicalType::Json()},
                              {"type", TypeId::kVarchar},
                              {"atom", LogicalType::Json()},
                              {"id", TypeId::kUInt64},
                              {"parent", TypeId::kUInt64},
                              {"fullkey", TypeId::kVarchar},
                              {"path", TypeId::kVarchar}});
}

/// Collects the entries of one document.
class JsonEntries {
 public:
  explicit JsonEntries(const JsonDocument& document) : document_(document), type_(EntryType()) {}

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

  /// Adds one value.
  void Add(Value key, uint32_t id, std::optional<uint32_t> parent, const std::string& full,
           const std::string& path) {
    const JsonNode& node = document_.node(id);
    std::string text;
    document_.Write(id, text);
    const LogicalType json = LogicalType::Json();
    const LogicalType number = TypeId::kUInt64;
    const Value value = Value::String(json, text);
    const bool has_atom = !node.IsContainer() && node.kind != JsonKind::kNull;
    entries_.push_back(Value::Nested(
        type_, {std::move(key), value, Value::Varchar(std::string(JsonTypeName(node.kind))),
                has_atom ? value : Value(json), Value::Integral(number, id),
                parent ? Value::Integral(number, *parent) : Value(number), Value::Varchar(full),
                Value::Varchar(path)}));
  }

  std::vector<Value> Take() { return std::move(entries_); }

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
  LogicalType type_;
  std::vector<Value> entries_;
};

std::vector<Value> EntriesAt(const JsonDocument& document, const std::string& path, bool deep) {
  JsonEntries entries(document);
  if (const auto root = JsonPath::Parse(path).Find(document)) {
    const bool shows_root = deep || !document.node(*root).IsContainer();
    if (shows_root) entries.Add(Value(TypeId::kVarchar), *root, std::nullopt, path, path);
    entries.AddWithin(*root, path, deep);
  }
  return entries.Take();
}

ScalarOverload EntriesOverload(bool deep, bool with_path) {
  const LogicalType list = LogicalType::List(EntryType());
  ScalarOverload overload;
  overload.parameters = {TypeId::kVarchar};
  if (with_path) overload.parameters.emplace_back(TypeId::kVarchar);
  overload.result = list;
  overload.kernel = [=](std::span<const Vector> args, RowSet rows) {
    const VectorReader<StringView> texts(args[0]);
    Vector out(list, rows.size);
    JsonDocument document;
    rows.ForEach([&](uint32_t row) {
      RequireJson(document, texts[row].view());
      const std::string path = with_path ? VectorReader<StringView>(args[1])[row].str() : "$";
      out.SetValue(row, Value::Nested(list, EntriesAt(document, path, deep)));
    });
    return out;
  };
  return overload;
}

}  // namespace

void RegisterJsonEntries(FunctionRegistry& registry) {
  Family family(registry, "json");
  family.Add({"json_each_entries"},
             "Lists the members or elements of JSON, or of what is at a path of it; json_each "
             "makes rows of them.",
             {{"len(json_each_entries('[5,6]'))", "2"}},
             {EntriesOverload(false, false), EntriesOverload(false, true)});
  family.Add({"json_tree_entries"},
             "Lists the values within JSON, at any depth; json_tree makes rows of them.",
             {{"len(json_tree_entries('[5,[6]]'))", "4"}},
             {EntriesOverload(true, false), EntriesOverload(true, true)});
}

}  // namespace lakebolt
