#pragma once

#include <string>
#include <vector>

#include "plan/binder/binder_state.h"
#include "plan/binder/generators.h"
#include "plan/binder/query_level.h"
#include "plan/subquery_expression.h"
#include "sql/ast/expression.h"
#include "sql/ast/window.h"

namespace lakebolt {

/// Names an expression: what a star gives for each column.
struct NamedValue {
  std::string name;
  ExprPtr expr;
};

/// Goes through the columns that COLUMNS(…) in a select item stands for: the item is bound once for
/// each of `columns`.
struct ColumnsExpansion {
  std::vector<NamedValue> columns;  // empty until COLUMNS is met
  size_t index = 0;
  std::string regex;  // that chose the columns; empty when something else did
};

/// Holds what an aggregate is called with.
struct AggregateInput {
  std::vector<ExprPtr> arguments;
  ExprPtr filter;  // or null
  std::vector<SortKey> order;
};

/// Binds scalar expressions of one clause of one query: names, functions, types. One file a family:
/// bind_column.cc, bind_operator.cc, bind_predicate.cc, ….
class ExpressionBinder {
 public:
  ExpressionBinder(BinderState& state, QueryLevel& level) : state_(state), level_(level) {}

  ExprPtr Bind(const sql::Expression& expression);

  /// Binds a condition; `what` names it in errors.
  ExprPtr BindBoolean(const sql::Expression& expression, const std::string& what);
  /// Binds a condition and splits it into its conjuncts.
  std::vector<ExprPtr> BindConjuncts(const sql::Expression& expression, const std::string& what);

  /// Lists what `*` or `t.*` stands for, EXCLUDE, REPLACE and RENAME done.
  std::vector<NamedValue> ExpandStar(const sql::StarExpression& star);

  /// Binds an expression once for each column that COLUMNS(…) in it stands for, or once; the names
  /// are those of the columns, or empty.
  std::vector<NamedValue> BindEach(const sql::Expression& expression);

  /// Lists the columns that `* LIKE 'x%'` and its kin stand for.
  std::vector<NamedValue> ExpandStarLike(const sql::LikeExpression& like);
  /// Lists the columns that an item `unnest(…)` of SELECT stands for: a struct gives one a field.
  std::vector<NamedValue> BindUnnestItem(const sql::FunctionCallExpression& call);

  /// Lists the columns that an item `explode(…)` of SELECT stands for.
  std::vector<NamedValue> BindGeneratorItem(const sql::FunctionCallExpression& call);
  /// Binds the arguments of a generator and returns the lists that it unnests.
  std::vector<GeneratorList> BindGeneratorLists(const std::string& name,
                                                const std::vector<sql::FunctionArgument>& arguments,
                                                SourceRange range);
  /// Returns the fields of a struct under their names, col1, col2, … for those of a row.
  std::vector<NamedValue> FieldsOf(const ExprPtr& value, SourceRange range);

  /// Lets COLUMNS(…) be used, through `expansion`.
  void AllowColumns(ColumnsExpansion* expansion) { columns_ = expansion; }

  /// Calls a scalar function; arguments are cast as it wants them.
  ExprPtr Call(const std::string& name, std::vector<ExprPtr> arguments, SourceRange range);

  /// Finds the column that a name means.
  ExprPtr BindColumn(const sql::QualifiedName& name, SourceRange range);

 private:
  // bind_expression.cc
  ExprPtr BindNode(const sql::Expression& expression);
  ExprPtr BindParameter(const sql::ParameterExpression& parameter);
  ExprPtr BindPosition(const sql::PositionalRefExpression& position);
  ExprPtr BindCast(const sql::CastExpression& cast);
  /// Returns a cast that Spark has, or does otherwise than we, or null; in bind_spark_cast.cc.
  ExprPtr BindSparkCast(const ExprPtr& operand, const LogicalType& to, bool try_cast,
                        SourceRange range);
  /// Reads text as a whole number as Spark does, in its ANSI mode or without.
  ExprPtr ReadWholeText(ExprPtr text, const LogicalType& to, bool try_cast, SourceRange range);
  /// Reads texts beside numbers as Spark does in arithmetic, and refuses arithmetic of texts alone.
  void CoerceSparkOperands(const std::string& name, ExprPtr& left, ExprPtr& right,
                           SourceRange range);
  /// Reads text beside a number as one as Spark does in comparisons.
  void CoerceSparkComparison(ExprPtr& left, ExprPtr& right, SourceRange range);
  /// Does so in the list of an IN.
  void CoerceSparkList(std::vector<ExprPtr>& values, SourceRange range);
  bool SpeaksSpark() const;
  ExprPtr BindInterval(const sql::IntervalExpression& interval);
  ExprPtr BindCollate(const sql::CollateExpression& collate);
  ExprPtr BindTimeZone(const sql::AtTimeZoneExpression& zone);

