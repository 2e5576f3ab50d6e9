#include <algorithm>
#include <unordered_map>

#include "function/cast.h"
#include "plan/binder/coercion.h"
#include "plan/binder/collated_sets.h"
#include "plan/binder/distinct.h"
#include "plan/binder/query_binder.h"
#include "plan/operators.h"

namespace lakebolt {

namespace {

SetOperationKind KindOf(sql::SetOperator op) {
  switch (op) {
    case sql::SetOperator::kUnion: return SetOperationKind::kUnion;
    case sql::SetOperator::kIntersect: return SetOperationKind::kIntersect;
    case sql::SetOperator::kExcept: return SetOperationKind::kExcept;
  }
  throw InternalError("unknown set operation");
}

ExprPtr Reference(const BoundQuery& query, size_t i) {
  return std::make_shared<ColumnExpr>(query.columns[i], query.names[i], query.types[i]);
}

/// Gives all inputs the columns of all, by name; NULL where an input lacks one.
void AlignByName(std::vector<BoundQuery>& inputs, BinderState& state, SourceRange range) {
  std::vector<std::string> names;
  std::unordered_map<std::string, size_t> places;
  for (const BoundQuery& input : inputs) {
    for (const std::string& name : input.names) {
      if (places.emplace(FoldName(name), names.size()).second) names.push_back(name);
    }
  }
  for (BoundQuery& input : inputs) {
    std::vector<NamedExpr> items(names.size());
    for (size_t i = 0; i < input.columns.size(); ++i) {
      NamedExpr& item = items[places.at(FoldName(input.names[i]))];
      if (item.expr) {
        throw UserError(ErrorCode::kAmbiguousName,
                        "an input of BY NAME has two columns \"" + input.names[i] + "\"", range);
      }
      item = {state.NewColumn(), input.names[i], Reference(input, i)};
    }
    BoundQuery aligned;
    aligned.names = names;
    for (size_t i = 0; i < items.size(); ++i) {
      if (!items[i].expr) items[i] = {state.NewColumn(), names[i], MakeConstant(Value())};
      aligned.columns.push_back(items[i].id);
      aligned.types.push_back(items[i].expr->type());
    }
    aligned.plan = std::make_shared<ProjectNode>(std::move(input.plan), std::move(items));
    input = std::move(aligned);
  }
}

/// Casts the columns of an input that have not the common types.
void CastColumns(BoundQuery& input, const std::vector<LogicalType>& types, BinderState& state) {
  if (input.types == types) return;
  std::vector<NamedExpr> items;
  for (size_t i = 0; i < types.size(); ++i) {
    ExprPtr column = Reference(input, i);
    if (input.types[i] != types[i]) {
      column = CoerceTo(std::move(column), types[i]);
      input.columns[i] = state.NewColumn();
    }
    const ColumnId id = input.columns[i];
    const bool repeated = std::any_of(items.begin(), items.end(),
                                      [id](const NamedExpr& item) { return item.id == id; });
    if (!repeated) items.push_back({id, input.names[i], std::move(column)});
  }
  input.plan = std::make_shared<ProjectNode>(std::move(input.plan), std::move(items));
  input.types = types;
}

/// Returns the common type of a column's values in two inputs: text where one is text, in lists and
/// structs too, as in DuckDB.
std::optional<LogicalType> CommonRowType(const LogicalType& a, const LogicalType& b) {
  if (auto common = CommonType(a, b)) return common;
  if (a.id() == TypeId::kVarchar || b.id() == TypeId::kVarchar)
    return LogicalType(TypeId::kVarchar);
  const bool is_alike = a.id() == b.id() && a.children().size() == b.children().size();
  if (!is_alike || (a.id() != TypeId::kList && a.id() != TypeId::kStruct)) return std::nullopt;
  std::vector<Field> fields;
  for (size_t i = 0; i < a.children().size(); ++i) {
    if (a.children()[i].name != b.children()[i].name) return std::nullopt;
    auto common = CommonRowType(a.children()[i].type, b.children()[i].type);
    if (!common) return std::nullopt;
    fields.push_back({a.children()[i].name, *std::move(common)});
  }
  return a.id() == TypeId::kList ? LogicalType::List(fields[0].type)
                                 : LogicalType::Struct(std::move(fields));
}

std::vector<LogicalType> CommonTypes(const std::vector<BoundQuery>& inputs, SourceRange range) {
  std::vector<LogicalType> types = inputs[0].types;
  for (size_t i = 1; i < inputs.size(); ++i) {
    for (size_t c = 0; c < types.size(); ++c) {
      if (types[c] == inputs[i].types[c]) continue;
      const auto common = CommonRowType(types[c], inputs[i].types[c]);
      if (!common) {
        throw UserError(ErrorCode::kTypeMismatch,
                        "column " + std::to_string(c + 1) + " (\"" + inputs[0].names[c] +
                            "\") is " + types[c].ToString() + " in one query and " +
                            inputs[i].types[c].ToString() + " in another",
                        range, "cast one of them");
      }
      types[c] = *common;
    }
  }
  return types;
}

/// Tells whether a UNION can take the inputs of the UNION on its left as its own.
bool Continues(const sql::SetOperation& outer, const sql::SetOperation& inner) {
  return outer.op == sql::SetOperator::kUnion && inner.op == sql::SetOperator::kUnion &&
         outer.all == inner.all && !outer.by_name && !inner.by_name;
}

}  // namespace

BoundQuery QueryBinder::Combine(const sql::SetOperation& operation,
                                std::vector<BoundQuery> inputs) {
  const SourceRange range = state_.Where(operation.range);
  if (operation.by_name) AlignByName(inputs, state_, range);
  for (const BoundQuery& input : inputs) {
    if (input.columns.size() == inputs[0].columns.size()) continue;
    throw UserError(ErrorCode::kInvalidQuery,
                    "the queries of a set operation give " +
                        std::to_string(inputs[0].columns.size()) + " and " +
                        std::to_string(input.columns.size()) + " columns",
                    range);
  }
  BoundQuery result;
  result.names = inputs[0].names;
  result.types = CommonTypes(inputs, range);
  std::vector<PlanColumn> columns;
  for (size_t i = 0; i < result.names.size(); ++i) {
    columns.push_back({state_.NewColumn(), result.names[i], result.types[i]});
    result.columns.push_back(columns.back().id);
  }
  std::vector<PlanPtr> children;
  std::vector<std::vector<ColumnId>> ids;
  for (BoundQuery& input : inputs) CastColumns(input, result.types, state_);
  if (operation.op != sql::SetOperator::kUnion && AnyCollated(result.types, state_)) {
    return PlanCollatedSet(KindOf(operation.op), operation.all, std::move(inputs), result.types,
                           state_);
  }
  for (BoundQuery& input : inputs) {
    children.push_back(std::move(input.plan));
    ids.push_back(std::move(input.columns));
  }
  std::vector<ExprPtr> values;
  for (size_t i = 0; i < result.columns.size(); ++i) values.push_back(Reference(result, i));
  std::vector<CollatedColumn> collated;
  if (operation.op == sql::SetOperator::kUnion && !operation.all) {
    collated = CollatedColumnsOf(result, values, state_);
  }
  result.plan =
      std::make_shared<SetOperationNode>(KindOf(operation.op), operation.all || !collated.empty(),
                                         std::move(children), std::move(ids), std::move(columns));
  if (!collated.empty()) {
    result.plan = KeepColumnsOf(PlanDistinct(result.plan, collated, result, state_), result);
  }
  return result;
}

BoundQuery QueryBinder::BindSetOperations(const sql::SetOperation& top) {
  std::vector<const sql::SetOperation*> chain;
  const sql::QueryBody* leaf = &top;
  while (leaf->kind == sql::QueryBodyKind::kSetOperation) {
    chain.push_back(&sql::As<sql::SetOperation>(*leaf));
    leaf = chain.back()->left.get();
  }
  std::vector<BoundQuery> inputs;
  inputs.push_back(BindBody(*leaf));
  size_t height = 1;
  for (size_t i = chain.size(); i-- > 0;) {
    inputs.push_back(BindBody(*chain[i]->right));
    if (i > 0 && Continues(*chain[i - 1], *chain[i])) continue;
    if (++height > kMaxChainLength) {
      throw UserError(
          ErrorCode::kTooComplex,
          "more than " + std::to_string(kMaxChainLength) + " set operations stand in one chain",
          state_.Where(top.range));
    }
    BoundQuery combined = Combine(*chain[i], std::move(inputs));
    inputs.clear();
    inputs.push_back(std::move(combined));
  }
  return std::move(inputs[0]);
}

}  // namespace lakebolt
