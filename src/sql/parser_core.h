#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sql/ast/definition_statement.h"
#include "sql/ast/statement.h"
#include "sql/ast/write_statement.h"
#include "sql/parser.h"
#include "sql/precedence.h"
#include "sql/token_stream.h"

namespace lakebolt::sql {

struct ExternalTable;

/// Parses one SQL text by recursive descent, expressions by precedence climbing. Its methods are
/// spread over the files parser_*.cc; each reads one production of the grammar at the current token
/// and leaves the stream behind it.
class Parser {
 public:
  explicit Parser(std::string_view sql, const LexicalOptions& options = {})
      : tokens_(sql, options), options_(options) {}

  /// Parses the one statement that begins at or after byte `begin`.
  Parser(std::string_view sql, size_t begin, const LexicalOptions& options)
      : tokens_(sql, begin, options), options_(options) {}

  std::vector<StatementPtr> ParseStatementList();
  /// Returns the first byte behind the text that was cut into tokens.
  size_t end() const { return tokens_.end(); }
  /// Fails unless all the text is read.
  void ExpectEnd(bool allow_semicolon);

  // parser_statement.cc, parser_create.cc
  StatementPtr ParseStatement();

  // parser_query.cc
  std::unique_ptr<Query> ParseQuery();

  // parser_expression.cc
  ExpressionPtr ParseExpression(Precedence loosest = Precedence::kLowest);

  // parser_type.cc
  TypeName ParseType();
  /// Reads the word in BIGINT UNSIGNED, where no alias may follow the type.
  void AcceptUnsigned(TypeName& type);

 private:
  /// Counts one level of recursion for its lifetime; throws kTooComplex when there are too many.
  class Nest {
   public:
    explicit Nest(Parser& parser, uint32_t levels = 1);
    ~Nest() { parser_.depth_ -= levels_; }
    Nest(const Nest&) = delete;
    Nest& operator=(const Nest&) = delete;

   private:
    Parser& parser_;
    uint32_t levels_;
  };

  [[noreturn]] void FailTooDeep(SourceRange range) const;
  /// Sets a node's range, from `begin` to the last token, and its height.
  ExpressionPtr Seal(ExpressionPtr node, uint32_t begin) const;
  void CheckHeight(uint32_t height, SourceRange range) const;

  // Names and lists (parser_core.cc)
  bool IsName() const;  ///< a word that can name a column or table, or a quoted name
  bool IsNameAt(size_t ahead) const;
  bool IsLabel() const;    ///< any word or quoted name, reserved or not
  bool IsListEnd() const;  ///< after a comma: the comma was a trailing one
  Identifier TakeIdentifier();
  Identifier ParseName(std::string_view what);
  Identifier ParseLabel(std::string_view what);
  QualifiedName ParseQualifiedName(std::string_view what);
  QualifiedName ParseNewName(std::string_view what);  ///< which must not be empty
  static void CheckNewName(const Identifier& name);
  std::vector<Identifier> ParseNameList();  ///< in parentheses
  std::string ParseStringValue();           ///< adjacent string tokens across lines are joined
  bool IsString() const;
  /// Calls `item` for each item of a list with commas, a trailing comma allowed.
  void ParseCommaList(const std::function<void()>& item);
  /// Tells whether the parenthesis ahead encloses a query; knows its partner, so it only looks.
  bool IsParenthesizedQuery() const;
  const Token& TokenAfter(size_t index) const;
  bool IsQueryStart(const Token& token, const Token& after, const Token& third) const;
  /// Steps over `(` and redundant parentheses right inside it, and returns how many were opened.
  size_t OpenParens();
  void CloseParens(size_t count);

  // Operators (parser_expression.cc)
  struct Infix {
    Precedence precedence = Precedence::kLowest;  ///< kLowest: no operator stands ahead
    std::optional<BinaryOperator> op;             ///< set for plain binary operators
    const char* function = nullptr;               ///< set where the operator only calls it
  };
  Infix PeekInfix() const;
  Infix PeekWordInfix() const;
  ExpressionPtr ParsePrefix();
  ExpressionPtr ParseUnary(UnaryOperator op);
  [[noreturn]] void FailChained(BinaryOperator op) const;
  ExpressionPtr ParseInfix(ExpressionPtr left, Infix infix, uint32_t begin);
  ExpressionPtr ParseOperatorCall(ExpressionPtr left, Infix infix, uint32_t begin);
  ExpressionPtr ParseBinary(ExpressionPtr left, Infix infix, uint32_t begin);
  ExpressionPtr ParseSubscript(ExpressionPtr operand, uint32_t begin);
  ExpressionPtr ParseFieldAccess(ExpressionPtr operand, uint32_t begin);
  ExpressionPtr ParseFactorial(ExpressionPtr operand, uint32_t begin);  ///< x!
  ExpressionPtr ParseAbsolute();                                        ///< @x

