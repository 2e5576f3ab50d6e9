#include "api/system/function_table.h"

#include "api/system/catalog_rows.h"
#include "catalog/entry.h"

namespace lakebolt {

namespace {

Schema FunctionColumns() {
  const LogicalType texts = LogicalType::List(kText);
  return {{"database_name", kText}, {"database_oid", kText},     {"schema_name", kText},
          {"function_name", kText}, {"alias_of", kText},         {"function_type", kText},
          {"description", kText},   {"comment", kText},          {"tags", TagsType()},
          {"return_type", kText},   {"parameters", texts},       {"parameter_types", texts},
          {"varargs", kText},       {"macro_definition", kText}, {"has_side_effects", kFlag},
          {"internal", kFlag},      {"extension_name", kText},   {"function_oid", kNumber},
          {"examples", texts},      {"stability", kText},        {"categories", texts}};
}

/// Is what rows of one function have in common, or of one overload.
struct Described {
  std::string name = {};
  std::string kind = {};
  std::string description = {};
  std::vector<std::string> examples = {};
  std::vector<std::string> categories = {};
  Value database = Text("system");
  Value database_oid = Text("0");
  Value schema = Text("main");
  Value comment = Nothing();
  Value result = Nothing();
  std::vector<std::string> parameters = {};
  Value types = Nothing();
  Value varargs = Nothing();
  Value macro = Nothing();
  Value side_effects = Nothing();
  Value stability = Nothing();
  bool internal = true;
};

/// Writes a type of a parameter; a function that binds itself says NULL where any will do.
std::string ParameterType(const LogicalType& type) {
  return type.id() == TypeId::kNull ? "ANY" : type.ToString();
}

void SetParameters(const std::vector<LogicalType>& types, Described& function) {
  std::vector<std::string> texts;
  function.parameters.clear();
  for (const LogicalType& type : types) {
    function.parameters.push_back("col" + std::to_string(texts.size()));
    texts.push_back(ParameterType(type));
  }
  function.types = TextList(texts);
}

class FunctionRows {
 public:
  FunctionRows() : rows_("duckdb_functions", FunctionColumns()) {}

  /// Adds a row for the name and one for each alias.
  void Add(const Described& function, const std::vector<std::string>& aliases = {}) {
    AddRow(function, function.name, Nothing());
    for (const std::string& alias : aliases) AddRow(function, alias, Text(function.name));
  }

  void NextFunction() { ++oid_; }

  std::shared_ptr<const TableSource> Finish() const { return rows_.Finish(); }

 private:
  void AddRow(const Described& function, const std::string& name, Value alias_of) {
    rows_.Add({function.database,
               function.database_oid,
               function.schema,
               Text(name),
               std::move(alias_of),
               Text(function.kind),
               TextOrNothing(function.description),
               function.comment,
               NoTags(),
               function.result,
               TextList(function.parameters),
               function.types,
               function.varargs,
               function.macro,
               function.side_effects,
               Flag(function.internal),
               Nothing(),
               Number(oid_),
               TextList(function.examples),
               function.stability,
               TextList(function.categories)});
  }

  RowTable rows_;
  int64_t oid_ = 1;
};

std::vector<std::string> Queries(const std::vector<FunctionExample>& examples) {
  std::vector<std::string> queries;
  for (const FunctionExample& example : examples) queries.push_back(example.sql);
  return queries;
}

const char* StabilityOf(Volatility volatility) {
  switch (volatility) {
    case Volatility::kImmutable: return "CONSISTENT";
    case Volatility::kStable: return "CONSISTENT_WITHIN_QUERY";
    case Volatility::kVolatile: return "VOLATILE";
  }
  return "";
}

void AddScalars(const FunctionRegistry& box, const FunctionRegistry& all, FunctionRows& rows) {
  for (const auto& [key, function] : all.scalars()) {
    if (!function.dialect.empty()) continue;
    Described row{.name = function.name, .kind = "scalar", .description = function.description};
    row.examples = Queries(function.examples);
    if (!function.category.empty()) row.categories = {function.category};
    row.internal = box.HasScalar(key);
    row.side_effects = Flag(function.traits.volatility == Volatility::kVolatile);
    row.stability = Text(StabilityOf(function.traits.volatility));
    for (const ScalarOverload& overload : function.overloads) {
      SetParameters(overload.parameters, row);
      // One that binds itself settles its result then.
      const bool is_plain = !overload.bind && !overload.bind_constants;
      row.result = is_plain ? Text(overload.result.ToString()) : Nothing();
      row.varargs = overload.variadic && !overload.parameters.empty()
                        ? Text(ParameterType(overload.parameters.back()))
                        : Nothing();
      rows.Add(row, function.aliases);
    }
    rows.NextFunction();
  }
}

void AddAggregates(const FunctionRegistry& box, const FunctionRegistry& all, FunctionRows& rows) {
  for (const auto& [key, function] : all.aggregates()) {
    if (!function.dialect.empty()) continue;
    Described row{.name = function.name, .kind = "aggregate", .description = function.description};
    row.examples = Queries(function.examples);
    row.internal = box.HasAggregate(key);
    row.side_effects = Flag(false);
    row.stability = Text("CONSISTENT");
    for (const AggregateOverload& overload : function.overloads) {
      SetParameters(overload.parameters, row);
      rows.Add(row, function.aliases);
    }
    rows.NextFunction();
  }
}

void AddWindows(const WindowRegistry& windows, FunctionRows& rows) {
  for (const auto& [key, function] : windows.functions()) {
    Described row{.name = function.name, .kind = "window", .description = function.description};
    row.examples = Queries(function.examples);
    for (const WindowOverload& overload : function.overloads) {
      SetParameters(overload.parameters, row);
      rows.Add(row, function.aliases);
    }
    rows.NextFunction();
  }
}

void AddTableFunctions(const Catalog& catalog, FunctionRows& rows) {
  for (const std::string& name : catalog.TableFunctionNames()) {
    const TableFunction* function = catalog.FindTableFunction(name);
    if (function == nullptr) continue;
    rows.Add({.name = name, .kind = "table", .description = function->description});
    rows.NextFunction();
  }
}

void AddMacros(const CatalogState& state, NameKind kind, FunctionRows& rows) {
  ForEachEntry(state, kind,
               [&](const DatabaseState& database, const SchemaState& schema, const ObjectName&,
                   const CatalogEntry& entry) {
                 Described row{.name = entry.name,
                               .kind = kind == NameKind::kMacro ? "macro" : "table_macro"};
                 row.database = Text(database.name);
                 row.database_oid = Text(std::to_string(database.oid));
                 row.schema = Text(schema.name);
                 row.comment = CommentOf(entry);
                 row.internal = false;
                 for (const MacroBody& body : As<MacroEntry>(entry).bodies) {
                   row.parameters = body.parameters;
                   row.macro = Text(body.sql);
                   rows.Add(row);
                 }
                 rows.NextFunction();
               });
}

}  // namespace

std::shared_ptr<const TableSource> MakeFunctionTable(StatementContext& context,
                                                     const std::vector<Value>&) {
  Database& database = context.database();
  const auto all = database.user_functions().Current();
  FunctionRows rows;
  AddScalars(database.functions(), *all, rows);
  AddAggregates(database.functions(), *all, rows);
  AddWindows(database.windows(), rows);
  AddTableFunctions(database.catalog(), rows);
  const CatalogState& state = context.transaction().state();
  AddMacros(state, NameKind::kMacro, rows);
  AddMacros(state, NameKind::kTableMacro, rows);
  return rows.Finish();
}

}  // namespace lakebolt
