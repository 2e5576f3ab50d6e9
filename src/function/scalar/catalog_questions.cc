// What PostgreSQL's clients ask the catalog: whether they may see and use things (here anybody
// may), and how types are called there.

#include <array>
#include <string>

#include "base/ascii.h"
#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/further_families.h"
#include "function/scalar/type_overload.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

/// Makes an overload of `count` arguments of any types that always answers `value`.
ScalarOverload Always(size_t count, const Value& value) {
  return OverloadOfTypes(count, [value](const auto&) { return value; });
}

const std::array<std::string, 10> kPrivilegeKinds = {
    "any_column", "database", "foreign_data_wrapper",
    "function",   "language", "schema",
    "sequence",   "server",   "table",
    "tablespace"};

const std::array<std::string, 12> kVisibleKinds = {
    "collation", "conversion", "function", "opclass",   "operator",    "opfamily",
    "table",     "ts_config",  "ts_dict",  "ts_parser", "ts_template", "type"};

void RegisterPrivileges(Family& family, const FunctionTraits& traits) {
  const Value yes = Value::Boolean(true);
  for (const std::string& kind : kPrivilegeKinds) {
    family.Add({"has_" + kind + "_privilege"}, "Tells whether a user has a privilege: always.",
               {{"has_" + kind + "_privilege('x', 'SELECT')", "true"}},
               {Always(2, yes), Always(3, yes)}, traits);
  }
  family.Add({"has_column_privilege"}, "Tells whether a user has a privilege on a column: always.",
             {{"has_column_privilege('t', 'c', 'SELECT')", "true"}},
             {Always(3, yes), Always(4, yes)}, traits);
  family.Add({"pg_has_role"}, "Tells whether a user has a role: always.",
             {{"pg_has_role('x', 'USAGE')", "true"}}, {Always(2, yes), Always(3, yes)}, traits);
  for (const std::string& kind : kVisibleKinds) {
    family.Add({"pg_" + kind + "_is_visible"},
               "Tells whether a thing of the catalog is found without its schema: always.",
               {{"pg_" + kind + "_is_visible(1)", "true"}}, {Always(1, yes)}, traits);
  }
}

struct TypeNumber {
  std::string_view name;
  int32_t number;
};

/// Returns the number under which PostgreSQL knows a type.
std::optional<int32_t> TypeNumberOf(const StringView& name) {
  constexpr std::array<TypeNumber, 19> kNumbers = {{{"bool", 16},
                                                    {"int16", 21},
                                                    {"int", 23},
                                                    {"bigint", 20},
                                                    {"date", 1082},
                                                    {"time", 1083},
                                                    {"datetime", 1114},
                                                    {"dec", 1700},
                                                    {"float", 700},
                                                    {"double", 701},
                                                    {"bpchar", 1043},
                                                    {"binary", 17},
                                                    {"interval", 1186},
                                                    {"timestamptz", 1184},
                                                    {"timestamp with time zone", 1184},
                                                    {"timetz", 1266},
                                                    {"time with time zone", 1266},
                                                    {"bit", 1560},
                                                    {"guid", 2950}}};
  for (const TypeNumber& type : kNumbers) {
    if (type.name == name.view()) return type.number;
  }
  return std::nullopt;
}

struct TypePair {
  std::string_view ours;
  std::string_view theirs;
};

/// Returns PostgreSQL's name of a type.
StringView TypeNameOf(StringHeap& heap, const StringView& type, const StringView& name) {
  constexpr std::array<TypePair, 13> kNames = {{{"FLOAT", "float4"},
                                                {"DOUBLE", "float8"},
                                                {"DECIMAL", "numeric"},
                                                {"VARCHAR", "varchar"},
                                                {"BLOB", "bytea"},
                                                {"TIMESTAMP", "timestamp"},
                                                {"TIME", "time"},
                                                {"TIMESTAMP WITH TIME ZONE", "timestamptz"},
                                                {"TIME WITH TIME ZONE", "timetz"},
                                                {"SMALLINT", "int2"},
                                                {"INTEGER", "int4"},
                                                {"BIGINT", "int8"},
                                                {"BOOLEAN", "bool"}}};
  const std::string upper = AsciiUpper(type.view());
  if (upper == "ENUM") return heap.Add(name);
  for (const TypePair& pair : kNames) {
    if (pair.ours == upper) return heap.Add(pair.theirs);
  }
  return heap.Add(AsciiLower(type.view()));
}

}  // namespace

void RegisterCatalogQuestions(FunctionRegistry& registry) {
  FunctionTraits traits = NeverFails();
  traits.nulls = NullHandling::kSpecial;
  Family family(registry, "catalog");
  RegisterPrivileges(family, traits);
  for (const char* name :
       {"inet_client_addr", "inet_client_port", "inet_server_addr", "inet_server_port"}) {
    family.Add({name}, "Tells the address of a connection: NULL, there is none.",
               {{std::string(name) + "()", "NULL"}}, {Always(0, Value(kText))}, traits);
  }
  family.Add({"pg_my_temp_schema"}, "Returns the number of the schema of temporary tables: 0.",
             {{"pg_my_temp_schema()", "0"}}, {Always(0, Value::Int32(0))}, traits);
  family.Add({"pg_is_other_temp_schema"},
             "Tells whether a schema is another session's one of temporary tables: never.",
             {{"pg_is_other_temp_schema(1)", "false"}}, {Always(1, Value::Boolean(false))}, traits);
  for (const char* name : {"col_description", "obj_description", "shobj_description"}) {
    family.Add({name}, "Returns the comment on a thing by its number: NULL, there is none.",
               {{std::string(name) + "(1, 2)", "NULL"}}, {Always(2, Value(kText))}, traits);
  }
  const auto first = [](const StringView& tree, int64_t) { return tree; };
  family.Add({"pg_get_expr"}, "Returns the text of an expression of the catalog: it is text.",
             {{"pg_get_expr('a + 1', 1)", "a + 1"}},
             {MakeOverload<StringView, int64_t>({kText, TypeId::kInt64}, kText, first)},
             NeverFails());
  family.Add({"map_to_pg_oid"}, "Returns the number under which PostgreSQL knows a type.",
             {{"map_to_pg_oid('int')", "23"}},
             {MakeOverload<StringView>({kText}, TypeId::kInt32, TypeNumberOf)}, NeverFails());
  family.Add({"format_pg_type"}, "Returns PostgreSQL's name of a type.",
             {{"format_pg_type('DECIMAL', 'x')", "numeric"}},
             {MakeOverload<StringView, StringView>({kText, kText}, kText, TypeNameOf)},
             NeverFails());
}

}  // namespace lakebolt
