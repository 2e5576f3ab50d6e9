#include "plan/binder/collation.h"
#include "plan/binder/group_rewriter.h"
#include "plan/binder/select_binder.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// CUBE makes 2^n sets.
constexpr size_t kMaxCubeColumns = 12;

GroupingSetList RollupSets(const GroupingSetList& groups) {
  GroupingSetList sets;
  for (size_t count = groups.size() + 1; count-- > 0;) {
    std::vector<uint32_t> set;
    for (size_t i = 0; i < count; ++i) set.insert(set.end(), groups[i].begin(), groups[i].end());
    sets.push_back(std::move(set));
  }
  return sets;
}

GroupingSetList CubeSets(const GroupingSetList& groups) {
  GroupingSetList sets;
  for (size_t left_out = 0; left_out < (size_t{1} << groups.size()); ++left_out) {
    std::vector<uint32_t> set;
    for (size_t i = 0; i < groups.size(); ++i) {
      const bool out = (left_out >> (groups.size() - 1 - i)) & 1;
      if (!out) set.insert(set.end(), groups[i].begin(), groups[i].end());
    }
    sets.push_back(std::move(set));
  }
  return sets;
}

}  // namespace

uint32_t SelectBinder::AddKey(ExprPtr expr) {
  ColumnSet used;
  CollectColumns(*expr, used);
  for (const NamedExpr& unnest : level_.unnests) {
    if (!used.contains(unnest.id)) continue;
    throw UserError(ErrorCode::kInvalidQuery, "GROUP BY cannot use what SELECT unnests",
                    expr->range(), "unnest in FROM, or in a subquery");
  }
  const uint64_t hash = expr->Hash();
  const auto [begin, end] = keys_by_hash_.equal_range(hash);
  for (auto place = begin; place != end; ++place) {
    if (keys_[place->second].expr->Equals(*expr)) return place->second;
  }
  const auto key = static_cast<uint32_t>(keys_.size());
  keys_by_hash_.emplace(hash, key);
  std::string name =
      expr->kind() == ExprKind::kColumn ? As<ColumnExpr>(expr).name() : expr->ToString();
  keys_.push_back({kNoColumn, std::move(name), std::move(expr)});
  return key;
}

ExprPtr SelectBinder::BindGroupTerm(const sql::Expression& term) {
  OrderBinder places(state_, level_, outputs_);
  ExprPtr expr = places.OutputAt(term, Clause::kGroupBy);
  if (!expr) {
    const ClauseGuard guard(level_, Clause::kGroupBy);
    expr = ExpressionBinder(state_, level_).Bind(term);
  }
  if (level_.UsesWindow(*expr)) {
    throw UserError(ErrorCode::kInvalidQuery, "window functions are not allowed in GROUP BY",
                    state_.Where(term.range));
  }
  if (level_.UsesAggregate(*expr)) {
    throw UserError(ErrorCode::kInvalidQuery, "aggregate functions are not allowed in GROUP BY",
                    state_.Where(term.range));
  }
  return expr;
}

std::vector<uint32_t> SelectBinder::KeysOf(const sql::Expression& expression) {
  if (expression.kind == sql::ExpressionKind::kColumns) {
    const ClauseGuard guard(level_, Clause::kGroupBy);
    std::vector<uint32_t> keys;
    for (NamedValue& value : ExpressionBinder(state_, level_).BindEach(expression)) {
      keys.push_back(AddKey(std::move(value.expr)));
    }
    return keys;
  }
  if (expression.kind != sql::ExpressionKind::kRow) return {AddKey(BindGroupTerm(expression))};
  std::vector<uint32_t> keys;
  for (const auto& element : sql::As<sql::RowExpression>(expression).elements) {
    keys.push_back(AddKey(BindGroupTerm(*element)));
  }
  return keys;
}

GroupingSetList SelectBinder::SetsOf(const sql::GroupingElement& element) {
  GroupingSetList groups;
  for (const auto& expression : element.expressions) groups.push_back(KeysOf(*expression));
  switch (element.kind) {
    case sql::GroupingKind::kExpression: return groups;
    case sql::GroupingKind::kEmpty: return {{}};
    case sql::GroupingKind::kRollup: return RollupSets(groups);
    case sql::GroupingKind::kCube:
      if (groups.size() > kMaxCubeColumns) {
        throw UserError(ErrorCode::kTooComplex,
                        "CUBE takes at most " + std::to_string(kMaxCubeColumns) + " columns",
                        state_.Where(element.range));
      }
      return CubeSets(groups);
    case sql::GroupingKind::kGroupingSets: break;
  }
  GroupingSetList sets;
  for (const sql::GroupingElement& inner : element.sets) {
    for (auto& set : SetsOf(inner)) sets.push_back(std::move(set));
  }
  return sets;
}

