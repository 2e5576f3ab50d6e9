#include "sql/parser_core.h"

namespace lakebolt::sql {

namespace {

/// Names the query's column that holds the number of the action.
constexpr const char* kActionColumn = "lakebolt.action";

/// Says which rows a WHEN is about.
enum class MergeGroup : uint8_t { kMatched, kNotMatched, kNotMatchedBySource };

/// Tells whether the rows of a source are computed, so that reading it for each kind of WHEN could
/// give others.
bool IsRunOnce(const TableRef& source) {
  return source.kind == TableRefKind::kSubquery || source.kind == TableRefKind::kFunction;
}

}  // namespace

/// Gathers the parts of a MERGE until its queries can be made.
struct Parser::MergeDraft {
  struct Group {
    std::vector<size_t> actions;
    std::vector<ExpressionPtr> conditions;  // by action; null without AND
    std::vector<std::vector<SelectItem>> values;
  };
  MergeStatement* merge = nullptr;
  size_t source_at = 0;     // the token where the source begins
  size_t condition_at = 0;  // the token ON or USING
  size_t with_at = 0;       // the token WITH; SIZE_MAX without
  uint32_t parameters_before_source = 0;
  uint32_t parameters_before_with = 0;
  std::optional<Identifier> source_name;
  Group groups[3];
};

StatementPtr Parser::ParseMerge() {
  tokens_.Next();
  tokens_.Expect(Keyword::kInto);
  auto merge = Make<MergeStatement>();
  MergeDraft draft;
  draft.merge = merge.get();
  draft.with_at = outer_with_ ? outer_with_at_ : SIZE_MAX;
  draft.parameters_before_with = outer_with_parameters_;
  outer_with_.reset();
  merge->table = ParseTarget();
  tokens_.Expect(Keyword::kUsing);
  draft.source_at = tokens_.position();
  draft.parameters_before_source = parameter_count_;
  TableRefPtr source = ParseTablePrimary();
  if (source->alias) {
    draft.source_name = source->alias;
  } else if (source->kind == TableRefKind::kBaseTable && !As<BaseTableRef>(*source).is_path) {
    draft.source_name = As<BaseTableRef>(*source).name.back();
  }
  draft.condition_at = tokens_.position();
  if (IsRunOnce(*source)) MakeMergeSource(draft, std::move(source));
  JoinRef condition;
  if (!tokens_.IsAny({Keyword::kOn, Keyword::kUsing})) tokens_.Fail("ON or USING");
  ParseJoinCondition(condition);
  while (tokens_.Is(Keyword::kWhen)) ParseMergeAction(draft);
  if (merge->actions.empty()) tokens_.Fail("WHEN MATCHED or WHEN NOT MATCHED");
  const size_t end = tokens_.position();
  const uint32_t parameters = parameter_count_;
  for (size_t group = 0; group < 3; ++group) {
    if (!draft.groups[group].actions.empty()) MakeMergeQuery(draft, group);
  }
  tokens_.Seek(end);
  parameter_count_ = parameters;
  merge->returning = ParseReturning(merge->table);
  return merge;
}

void Parser::MakeMergeSource(MergeDraft& draft, TableRefPtr source) {
  const size_t behind = tokens_.position();
  const uint32_t parameters = parameter_count_;
  const uint32_t begin = source->range.begin;
  std::unique_ptr<Query> query = QueryOver(std::move(source));
  if (draft.with_at != SIZE_MAX) {
    tokens_.Seek(draft.with_at);
    parameter_count_ = draft.parameters_before_with;
    ParseWith(*query);
    tokens_.Seek(behind);
    parameter_count_ = parameters;
  }
  SealQuery(*query, begin);
  draft.merge->source = std::move(query);
}

void Parser::ParseMergeAction(MergeDraft& draft) {
  const uint32_t begin = tokens_.Next().begin;
  const bool negated = tokens_.Accept(Keyword::kNot);
  if (!tokens_.AcceptWord("matched")) tokens_.Fail("MATCHED or NOT MATCHED");
  MergeGroup kind = negated ? MergeGroup::kNotMatched : MergeGroup::kMatched;
  if (negated && tokens_.Accept(Keyword::kBy)) {
    if (tokens_.AcceptWord("source")) {
      kind = MergeGroup::kNotMatchedBySource;
    } else if (!tokens_.AcceptWord("target")) {
      tokens_.Fail("SOURCE or TARGET");
    }
  }
  MergeDraft::Group& group = draft.groups[static_cast<size_t>(kind)];
  if (!group.conditions.empty() && group.conditions.back() == nullptr) {
    throw UserError(ErrorCode::kSyntax, "an earlier WHEN of this kind takes every row",
                    tokens_.RangeFrom(begin), "write WHEN without AND last");
  }
  group.conditions.emplace_back();
  if (tokens_.Accept(Keyword::kAnd)) group.conditions.back() = ParseExpression();
  tokens_.Expect(Keyword::kThen);
  MergeAction action;
  std::vector<SelectItem> values;
  const bool insert = kind == MergeGroup::kNotMatched;
  if (insert && tokens_.Accept(Keyword::kInsert)) {
    action.kind = MergeActionKind::kInsert;
    values = ParseMergeInsert(action);
  } else if (!insert && tokens_.Accept(Keyword::kUpdate)) {
    action.kind = MergeActionKind::kUpdate;
    if (tokens_.Accept(Keyword::kSet) && !tokens_.Accept(TokenKind::kStar)) {
      values = ParseAssignments(action.set);
    } else {
      action.all_columns = true;
      action.by_name = tokens_.AcceptSequence({Keyword::kBy, Keyword::kName});
      if (!action.by_name) tokens_.AcceptSequence({Keyword::kBy, Keyword::kPosition});
      tokens_.Accept(TokenKind::kStar);
    }
  } else if (!insert && tokens_.Accept(Keyword::kDelete)) {
    action.kind = MergeActionKind::kDelete;
  } else if (tokens_.AcceptWord("do")) {
    if (!tokens_.AcceptWord("nothing")) tokens_.Fail("NOTHING");
  } else if (tokens_.AcceptWord("error")) {
    action.kind = MergeActionKind::kError;
    if (!tokens_.Is(Keyword::kWhen) && !tokens_.Is(Keyword::kReturning) && !IsListEnd()) {
      values.emplace_back().expression = ParseExpression();
    }
  } else {
    tokens_.Fail(insert ? "INSERT, DO NOTHING or ERROR" : "UPDATE, DELETE, DO NOTHING or ERROR");
  }
  action.value_count = values.size();
  action.range = tokens_.RangeFrom(begin);
  group.actions.push_back(draft.merge->actions.size());
  group.values.push_back(std::move(values));
  draft.merge->actions.push_back(std::move(action));
}

std::vector<SelectItem> Parser::ParseMergeInsert(MergeAction& action) {
  std::vector<SelectItem> values;
  action.by_name = tokens_.AcceptSequence({Keyword::kBy, Keyword::kName});
  if (!action.by_name) tokens_.AcceptSequence({Keyword::kBy, Keyword::kPosition});
  if (tokens_.Is(TokenKind::kLeftParen)) action.set.columns = ParseNameList();
  if (tokens_.AcceptSequence({Keyword::kDefault, Keyword::kValues})) return values;
  if (!tokens_.Accept(Keyword::kValues)) {
    tokens_.Accept(TokenKind::kStar);
    action.all_columns = true;
    return values;
  }
  tokens_.Expect(TokenKind::kLeftParen, "\"(\" and the values");
  ParseCommaList([&] {
    action.set.is_default.push_back(tokens_.Accept(Keyword::kDefault));
    if (!action.set.is_default.back()) values.emplace_back().expression = ParseExpression();
  });
  tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  return values;
}

ExpressionPtr Parser::NumberLiteral(size_t number, SourceRange range) const {
  auto literal = Make<LiteralExpression>();
  literal->literal_kind = LiteralKind::kInteger;
  literal->text = std::to_string(number);
  literal->range = range;
  return literal;
}

SelectItem Parser::MergeActionItem(MergeDraft& draft, size_t group_index) const {
  MergeDraft::Group& group = draft.groups[group_index];
  auto choice = Make<CaseExpression>();
  uint32_t height = 1;
  for (size_t i = 0; i < group.actions.size(); ++i) {
    const MergeAction& action = draft.merge->actions[group.actions[i]];
    CaseBranch branch;
    branch.when = std::move(group.conditions[i]);
    if (branch.when == nullptr) {
      auto always = Make<LiteralExpression>();
      always->literal_kind = LiteralKind::kBoolean;
      always->boolean = true;
      branch.when = std::move(always);
    }
    height = std::max(height, branch.when->height);
    if (action.kind == MergeActionKind::kNothing) {
      branch.then = Make<LiteralExpression>();
    } else {
      branch.then = NumberLiteral(group.actions[i], action.range);
    }
    choice->branches.push_back(std::move(branch));
  }
  choice->height = height + 1;
  auto cast = Make<CastExpression>();  // all actions may be DO NOTHING
  cast->type.name = "integer";
  cast->height = choice->height + 1;
  cast->operand = std::move(choice);
  SelectItem item;
  item.expression = std::move(cast);
  item.alias = Identifier{kActionColumn, true, {}};
  return item;
}

void Parser::AddMergeValues(MergeDraft& draft, size_t group_index, Select& select) const {
  MergeDraft::Group& group = draft.groups[group_index];
  for (size_t i = 0; i < group.actions.size(); ++i) {
    MergeAction& action = draft.merge->actions[group.actions[i]];
    action.first_value = select.items.size();
    for (SelectItem& value : group.values[i]) {
      // Each value is computed for the rows of its own action only.
      auto chosen = Make<BinaryExpression>();
      chosen->op = BinaryOperator::kEqual;
      chosen->left = ColumnItem({{kActionColumn, true, action.range}}).expression;
      chosen->right = NumberLiteral(group.actions[i], action.range);
      chosen->height = 2;
      auto guarded = Make<CaseExpression>();
      guarded->height = std::max<uint32_t>(value.expression->height, 2) + 1;
      guarded->range = value.expression->range;
      CaseBranch branch;
      branch.when = std::move(chosen);
      branch.then = std::move(value.expression);
      guarded->branches.push_back(std::move(branch));
      select.items.emplace_back().expression = std::move(guarded);
    }
  }
}

TableRefPtr Parser::MergeJoin(const MergeDraft& draft, size_t group_index) {
  const auto kind = static_cast<MergeGroup>(group_index);
  const TargetTable& target = draft.merge->table;
  tokens_.Seek(draft.source_at);
  parameter_count_ = draft.parameters_before_source;
  auto join = Make<JoinRef>();
  TableRefPtr source = ParseTablePrimary();
  if (draft.merge->source) {
    auto rows = Make<BaseTableRef>();
    rows->range = source->range;
    rows->name.push_back({std::string(kSourceRows), true, rows->range});
    rows->alias =
        draft.source_name ? *draft.source_name : Identifier{"unnamed_subquery", false, rows->range};
    source = std::move(rows);
  }
  tokens_.Seek(draft.condition_at);
  ParseJoinCondition(*join);
  const uint32_t height = std::max(source->height, join->condition ? join->condition->height : 1);
  join->join_kind = kind == MergeGroup::kMatched ? JoinKind::kInner : JoinKind::kAnti;
  join->left = kind == MergeGroup::kNotMatched ? std::move(source) : TargetRef(target);
  join->right = kind == MergeGroup::kNotMatched ? TargetRef(target) : std::move(source);
  return SealTable(std::move(join), target.name[0].range.begin, height + 1);
}

void Parser::MakeMergeQuery(MergeDraft& draft, size_t group_index) {
  const auto kind = static_cast<MergeGroup>(group_index);
  const TargetTable& target = draft.merge->table;
  auto query = Make<Query>();
  if (draft.with_at != SIZE_MAX) {
    tokens_.Seek(draft.with_at);
    parameter_count_ = draft.parameters_before_with;
    ParseWith(*query);
  }
  auto select = Make<Select>();
  select->from = MergeJoin(draft, group_index);
  if (kind == MergeGroup::kNotMatched) {
    select->items.emplace_back().expression = NumberLiteral(0, target.name[0].range);
  } else {
    select->items.push_back(
        ColumnItem({target.shown_name(), {std::string(kRowIdColumn), true, {}}}));
  }
  select->items.push_back(MergeActionItem(draft, group_index));
  AddMergeValues(draft, group_index, *select);
  if (kind != MergeGroup::kNotMatched) select->items.push_back(AllColumns(target));
  bool all_columns = false;
  for (const size_t action : draft.groups[group_index].actions) {
    all_columns |= draft.merge->actions[action].all_columns;
  }
  if (all_columns && kind == MergeGroup::kNotMatched) {
    select->items.emplace_back().expression = Make<StarExpression>();
  } else if (all_columns) {
    if (!draft.source_name || kind == MergeGroup::kNotMatchedBySource) {
      throw UserError(ErrorCode::kSyntax, "UPDATE of all columns needs a source with a name",
                      target.name[0].range, "give the source an alias, or write SET");
    }
    TargetTable named;
    named.name = {*draft.source_name};
    select->items.push_back(AllColumns(named));
  }
  select->height = SelectHeight(*select);
  CheckHeight(select->height, target.name[0].range);
  query->body = std::move(select);
  SealQuery(*query, target.name[0].range.begin);
  draft.merge->queries.push_back({std::move(query), draft.groups[group_index].actions,
                                  kind == MergeGroup::kNotMatched, all_columns});
}

}  // namespace lakebolt::sql