  // bind_column.cc
  ExprPtr FindColumn(QueryLevel& level, const sql::QualifiedName& name,
                     const std::vector<std::string>& folded, SourceRange range, size_t& used);
  /// Tells whether an alias of the select list may stand for a name that a table has too.
  bool MayPreferAliases(const QueryLevel& level) const;
  ExprPtr FindBareColumn(QueryLevel& level, const sql::Identifier& name, const std::string& folded,
                         SourceRange range);
  ExprPtr FindQualifiedColumn(QueryLevel& level, const sql::QualifiedName& name,
                              const std::vector<std::string>& folded, SourceRange range,
                              size_t& used);
  /// Makes a struct of all columns of the table `name`; null when there is no such table.
  ExprPtr FindTableRow(const std::string& folded, SourceRange range);
  ExprPtr FindAlias(QueryLevel& level, const std::string& folded, SourceRange range);
  [[noreturn]] void ThrowUnknownColumn(const sql::QualifiedName& name, SourceRange range);

  // bind_star.cc
  std::vector<NamedValue> StarColumns(const sql::StarExpression& star);
  ExprPtr BindColumns(const sql::ColumnsExpression& columns);
  /// Binds the values of a list, where *COLUMNS(…) stands for several.
  /// Binds an argument: several values for *COLUMNS(…). Columns come with their names, others with
  /// none.
  std::vector<NamedValue> BindUnpacked(const sql::Expression& expression);
  void BindUnpacked(const sql::Expression& expression, std::vector<ExprPtr>& values);
  std::vector<NamedValue> MatchColumns(const sql::ColumnsExpression& columns);
  std::vector<NamedValue> MatchColumnsByNames(const sql::ColumnsExpression& columns);
  std::vector<NamedValue> MatchColumnsByLambda(const sql::ColumnsExpression& columns);

  // bind_operator.cc
  ExprPtr BindUnary(const sql::UnaryExpression& unary);
  ExprPtr BindBinary(const sql::BinaryExpression& binary);
  ExprPtr BindConjunction(const sql::BinaryExpression& binary);
  ExprPtr Combine(const sql::BinaryExpression& binary, ExprPtr left, ExprPtr right);
  /// Makes NULL of a divisor of zero, where the settings say that dividing by it gives NULL.
  ExprPtr NullInsteadOfZero(ExprPtr divisor, SourceRange range);
  /// Tells whether Spark leaves a date one that is moved by whole days, months or years.
  bool IsSparkDateStep(const ExprPtr& left, const ExprPtr& right) const;
  ExprPtr Arithmetic(const std::string& name, ExprPtr left, ExprPtr right, SourceRange range);
  ExprPtr Compare(CompareOp op, ExprPtr left, ExprPtr right, SourceRange range);
  ExprPtr CompareRows(CompareOp op, const std::vector<ExprPtr>& left,
                      const std::vector<ExprPtr>& right, SourceRange range);
  /// Binds the elements of a row, or the one value that is none.
  std::vector<ExprPtr> BindRowElements(const sql::Expression& expression);

