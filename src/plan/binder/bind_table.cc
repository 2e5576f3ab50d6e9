#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "plan/binder/from_binder.h"
#include "plan/binder/query_binder.h"
#include "plan/operators.h"
#include "sql/ast/write_statement.h"
#include "sql/parser.h"

namespace lakebolt {

namespace {

constexpr const char* kRowIdName = "rowid";

constexpr std::array<std::string_view, 12> kFileEndings = {
    ".parquet", ".csv", ".tsv",    ".json",    ".jsonl", ".ndjson",
    ".arrow",   ".ipc", ".arrows", ".feather", ".orc",   ".avro"};

bool LooksLikePath(const std::string& name) {
  if (name.find_first_of("/\\*?") != std::string::npos) return true;
  const std::string folded = FoldName(name);
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

/// Shuts aggregates being bound outside off from the names inside a view, and gives names the
/// meaning they had where the view was made.
class ViewGuard {
 public:
  ViewGuard(BinderState& state, const std::string& full_name, const SearchPath& path)
      : state_(state), outside_(&state.names()), inside_(outside_->state(), path) {
    trackers_.swap(state_.trackers());
    state_.open_views().push_back(full_name);
    state_.SetNames(&inside_);
  }
  ~ViewGuard() {
    state_.SetNames(outside_);
    state_.open_views().pop_back();
    trackers_.swap(state_.trackers());
  }
  ViewGuard(const ViewGuard&) = delete;
  ViewGuard& operator=(const ViewGuard&) = delete;

 private:
  BinderState& state_;
  const NameResolver* outside_;
  const NameResolver inside_;
  std::vector<AggregateTracker> trackers_;
};

/// Refuses names that files claim to be text and are not: everything later takes them for UTF-8.
void CheckNames(const std::vector<Field>& fields, const std::string& table, SourceRange range) {
  for (size_t i = 0; i < fields.size(); ++i) {
    if (!IsUtf8(fields[i].name)) {
      throw UserError(
          ErrorCode::kCorruptData,
          "the name of column " + std::to_string(i + 1) + " of \"" + table + "\" is not UTF-8",
          range);
    }
    if (fields[i].type.IsNested()) CheckNames(fields[i].type.children(), table, range);
  }
}

}  // namespace

std::vector<std::string> PartsOf(const sql::QualifiedName& name) {
  std::vector<std::string> parts;
  for (const sql::Identifier& part : name) parts.push_back(part.text);
  return parts;
}

BoundFrom FromBinder::BindTable(const sql::BaseTableRef& ref) {
  if (ref.is_path) {
    // A quoted name may mean a table too: FROM 'orders'.
    if (!LooksLikePath(ref.path) && state_.names().Find(NameKind::kRelation, {ref.path})) {
      return BindNamedTable(ref, {ref.path});
    }
    return Scan(OpenPath(ref.path, state_.Where(ref.range)), StemOf(ref.path), ref);
  }
  if (ref.name.size() == 1) {
    const CteScope* cte = FindCte(ctes_, FoldName(ref.name[0].text));
    if (cte != nullptr) return UseCte(*cte, ref);
  }
  if (ref.name.size() == 2 && FoldName(ref.name[0].text) == "recurring") {
    const CteScope* cte = FindCte(ctes_, FoldName(ref.name[1].text));
    if (cte != nullptr && cte->self == CteScope::Self::kWorking && !cte->definition->key.empty()) {
      ++cte->working_uses;
      return ScanCte(*cte, cte->all_rows_id, ref);
    }
  }
  return BindNamedTable(ref, PartsOf(ref.name));
}

BoundFrom FromBinder::BindNamedTable(const sql::BaseTableRef& ref,
                                     const std::vector<std::string>& parts) {
  const BinderContext& context = state_.context();
  const std::string& last = parts.back();
  if (const auto given = context.given_tables.find(last); given != context.given_tables.end()) {
    BoundFrom from = Scan(given->second.rows, last, ref);
    const ObjectName& of = given->second.of;
    if (!of.name.empty()) from.scope.SetPlace(of.database, of.schema);
    if (last == sql::kExcludedRows) from.scope.SetQualifiedOnly();
    if (last == sql::kChangedRows) from.scope.HideColumn(sql::kMergeAction);
    return from;
  }
  const auto found = state_.names().Find(NameKind::kRelation, parts);
  if (found) return UseEntry(found, ref);
  if (context.replacement_scan && parts.size() == 1) {
    if (auto table = context.replacement_scan(last)) return Scan(std::move(table), last, ref);
  }
  if (context.system_tables) {
    const std::string schema = parts.size() > 1 ? FoldName(parts[parts.size() - 2]) : "";
    if (auto table = context.system_tables(schema, FoldName(last), {}, false)) {
      return Scan(std::move(table), last, ref);
    }
  }
  const SourceRange range = state_.Where(ref.range);
  std::string joined;
  for (const std::string& part : parts) joined += (joined.empty() ? "" : ".") + part;
  if (LooksLikePath(joined)) return Scan(OpenPath(joined, range), StemOf(joined), ref);
  ThrowUnknownTable(joined, range);
}

BoundFrom FromBinder::UseEntry(const NameResolver::Found& found, const sql::BaseTableRef& ref) {
  if (found.entry->kind == EntryKind::kView) {
    BoundFrom view = UseView(lakebolt::As<ViewEntry>(*found.entry), ref);
    view.scope.SetPlace(found.name.database, found.name.schema);
    return view;
  }
  const auto& table = lakebolt::As<TableEntry>(*found.entry);
  BoundFrom from = Scan(table.source, table.name, ref);
  from.scope.SetPlace(found.name.database, found.name.schema);
  return from;
}

BoundFrom FromBinder::Scan(std::shared_ptr<const TableSource> source, const std::string& name,
                           const sql::TableRef& ref) {
  const Schema& schema = source->schema();
  CheckNames(schema, name, state_.Where(ref.range));
  std::vector<ScanNode::Column> columns;
  std::vector<ScopeColumn> names;
  columns.reserve(schema.size());
  names.reserve(schema.size());
  for (uint32_t i = 0; i < schema.size(); ++i) {
    const ColumnId id = state_.NewColumn();
    columns.push_back({{id, schema[i].name, schema[i].type}, i});
    names.push_back({schema[i].name, schema[i].type, id, nullptr});
  }
  std::vector<ScopeColumn> hidden(names.end() - source->VirtualColumns(), names.end());
  names.resize(names.size() - hidden.size());
  Relation relation = NameRelation(name, std::move(names), ref);
  for (const ScopeColumn& column : hidden) relation.AddHidden(FoldName(column.name), column);
  if (source->HasRowIds()) {
    const ColumnId id = state_.NewColumn();
    columns.push_back({{id, kRowIdName, TypeId::kInt64}, static_cast<uint32_t>(schema.size())});
    const ScopeColumn row_id{kRowIdName, TypeId::kInt64, id, nullptr};
    relation.AddHidden(kRowIdName, row_id);
    relation.AddHidden(std::string(sql::kRowIdColumn), row_id);
  }
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

BoundFrom FromBinder::UseView(const ViewEntry& view, const sql::TableRef& ref) {
  const SourceRange range = state_.Where(ref.range);
  const std::string& name = view.name;
  const std::string folded = std::to_string(view.oid);
  const std::vector<std::string>& open = state_.open_views();
  if (std::find(open.begin(), open.end(), folded) != open.end()) {
    throw UserError(ErrorCode::kInvalidQuery, "the view \"" + name + "\" refers to itself", range);
  }
  BoundQuery query;
  try {
    const ViewGuard guard(state_, folded, view.search_path);
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
  std::vector<std::string> known = state_.names().RelationNames();
  for (const CteScope* cte = ctes_; cte != nullptr; cte = cte->outer) {
    known.push_back(cte->definition->name.text);
  }
  throw UserError(ErrorCode::kUnknownTable, "there is no table \"" + name + "\"", range,
                  DidYouMean(name, known));
}

}  // namespace lakebolt
