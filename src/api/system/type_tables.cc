#include "api/system/type_tables.h"

#include <algorithm>

#include "api/system/catalog_rows.h"
#include "base/ascii.h"
#include "sql/type_alias.h"
#include "types/enum_labels.h"

namespace lakebolt {

namespace {

struct NestedType {
  const char* name;
  const char* logical_type;
  int64_t size;  // of a value, as DuckDB tells it
};

constexpr NestedType kNestedTypes[] = {
    {"array", "ARRAY", 0}, {"enum", "ENUM", -1},    {"list", "LIST", 16}, {"map", "MAP", 16},
    {"row", "STRUCT", 0},  {"struct", "STRUCT", 0}, {"union", "UNION", 0}};

/// Returns the name of a type without its parameters.
std::string KindOf(const LogicalType& type) {
  if (type.id() == TypeId::kList) return "LIST";
  const std::string text = type.WithoutAlias().ToString();
  return text.substr(0, text.find('('));
}

Value CategoryOf(const LogicalType& type) {
  if (type.IsNumeric()) return Text("NUMERIC");
  if (type.IsTemporal() || type.id() == TypeId::kInterval) return Text("DATETIME");
  if (type.IsNested()) return Text("COMPOSITE");
  switch (type.id()) {
    case TypeId::kBoolean: return Text("BOOLEAN");
    case TypeId::kVarchar: return Text("STRING");
    case TypeId::kVariant: return Text("VARIANT");
    default: return Nothing();
  }
}

Value SizeOf(const LogicalType& type) {
  constexpr int64_t kNullSize = 4;
  constexpr int64_t kListSize = 16;
  if (type.IsDecimal()) return Nothing();
  if (type.id() == TypeId::kNull) return Number(kNullSize);
  if (type.id() == TypeId::kList || type.id() == TypeId::kMap) return Number(kListSize);
  return Number(PhysicalWidth(type.physical()));
}

Value LabelsOf(const LogicalType& type) {
  return type.id() == TypeId::kEnum ? TextList(type.labels().labels()) : Nothing();
}

/// Adds what is built in, to each database, as DuckDB does.
void AddBuiltIn(const DatabaseState& database, const SchemaState& schema, RowTable& rows) {
  const std::vector<Value> place = PlaceOf(database, schema);
  for (const std::string& name : sql::TypeAliases()) {
    if (name == "char varying" || name == "character varying") continue;
    const LogicalType type = TypeFromName(sql::CanonicalTypeName(name), {});
    rows.Add(With(place, {Nothing(), Text(name), SizeOf(type), Text(KindOf(type)), CategoryOf(type),
                          Nothing(), NoTags(), Flag(true), Nothing(), Nothing()}));
  }
  for (const NestedType& type : kNestedTypes) {
    const bool is_enum = type.size < 0;
    rows.Add(With(place, {Nothing(), Text(type.name), is_enum ? Nothing() : Number(type.size),
                          Text(type.logical_type), is_enum ? Nothing() : Text("COMPOSITE"),
                          Nothing(), NoTags(), Flag(true), Nothing(), Nothing()}));
  }
}

}  // namespace

std::shared_ptr<const TableSource> MakeTypeTable(StatementContext& context,
                                                 const std::vector<Value>&) {
  RowTable rows("duckdb_types", With(PlaceColumns(), {{"type_oid", kNumber},
                                                      {"type_name", kText},
                                                      {"type_size", kNumber},
                                                      {"logical_type", kText},
                                                      {"type_category", kText},
                                                      {"comment", kText},
                                                      {"tags", TagsType()},
                                                      {"internal", kFlag},
                                                      {"extension_name", kText},
                                                      {"labels", LogicalType::List(kText)},
                                                      {"parameters", LogicalType::List(kText)},
                                                      {"parameter_types", LogicalType::List(kText)},
                                                      {"varargs", kText}}));
  ForEachSchema(context.transaction().state(), [&](const auto& database, const auto& schema) {
    if (FoldName(schema.name) == kMainSchema) AddBuiltIn(database, schema, rows);
  });
  const Value no_texts = TextList({});
  ForEachEntry(
      context.transaction().state(), NameKind::kType,
      [&](const auto& database, const auto& schema, const auto&, const auto& entry) {
        const LogicalType& type = As<TypeEntry>(entry).type;
        rows.Add(With(PlaceOf(database, schema),
                      {Number(entry.oid), Text(entry.name), SizeOf(type), Text(KindOf(type)),
                       CategoryOf(type), CommentOf(entry), NoTags(), Flag(false), Nothing(),
                       LabelsOf(type), no_texts, no_texts, Nothing()}));
      });
  return rows.Finish();
}

std::shared_ptr<const TableSource> MakeCollationTable(StatementContext&,
                                                      const std::vector<Value>&) {
  RowTable rows("pragma_collations", {{"collname", kText}});
  for (const char* name : {"binary", "c", "nfc", "noaccent", "nocase", "posix"}) {
    rows.Add({Text(name)});
  }
  return rows.Finish();
}

}  // namespace lakebolt
