#include "api/statement/create_type.h"

#include <set>

#include "api/rows_result.h"
#include "api/statement/create_entry.h"
#include "base/error.h"
#include "function/cast.h"
#include "plan/binder/literal.h"
#include "sql/type_alias.h"

namespace lakebolt {

namespace {

/// Takes the rows of a query as labels, each once, in their order.
std::vector<std::string> LabelsOf(StatementContext& context, const sql::Query& query) {
  BoundQuery bound = context.Bind(query);
  if (bound.types.size() != 1) {
    throw UserError(ErrorCode::kInvalidQuery, "the labels of an ENUM are one column", query.range);
  }
  std::vector<std::string> labels;
  std::set<std::string> seen;
  for (const Chunk& chunk : context.Collect(std::move(bound))) {
    for (uint32_t row = 0; row < chunk.size(); ++row) {
      const Value label = CastValue(chunk.column(0).GetValue(row), TypeId::kVarchar);
      if (label.IsNull()) {
        throw UserError(ErrorCode::kInvalidArgument, "a label of an ENUM is not NULL", query.range);
      }
      if (seen.insert(label.string()).second) labels.push_back(label.string());
    }
  }
  return labels;
}

/// Lists the types of users that a type is written with.
void CollectParts(const sql::TypeName& type, const NameResolver& names,
                  std::vector<ObjectName>& out) {
  for (const sql::TypeName& child : type.children) CollectParts(child, names, out);
  if (type.path.empty()) return;
  if (const auto found = names.Find(NameKind::kType, PartsOf(type.path))) out.push_back(found.name);
}

/// Throws where a built-in type has the name.
void CheckNotBuiltIn(const sql::QualifiedName& name) {
  const std::string folded = FoldName(name.back().text);
  constexpr const char* kNested[] = {"struct", "row", "union", "map", "array", "list", "enum"};
  bool known = sql::IsTypeAlias(folded);
  for (const char* nested : kNested) known |= folded == nested;
  if (!known) return;
  throw UserError(ErrorCode::kDuplicateName, "a type called \"" + folded + "\" exists",
                  name.back().range, "it is built in");
}

}  // namespace

std::unique_ptr<Result> RunCreateType(StatementContext& context,
                                      const sql::CreateTypeStatement& statement) {
  CheckNotBuiltIn(statement.name);
  const ObjectName place = PlaceFor(context, statement.name, statement.options.temporary);
  if (!MayCreate(context, NameKind::kType, EntryKind::kType, place, statement.name,
                 statement.options)) {
    return RowsResult::Done();
  }
  auto entry = std::make_shared<TypeEntry>();
  entry->name = statement.name.back().text;
  entry->type = statement.labels != nullptr
                    ? LogicalType::Enum(LabelsOf(context, *statement.labels))
                    : ResolveType(statement.type, context.names(), statement.type.range);
  CollectParts(statement.type, context.names(), entry->parts);
  PutEntry(context, NameKind::kType, place, std::move(entry));
  return RowsResult::Done();
}

}  // namespace lakebolt