  // What only Spark writes so (parser_spark.cc)
  Infix PeekSparkInfix() const;           ///< what Spark has alone, or ranks otherwise
  ExpressionPtr TryParseNegativeTyped();  ///< -2L as one literal, or null
  ExpressionPtr ParseSuffixedNumber(bool negative, uint32_t begin);
  ExpressionPtr ParseBlob(const Token& digits, uint32_t begin);  ///< X 'F0'

  // Predicates (parser_predicate.cc)
  ExpressionPtr ParseIs(ExpressionPtr operand, uint32_t begin);
  ExpressionPtr ParsePredicate(ExpressionPtr operand, uint32_t begin);
  ExpressionPtr ParseBetween(ExpressionPtr operand, bool negated, uint32_t begin);
  ExpressionPtr ParseIn(ExpressionPtr operand, bool negated, uint32_t begin);
  ExpressionPtr ParseLike(ExpressionPtr value, LikeOperator op, bool negated, uint32_t begin,
                          Precedence precedence = Precedence::kPredicate);
  ExpressionPtr ParseLikeMany(ExpressionPtr value, LikeOperator op, bool negated, uint32_t begin);
  ExpressionPtr ParseQuantified(ExpressionPtr operand, BinaryOperator op, uint32_t begin);
  std::optional<std::pair<LikeOperator, bool>> PeekLikeToken() const;

  // Primaries (parser_primary.cc, parser_word.cc, parser_star.cc)
  ExpressionPtr ParsePrimary();
  ExpressionPtr ParseNumber(LiteralKind kind);
  ExpressionPtr ParseStringLiteral();
  ExpressionPtr ParseParameter();
  ExpressionPtr ParsePositionalRef();
  ExpressionPtr ParseParenthesized();
  ExpressionPtr ParseListLiteral();
  ExpressionPtr ParseStructLiteral();
  ExpressionPtr ParseComprehension(ExpressionPtr element, uint32_t begin);
  ExpressionPtr ParseWord();
  ExpressionPtr ParseCallLike();  ///< words that only start something before ( [ or {
  ExpressionPtr ParseColumnOrCall();
  ExpressionPtr ParseStar(QualifiedName qualifier, uint32_t begin);
  ExpressionPtr ParseColumns(QualifiedName qualifier, uint32_t begin);
  ExpressionPtr ParseCase();
  ExpressionPtr ParseCast(bool try_cast);
  ExpressionPtr ParseExists();
  ExpressionPtr ParseInterval();
  ExpressionPtr ParseNegatedString();  ///< -'1-2', as in INTERVAL -'1-2' YEAR TO MONTH
  bool IsIntervalPart() const;
  ExpressionPtr ParseIntervalParts();
  /// Adds the parts that follow, as in Spark's INTERVAL 1 YEAR 2 MONTHS.
  ExpressionPtr PlusIntervalParts(ExpressionPtr first, uint32_t begin);
  bool IsIntervalStart() const;
  IntervalUnit ParseIntervalUnit();
  ExpressionPtr ParseMap();
  ExpressionPtr ParseArray();
  ExpressionPtr ParseRow();
  /// Parses (1 AS a, 2 AS b) behind the first value: a struct with these names.
  ExpressionPtr ParseNamedRow(ExpressionPtr first, size_t parens, uint32_t begin);
  ExpressionPtr TryParseTypedLiteral();
  bool IsParameterizedTypeLiteral() const;
  ExpressionPtr ParseSubquery(bool as_list);
  void ParseStarExclude(StarExpression& star);
  void ParseStarReplace(StarExpression& star);
  void ParseStarRename(StarExpression& star);