  // bind_predicate.cc
  ExprPtr BindLike(const sql::LikeExpression& like);
  ExprPtr MatchLike(const sql::LikeExpression& like, ExprPtr value);
  ExprPtr MatchLikeMany(const sql::LikeExpression& like, const ExprPtr& value);
  ExprPtr MatchLikeArray(const sql::LikeExpression& like, const sql::Expression& patterns);
  ExprPtr MatchPattern(const sql::LikeExpression& like, ExprPtr value,
                       const sql::Expression& pattern, ExprPtr bound);
  ExprPtr BindIsNull(const sql::IsNullExpression& is_null);
  ExprPtr BindIsBoolean(const sql::IsBooleanExpression& is_boolean);
  ExprPtr BindBetween(const sql::BetweenExpression& between);
  ExprPtr BindInList(const sql::InListExpression& in);
  ExprPtr BindRowInList(const sql::InListExpression& in);

  // bind_conditional.cc
  ExprPtr BindCase(const sql::CaseExpression& expression);
  ExprPtr BindConditionalCall(const std::string& name, const sql::FunctionCallExpression& call);
  ExprPtr MakeCase(std::vector<ExprPtr> conditions, std::vector<ExprPtr> values, SourceRange range);
  void RequireRepeatable(const Expr& expr, const std::string& what, SourceRange range);

  // bind_macro.cc
  ExprPtr BindMacroParameter(const std::vector<std::string>& folded, const sql::QualifiedName& name,
                             SourceRange range);
  ExprPtr BindMacroCall(const sql::FunctionCallExpression& call);

  // bind_function.cc
  ExprPtr BindCall(const sql::FunctionCallExpression& call);
  std::vector<ExprPtr> BindArguments(const sql::FunctionCallExpression& call);
  ExprPtr BindScalarCall(const sql::FunctionCallExpression& call, const std::string& name);
  ExprPtr BindMethodCall(const sql::FunctionCallExpression& call, const std::string& name);
  std::shared_ptr<const BoundScalar> ResolveScalar(const std::string& name,
                                                   const std::vector<ExprPtr>& arguments,
                                                   SourceRange range);
  [[noreturn]] void ThrowUnknownFunction(const std::string& name, SourceRange range);

  // bind_unnest.cc
  ExprPtr BindUnnest(const sql::FunctionCallExpression& call);
  ExprPtr BindSubscripts(const sql::FunctionCallExpression& call);
  ExprPtr AddUnnest(ExprPtr list, const std::string& name, SourceRange range);
  void ExpandUnnest(const ExprPtr& value, const std::string& name, uint32_t depth,
                    std::vector<NamedValue>& out, SourceRange range);

  // bind_generator.cc
  ExprPtr BindGenerator(const sql::FunctionCallExpression& call);

  // bind_lambda.cc
  ExprPtr BindTry(const sql::Expression& operand, SourceRange range);
  /// Throws inside TRY, which does not compute what `what` names.
  void RejectInTry(const char* what, SourceRange range) const;
  ExprPtr BindLambdaCall(const sql::FunctionCallExpression& call, const std::string& name,
                         ExprPtr receiver);
  ExprPtr TryLambdaOverload(const sql::FunctionCallExpression& call, const std::string& name,
                            const ScalarOverload& overload, std::vector<ExprPtr> arguments);
  ExprPtr BindLambda(const sql::LambdaExpression& lambda, const LambdaParameter& parameter,
                     const std::vector<LogicalType>& types);
  ExprPtr BindArrow(const sql::LambdaExpression& lambda);
  ExprPtr FindLambdaParameter(const QueryLevel& level, const std::string& folded,
                              SourceRange range) const;
  void RejectLambdaParameters(const std::vector<ExprPtr>& arguments, SourceRange range,
                              const std::string& what, const std::string& hint) const;

  // bind_aggregate.cc
  ExprPtr BindAggregate(const sql::FunctionCallExpression& call, const std::string& name);
  ExprPtr BindGrouping(const sql::FunctionCallExpression& call);
  /// Binds arguments, filter and order; FinishAggregate then finds the function for them.
  /// Lets count take several values: a row counts where none of them is NULL.
  void CountTogether(bool distinct, SourceRange range, AggregateInput& input);
  AggregateInput BindAggregateInput(const sql::FunctionCallExpression& call,
                                    const std::string& name, SourceRange range);
  void FinishAggregate(const std::string& name, AggregateInput input, SourceRange range,
                       AggregateCall& aggregate);
  std::vector<SortKey> BindAggregateOrder(const sql::FunctionCallExpression& call,
                                          const std::vector<ExprPtr>& arguments);
  void TakeOrderedSet(const AggregateFunction& function, bool within_group, SourceRange range,
                      AggregateInput& input);
  /// Resolves an aggregate; casts its arguments and drops those that it takes in as constants.
  std::shared_ptr<const BoundAggregate> ResolveAggregate(const std::string& name,
                                                         std::vector<ExprPtr>& arguments,
                                                         SourceRange range);
  QueryLevel& OwnerOf(const AggregateTracker& tracker);
  void CheckAggregatePlace(const QueryLevel& owner, const std::vector<ExprPtr>& arguments,
                           SourceRange range);

