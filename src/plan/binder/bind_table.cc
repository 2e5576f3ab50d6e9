#include <algorithm>
#include <array>

#include "plan/binder/from_binder.h"
#include "plan/binder/query_binder.h"
#include "plan/operators.h"
#include "sql/parser.h"

namespace lakebolt {

namespace {

constexpr std::array<std::string_view, 12> kFileEndings = {
    ".parquet", ".csv", ".tsv",    ".json",    ".jsonl", ".ndjson",
    ".arrow",   ".ipc", ".arrows", ".feather", ".orc",   ".avro"};

bool LooksLikePath(const std::string& name) {
  if (name.find_first_of("/\\*?") != std::string::npos) return true;
  const std::string folded = FoldCase(name);
  return std::any_of(kFileEndings.begin(), kFileEndings.end(), [&](std::string_view ending) {
    return folded.ends_with(ending) || folded.find(std::string(ending) + ".") != std::string::npos;
  });
}

/// Names a file's table: the file name up to its first dot.
std::string StemOf(const std::string& path) {
  const size_t slash = path.find_last_of("/\\");
  const std::string file = slash == std::string::npos ? path : path.substr(slash + 1);
  const std::string stem = file.substr(0, file.find('.'));
  return stem.empty() ? path : stem;
}

bool IsOwnSchema(const sql::QualifiedName& name) {
  for (size_t i = 0; i + 1 < name.size(); ++i) {
    const std::string part = FoldCase(name[i].text);
    if (part != "main" && part != "memory" && part != "temp") return false;
  }
  return true;
}

/// Shuts aggregates being bound outside off from the names inside a view.
class ViewGuard {
 public:
  ViewGuard(BinderState& state, const std::string& folded_name) : state_(state) {
    trackers_.swap(state_.trackers());
    state_.open_views().push_back(folded_name);
  }
  ~ViewGuard() {
    state_.open_views().pop_back();
    trackers_.swap(state_.trackers());
  }
  ViewGuard(const ViewGuard&) = delete;
  ViewGuard& operator=(const ViewGuard&) = delete;