  // Calls (parser_function.cc, parser_special_function.cc, parser_window.cc)
  ExpressionPtr ParseCall(QualifiedName name, ExpressionPtr receiver, uint32_t begin);
  void ParseCallArguments(FunctionCallExpression& call);
  void ParseCallSuffix(FunctionCallExpression& call);
  FunctionArgument ParseArgument();
  bool IsLambda() const;
  ExpressionPtr ParseLambda();
  bool AcceptNullTreatment(FunctionCallExpression& call);
  ExpressionPtr MakeCall(const Token& word, std::string name, std::vector<ExpressionPtr> arguments);
  ExpressionPtr ParseExtract();
  ExpressionPtr ParseSubstring();
  ExpressionPtr ParsePosition();
  ExpressionPtr ParseTrim();
  ExpressionPtr ParseOverlay();
  std::vector<OrderItem> ParseOrderBy();  ///< after ORDER BY
  OrderItem ParseOrderItem();
  void ParseOrderDirection(OrderItem& item);
  std::unique_ptr<WindowSpec> ParseOver();
  WindowSpec ParseWindowSpec();  ///< with its parentheses
  WindowFrame ParseFrame();
  FrameBound ParseFrameBound();

  // Queries (parser_query.cc, parser_select.cc)
  void ParseWith(Query& query);
  CommonTableExpression ParseCte(bool recursive);
  /// Parses INSERT, UPDATE, DELETE or MERGE inside WITH.
  void ParseWrittenCte(CommonTableExpression& cte);
  /// Tells whether SORT BY, DISTRIBUTE BY or CLUSTER BY stand ahead.
  bool IsSparkOrder() const;
  /// Tells whether VALUES and rows stand ahead.
  bool IsValues() const;
  void ParseSparkOrder(Query& query);
  void ParseQueryTail(Query& query);
  void ParseLimit(Query& query);
  void ParseFetch(Query& query);
  void SealQuery(Query& query, uint32_t begin) const;
  QueryBodyPtr ParseSetOperations();
  QueryBodyPtr ParseIntersections();
  QueryBodyPtr ParseSetOperand();
  QueryBodyPtr ParseParenthesizedBody();
  QueryBodyPtr CombineBodies(QueryBodyPtr left, SetOperator op, uint32_t begin);
  QueryBodyPtr ParseSelect();
  QueryBodyPtr ParseValues();
  QueryBodyPtr ParseValuesOperand();  ///< with an alias, perhaps
  QueryBodyPtr ParseTableStatement();
  std::unique_ptr<Query> QueryOver(TableRefPtr table) const;
  QueryBodyPtr BodyOver(TableRefPtr table) const;
  std::unique_ptr<Query> WrapBody(QueryBodyPtr body) const;
  void ParseSelectList(Select& select);
  SelectItem ParseSelectItem();
  bool AcceptBareAlias(std::optional<Identifier>& alias);
  void ParseGroupBy(GroupBy& group_by);
  GroupingElement ParseGroupingElement();
  void ParseWindows(Select& select);
  uint32_t SelectHeight(const Select& select) const;

  // Tables (parser_table_ref.cc)
  TableRefPtr ParseFrom();  ///< after FROM
  TableRefPtr ParseJoined();
  /// Parses Spark's LATERAL VIEW [OUTER] f(…) t AS a, b behind a FROM.
  TableRefPtr ParseLateralView(TableRefPtr left, uint32_t begin);
  bool IsPivotSuffix() const;
  TableRefPtr ParseJoinTail(TableRefPtr left, uint32_t begin);
  bool IsJoinStart() const;
  /// Reads the words before JOIN; `keeps_right` tells RIGHT SEMI and RIGHT ANTI, whose sides are to
  /// be swapped.
  JoinKind ParseJoinKind(bool& asof, bool& keeps_right);
  void ParseJoinCondition(JoinRef& join);
  TableRefPtr ParseTablePrimary();
  TableRefPtr ParseTableCore();
  TableRefPtr ParseParenthesizedTable();
  TableRefPtr ParseTableFunction(QualifiedName name);
  void ParseTableAlias(TableRef& ref);
  TableRefPtr ParseDescribeRef();
  TableRefPtr AcceptListing();                  ///< SHOW TABLES and the like, as a view
  std::unique_ptr<SampleClause> ParseSample();  ///< after TABLESAMPLE or USING SAMPLE
  void ParseSampleSize(SampleClause& sample);
  SampleMethod ParseSampleMethod();