void SelectBinder::BindGroupByAll() {
  for (const NamedValue& output : outputs_) {
    if (level_.UsesAggregate(*output.expr) || level_.UsesWindow(*output.expr)) continue;
    AddKey(output.expr);
  }
  sets_.emplace_back();
  for (uint32_t i = 0; i < keys_.size(); ++i) sets_[0].push_back(i);
}

void SelectBinder::BindGroupBy(const sql::GroupBy& group_by) {
  if (!group_by.IsPresent()) return;
  if (group_by.all) {
    BindGroupByAll();
    has_group_by_ = !keys_.empty();
    return;
  }
  has_group_by_ = true;
  sets_ = {{}};
  for (const sql::GroupingElement& element : group_by.elements) {
    sets_ = CrossSets(sets_, SetsOf(element), state_.Where(element.range));
  }
}

std::vector<std::pair<uint32_t, ExprPtr>> SelectBinder::CollateKeys() {
  std::vector<std::pair<uint32_t, ExprPtr>> collated;
  for (uint32_t i = 0; i < keys_.size(); ++i) {
    const ExprPtr original = keys_[i].expr;
    keys_[i].expr = CollationKey(original, state_);
    if (keys_[i].expr != original) collated.emplace_back(i, original);
  }
  return collated;
}

std::vector<std::pair<ExprPtr, ExprPtr>> SelectBinder::StandInsFor(
    const std::vector<std::pair<uint32_t, ExprPtr>>& collated, bool one_set) {
  std::vector<std::pair<ExprPtr, ExprPtr>> stand_ins;
  for (const auto& [place, original] : collated) {
    const NamedExpr& key = keys_[place];
    ExprPtr first = level_.AddAggregate(FirstOf(original, key.name, state_), original->range());
    if (!one_set) {
      // A group whose set leaves the key out has no value of it.
      ExprPtr absent = std::make_shared<IsNullExpr>(
          std::make_shared<ColumnExpr>(key.id, key.name, key.expr->type()));
      std::vector<ExprPtr> parts = {std::move(absent), MakeConstant(Value(first->type())), first};
      first = std::make_shared<CaseExpr>(original->type(), std::move(parts));
    }
    stand_ins.emplace_back(original, std::move(first));
  }
  return stand_ins;
}

void SelectBinder::Aggregate() {
  const ColumnSet input_columns = OutputColumns(*plan_);
  if (sets_.empty()) sets_.emplace_back();
  const auto collated = CollateKeys();
  const bool one_set = sets_.size() == 1 && sets_[0].size() == keys_.size();
  for (NamedExpr& key : keys_) {
    // A plain column of the input stays itself; with several sets it may turn NULL.
    const bool passes_on = one_set && key.expr->kind() == ExprKind::kColumn &&
                           input_columns.contains(As<ColumnExpr>(key.expr).id());
    key.id = passes_on ? As<ColumnExpr>(key.expr).id() : state_.NewColumn();
  }
  std::unordered_map<ColumnId, ExprPtr> constants;
  if (one_set) {
    for (const GroupingCall& call : level_.groupings()) {
      constants.emplace(call.id, MakeConstant(Value::Int64(GroupingNumber(call, keys_, sets_[0]))));
    }
  }
  const auto stand_ins = StandInsFor(collated, one_set);
  GroupRewriter rewriter(*plan_, keys_, stand_ins, std::move(constants));
  if (state_.context().settings->Get("dialect") == "sqlite") {
    rewriter.TakeBareColumns(
        [this, extreme = FindExtreme()](const ExprPtr& column) { return Bare(column, extreme); });
  }
  for (NamedValue& output : outputs_) output.expr = rewriter.RewriteItem(output.expr);
  for (NamedExpr& unnest : level_.unnests) unnest.expr = rewriter.Rewrite(unnest.expr);
  // A key may be what HAVING says as a whole.
  if (!having_.empty()) {
    const ExprPtr having = having_.size() == 1 ? having_[0] : MakeConjunction(true, having_);
    having_.clear();
    SplitConjuncts(rewriter.Rewrite(having), having_);
  }
  for (ExprPtr& expr : distinct_on_) expr = rewriter.Rewrite(expr);
  for (SortKey& key : order_) key.expr = rewriter.RewriteItem(key.expr);
  for (ExprPtr& conjunct : qualify_) conjunct = rewriter.Rewrite(conjunct);
  for (BoundWindowCall& window : level_.windows()) {
    VisitWindowExpressions(window, [&](ExprPtr& expr) { expr = rewriter.Rewrite(expr); });
  }
  plan_ = one_set ? std::make_shared<AggregateNode>(std::move(plan_), std::move(keys_),
                                                    level_.aggregates())
                  : PlanGroupingSets(std::move(plan_), keys_, sets_, level_, state_);
}

}  // namespace lakebolt