  // bind_window.cc
  ExprPtr BindWindow(const sql::FunctionCallExpression& call, const std::string& name);
  void CheckWindowPlace(SourceRange range);
  void ResolveWindowFunction(const sql::FunctionCallExpression& call, const std::string& name,
                             WindowCall& out);
  void ResolveWindowAggregate(const sql::FunctionCallExpression& call, const std::string& name,
                              WindowCall& out);
  std::vector<SortKey> BindSortKeys(const std::vector<sql::OrderItem>& items);
  WindowFrame BindFrame(const std::optional<sql::WindowFrame>& frame,
                        const std::vector<SortKey>& order);
  WindowBound BindFrameBound(const sql::FrameBound& bound, WindowFrameUnit unit,
                             const std::vector<SortKey>& order);

  // bind_subquery.cc
  ExprPtr BindExists(const sql::ExistsExpression& exists);
  ExprPtr BindScalarSubquery(const sql::ScalarSubqueryExpression& subquery);
  ExprPtr BindInSubquery(const sql::InSubqueryExpression& in);
  ExprPtr BindQuantified(const sql::QuantifiedExpression& quantified);
  ExprPtr BindQuantifiedArray(const sql::QuantifiedExpression& quantified);
  /// Makes a subquery give one list of all its values, in its order.
  void GatherIntoList(BoundQuery& query, SourceRange range);
  ExprPtr QuantifiedSubquery(SubqueryKind kind, CompareOp op, std::vector<ExprPtr> operands,
                             const sql::Query& query, SourceRange range);
  BoundQuery BindSubquery(const sql::Query& query);

  // bind_nested.cc
  ExprPtr BindList(const sql::ListExpression& list);
  ExprPtr BindStruct(const sql::StructExpression& structure);
  ExprPtr BindUnionValue(const sql::FunctionCallExpression& call);
  ExprPtr BindStructPack(const sql::FunctionCallExpression& call);
  /// Binds struct(1, 2 AS b) and named_struct('a', 1, 'b', 2).
  ExprPtr BindNamedStruct(const sql::FunctionCallExpression& call);
  ExprPtr BindMap(const sql::MapExpression& map);
  ExprPtr BindRow(const sql::RowExpression& row);
  ExprPtr BindStructUpdate(const sql::FunctionCallExpression& call, bool insert);
  ExprPtr BindSubscript(const sql::SubscriptExpression& subscript);
  ExprPtr BindSlice(const sql::SubscriptExpression& subscript);
  ExprPtr BindFieldAccess(const sql::FieldAccessExpression& access);
  /// Takes a field of a struct, an entry of a map or a member of a JSON object by its name.
  ExprPtr AccessField(ExprPtr value, const std::string& field, SourceRange range);
  ExprPtr CallIfKnown(const std::vector<std::string>& names, std::vector<ExprPtr> arguments,
                      const std::string& what, SourceRange range);

  SourceRange Where(const sql::Expression& expression) const {
    return state_.Where(expression.range);
  }

  BinderState& state_;
  QueryLevel& level_;
  ColumnsExpansion* columns_ = nullptr;
  ExprPtr star_;         // what * is in COLUMNS([name FOR name IN (*)]): the names of the columns
  bool in_try_ = false;  // the operand of TRY is being bound
};

/// Tells whether the call counts rows: count() or count(*).
bool IsStarCall(const sql::FunctionCallExpression& call);

/// Maps a comparison of the syntax tree.
CompareOp ToCompareOp(sql::BinaryOperator op);

}  // namespace lakebolt