  // Pivots (parser_pivot.cc)
  TableRefPtr ParsePivotStatement();
  TableRefPtr ParseUnpivotStatement();
  TableRefPtr ParsePivotSuffix(TableRefPtr source, uint32_t begin);
  TableRefPtr ParseUnpivotSuffix(TableRefPtr source, uint32_t begin);
  PivotItem ParsePivotItem();
  PivotColumn ParsePivotColumn(bool all_allowed);
  std::vector<Identifier> ParsePivotGroups();
  Identifier ParseNameOrString(std::string_view what);
  TableRefPtr WrapTable(TableRefPtr ref) const;  ///< as (SELECT * FROM ref)
  void CheckTableSuffix() const;
  TableRefPtr SealTable(TableRefPtr ref, uint32_t begin, uint32_t height) const;

  // Types (parser_type.cc)
  TypeName ParseBaseType();
  /// Accepts a name that may be a user's type, perhaps with its schema; numbers may follow it.
  bool AcceptUserType(TypeName& type);
  void ParseEnumLabels(TypeName& type);
  void ParseTupleTypes(TypeName& type);
  void ParseTypeParameters(TypeName& type);
  void ParseTimeZoneSuffix(TypeName& type, bool local);
  void ParseFields(TypeName& type);
  void ParseGenericArguments(TypeName& type, size_t count);
  bool AcceptGenericOpen(TokenKind& close);
  void ExpectGenericClose(TokenKind close);
  void ParseTypeSuffixes(TypeName& type);

  // Statements (parser_statement.cc, parser_create.cc)
  StatementPtr ParseStatementBody();
  [[noreturn]] void FailStatement();
  StatementPtr ParseQueryStatement();
  StatementPtr ParseExplain();
  StatementPtr ParseDescribe();
  StatementPtr ParseSummarize();
  StatementPtr ParseSet();
  StatementPtr ParseReset();
  StatementPtr ParsePragma();
  StatementPtr ParseShow();
  StatementPtr ParseCopy();
  StatementPtr ParseUse();
  StatementPtr ParseTransaction();
  StatementPtr ParseDrop();
  StatementPtr ParseCreate();
  StatementPtr ParseCreateTable(CreateOptions options);
  StatementPtr ParseCreateView(CreateOptions options);
  StatementPtr ParseCreateType(CreateOptions options);
  StatementPtr FinishCreateTableAs(CreateTableStatement& table, std::vector<Identifier> names);
  void ParseTableElement(CreateTableStatement& create);
  ColumnDefinition ParseColumnDefinition(std::vector<ConstraintDefinition>& constraints);
  void ParseColumnConstraint(ColumnDefinition& column,
                             std::vector<ConstraintDefinition>& constraints);
  bool AcceptConstraintBody(ConstraintDefinition& constraint, bool of_table);
  void ParseReferences(ConstraintDefinition& constraint);
  bool AcceptGenerated(ColumnDefinition& column);
  /// Takes a string, a parameter, an expression in parentheses, or STDOUT or STDIN.
  ExpressionPtr ParseCopyPath(bool to);
  void ParseCopyOptions(CopyStatement& copy);
  void ParseCopyOrder(CopyStatement& copy);  ///< after ORDER_BY: of the rows to be written
  void ParsePlainCopyOptions(CopyStatement& copy);
  /// Makes SELECT columns FROM name, or SELECT * where there are none.
  std::unique_ptr<Query> SelectFrom(const QualifiedName& name, SourceRange range,
                                    const std::vector<Identifier>& columns);
  ExpressionPtr ParseSettingValue();
  ExpressionPtr ParseOptionValue();
  Identifier ParseSettingName();
  std::unique_ptr<Query> ParseQueryOrTable();
  [[noreturn]] void FailObject(const std::string& verb) const;
  bool AcceptIfExists();
  bool AcceptIfNotExists();