 private:
  BinderState& state_;
  std::vector<AggregateTracker> trackers_;
};

}  // namespace

BoundFrom FromBinder::BindTable(const sql::BaseTableRef& ref) {
  if (ref.is_path) {
    // A quoted name may mean a table too: FROM 'orders'.
    if (!LooksLikePath(ref.path) && state_.context().catalog->FindTable(ref.path)) {
      return BindNamedTable(ref, ref.path);
    }
    return Scan(OpenPath(ref.path, state_.Where(ref.range)), StemOf(ref.path), ref);
  }
  const std::string& last = ref.name.back().text;
  if (ref.name.size() == 1) {
    const CteScope* cte = FindCte(ctes_, FoldCase(last));
    if (cte != nullptr) return UseCte(*cte, ref);
  }
  if (ref.name.size() == 2 && FoldCase(ref.name[0].text) == "recurring") {
    const CteScope* cte = FindCte(ctes_, FoldCase(last));
    if (cte != nullptr && cte->self == CteScope::Self::kWorking && !cte->definition->key.empty()) {
      ++cte->working_uses;
      return ScanCte(*cte, cte->all_rows_id, ref);
    }
  }
  if (IsOwnSchema(ref.name)) return BindNamedTable(ref, last);
  const std::string joined = sql::JoinName(ref.name);
  const SourceRange range = state_.Where(ref.range);
  if (LooksLikePath(joined)) return Scan(OpenPath(joined, range), StemOf(joined), ref);
  ThrowUnknownTable(joined, range);
}

BoundFrom FromBinder::BindNamedTable(const sql::BaseTableRef& ref, const std::string& name) {
  const BinderContext& context = state_.context();
  if (auto table = context.catalog->FindTable(name)) return Scan(std::move(table), name, ref);
  if (const auto view = context.catalog->FindView(name)) return UseView(*view, name, ref);
  if (context.replacement_scan) {
    if (auto table = context.replacement_scan(name)) return Scan(std::move(table), name, ref);
  }
  const SourceRange range = state_.Where(ref.range);
  if (LooksLikePath(name)) return Scan(OpenPath(name, range), StemOf(name), ref);
  ThrowUnknownTable(name, range);
}

BoundFrom FromBinder::Scan(std::shared_ptr<const TableSource> source, const std::string& name,
                           const sql::TableRef& ref) {
  const Schema& schema = source->schema();
  std::vector<ScanNode::Column> columns;
  std::vector<ScopeColumn> names;
  columns.reserve(schema.size());
  names.reserve(schema.size());
  for (uint32_t i = 0; i < schema.size(); ++i) {
    const ColumnId id = state_.NewColumn();
    columns.push_back({{id, schema[i].name, schema[i].type}, i});
    names.push_back({schema[i].name, schema[i].type, id, nullptr});
  }
  Relation relation = NameRelation(name, std::move(names), ref);
  return {std::make_shared<ScanNode>(std::move(source), relation.alias(), std::move(columns)),
          Scope(std::move(relation))};
}

BoundFrom FromBinder::UseCte(const CteScope& cte, const sql::BaseTableRef& ref) {
  const std::string& name = cte.definition->name.text;
  if (cte.self == CteScope::Self::kOpen) {
    throw UserError(ErrorCode::kInvalidQuery, "\"" + name + "\" refers to itself",
                    state_.Where(ref.range),
                    "a recursive CTE is: rows to begin with, UNION [ALL], and a SELECT over them");
  }
  if (cte.self == CteScope::Self::kWorking) {
    ++cte.working_uses;
    return ScanCte(cte, cte.working_id, ref);
  }
  if (!cte.is_recursive && cte.definition->hint == sql::MaterializationHint::kNotMaterialized) {
    BoundQuery copy = QueryBinder(state_, cte.outer_level, cte.outer).Bind(*cte.definition->query);
    copy.names = cte.bound.names;
    return FromQuery(std::move(copy), name, ref);
  }
  ++cte.uses;
  return ScanCte(cte, cte.id, ref);
}

BoundFrom FromBinder::ScanCte(const CteScope& cte, uint32_t id, const sql::BaseTableRef& ref) {
  const std::string& name = cte.definition->name.text;
  std::vector<PlanColumn> columns;
  std::vector<ScopeColumn> names;
  for (size_t i = 0; i < cte.bound.columns.size(); ++i) {
    const ColumnId column = state_.NewColumn();
    columns.push_back({column, cte.bound.names[i], cte.bound.types[i]});
    names.push_back({cte.bound.names[i], cte.bound.types[i], column, nullptr});
  }
  return {std::make_shared<CteScanNode>(id, name, std::move(columns), cte.bound.columns),
          Scope(NameRelation(name, std::move(names), ref))};
}

BoundFrom FromBinder::UseView(const View& view, const std::string& name,
                              const sql::BaseTableRef& ref) {
  const SourceRange range = state_.Where(ref.range);
  const std::string folded = FoldCase(name);
  const std::vector<std::string>& open = state_.open_views();
  if (std::find(open.begin(), open.end(), folded) != open.end()) {
    throw UserError(ErrorCode::kInvalidQuery, "the view \"" + name + "\" refers to itself", range);
  }
  BoundQuery query;
  try {
    const ViewGuard guard(state_, folded);
    query = QueryBinder(state_, nullptr, nullptr).Bind(*sql::ParseQuery(view.sql));
  } catch (const UserError& error) {
    throw UserError(error.code(), "in the view \"" + name + "\": " + error.what(), range,
                    error.hint());
  }
  if (view.column_names.size() > query.names.size()) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "the view \"" + name + "\" names more columns than its query has", range);
  }
  std::copy(view.column_names.begin(), view.column_names.end(), query.names.begin());
  return FromQuery(std::move(query), name, ref);
}

std::shared_ptr<const TableSource> FromBinder::OpenPath(const std::string& path,
                                                        SourceRange range) {
  try {
    return state_.context().catalog->OpenPath(path);
  } catch (const UserError& error) {
    throw error.At(range);
  }
}

void FromBinder::ThrowUnknownTable(const std::string& name, SourceRange range) {
  std::vector<std::string> known = state_.context().catalog->TableNames();
  for (const CteScope* cte = ctes_; cte != nullptr; cte = cte->outer) {
    known.push_back(cte->definition->name.text);
  }
  throw UserError(ErrorCode::kUnknownTable, "there is no table \"" + name + "\"", range,
                  DidYouMean(name, known));
}

}  // namespace lakebolt