  // Statements that define objects (parser_definition.cc, parser_alter.cc)
  StatementPtr ParseCreateSchema(CreateOptions options);
  StatementPtr ParseCreateSequence(CreateOptions options);
  StatementPtr ParseCreateMacro(CreateOptions options);
  StatementPtr ParseCreateExternal(CreateOptions options);
  void ParseExternalClause(ExternalTable& external);
  MacroDefinition ParseMacroDefinition(bool& is_table);
  StatementPtr ParseCreateIndex(CreateOptions options, uint32_t begin);
  DropObject ParseObjectKind(const std::string& verb);
  StatementPtr ParseComment();
  StatementPtr ParseAttach();
  StatementPtr ParseDetach();
  StatementPtr ParseAlter();
  void ParseAlterRename(AlterStatement& alter);
  /// Reads a column, or the way to a field of a struct in it.
  void ParseAlteredColumn(AlterStatement& alter);
  [[noreturn]] void FailTableOptions();
  void ParseAlterAdd(AlterStatement& alter);
  void ParseAlterDrop(AlterStatement& alter);
  void ParseAlterColumn(AlterStatement& alter);
  int64_t ParseWholeNumber();
  std::string TextFrom(uint32_t begin) const;  ///< of all tokens taken since
  static void CheckCreateOptions(const CreateOptions& options, SourceRange range);
  void SkipToEnd();  ///< of the statement

  // Prepared statements and the like (parser_prepare.cc)
  StatementPtr ParsePrepare();
  StatementPtr ParseExecute();
  StatementPtr ParseDeallocate();
  StatementPtr ParseCallStatement();
  StatementPtr ParseNothing();

  // parser_spark_statement.cc
  /// Tells whether CACHE TABLE, UNCACHE TABLE, CLEAR CACHE or REFRESH TABLE comes.
  bool IsCaching() const;
  /// Skips options in parentheses.
  void SkipParentheses();
  StatementPtr ParseCaching();
  /// Parses what follows SHOW where Spark has it otherwise; null for all else.
  StatementPtr TryParseSparkShow();
  /// Takes what Spark says of how a table is stored, which is the engine's business here.
  void SkipSparkStorage();

  // Statements that change rows (parser_write.cc, parser_insert.cc, parser_merge.cc)
  StatementPtr ParseWriteOrQuery();
  bool IsWriteAfterWith() const;
  StatementPtr ParseInsert();
  void ParseOnConflict(InsertStatement& insert);
  StatementPtr ParseUpdate();
  StatementPtr ParseDelete();
  StatementPtr ParseTruncate();
  StatementPtr ParseMerge();
  struct MergeDraft;
  void ParseMergeAction(MergeDraft& draft);
  std::vector<SelectItem> ParseMergeInsert(MergeAction& action);
  /// Makes the query that runs the source once.
  void MakeMergeSource(MergeDraft& draft, TableRefPtr source);
  TableRefPtr MergeJoin(const MergeDraft& draft, size_t group_index);
  void MakeMergeQuery(MergeDraft& draft, size_t group_index);
  SelectItem MergeActionItem(MergeDraft& draft, size_t group_index) const;
  void AddMergeValues(MergeDraft& draft, size_t group_index, Select& select) const;
  ExpressionPtr NumberLiteral(size_t number, SourceRange range) const;
  TargetTable ParseTarget();
  TableRefPtr TargetRef(const TargetTable& table) const;
  SelectItem ColumnItem(const QualifiedName& name) const;
  SelectItem AllColumns(const TargetTable& table) const;
  std::vector<SelectItem> ParseAssignments(Assignments& set);
  /// Makes the query of an UPDATE or DELETE: row id, values, all columns.
  std::unique_ptr<Query> TargetQuery(const TargetTable& table, std::vector<SelectItem> values,
                                     TableRefPtr others, ExpressionPtr where);
  /// Fails where RETURNING has a subquery.
  void CheckReturning(const Expression& expression) const;
  std::unique_ptr<Query> ParseReturning(const TargetTable& table);
  /// Gives a query the WITH that stood before the statement.
  void TakeOuterCtes(Query& query);

  TokenStream tokens_;
  LexicalOptions options_;
  std::unique_ptr<Query> outer_with_;   ///< holds a WITH before INSERT, UPDATE, …
  size_t outer_with_at_ = 0;            ///< its first token
  uint32_t outer_with_parameters_ = 0;  ///< parameters counted before it
  uint32_t depth_ = 0;
  uint32_t parameter_count_ = 0;
  bool has_question_ = false;    ///< the statement has `?` parameters
  bool has_numbered_ = false;    ///< the statement has `$1` parameters
  uint32_t open_angles_ = 0;     ///< open < in a type
  uint32_t pending_angles_ = 0;  ///< closing > left over from >> in a type
};

/// Makes an empty node of the class.
template <typename Node>
std::unique_ptr<Node> Make() {
  return std::make_unique<Node>();
}

}  // namespace lakebolt::sql
