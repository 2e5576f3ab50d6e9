#include "plan/binder/binder.h"
#include "plan/binder/coercion.h"
#include "plan/operators.h"

namespace lakebolt {

namespace {

/// Names the result's columns, as DuckDB does.
constexpr const char* kNames[] = {"column_name",   "column_type", "min",   "max",
                                  "approx_unique", "avg",         "std",   "q25",
                                  "q50",           "q75",         "count", "null_percentage"};
constexpr int kPercentagePrecision = 9;
constexpr int kPercentageScale = 2;

/// Plans SUMMARIZE: one aggregate computes the figures of all columns in one pass over the query,
/// its one row is shared, and each column's row picks its figures out of it.
class Summary {
 public:
  Summary(const BinderContext& context, BoundQuery query)
      : context_(context), query_(std::move(query)) {}

  BoundQuery Plan();

 private:
  /// Names the aggregate columns that belong to one column; kNoColumn where there is none.
  struct Figures {
    ColumnId min, max, unique, average, deviation, quartiles, present;
  };

  ColumnId AddCall(const std::string& name, size_t column, bool distinct = false,
                   const Value* constant = nullptr);
  Figures FiguresOf(size_t column);
  std::vector<ExprPtr> RowOf(size_t column, const Figures& figures);
  /// Reads a figure in the row being planned; NULL of `type` when there is none.
  ExprPtr Read(ColumnId figure, const LogicalType& type);
  /// Gives the quartiles in a list figure as text.
  std::vector<ExprPtr> Quartiles(ColumnId figure, const LogicalType& type);
  ExprPtr NullPercentage(const ExprPtr& rows, const ExprPtr& present) const;
  ExprPtr Call(const std::string& name, ExprPtr left, ExprPtr right) const;

  const BinderContext& context_;
  BoundQuery query_;
  ColumnId rows_ = kNoColumn;
  std::vector<AggregateCall> calls_;
  std::vector<PlanColumn> scan_columns_;  // of the scan for the row being planned
  std::vector<ColumnId> scan_ids_;
};

ColumnId Summary::AddCall(const std::string& name, size_t column, bool distinct,
                          const Value* constant) {
  AggregateCall call;
  try {
    std::vector<LogicalType> types;
    std::vector<const Value*> constants(1, nullptr);
    if (column < query_.columns.size()) types.push_back(query_.types[column]);
    if (constant != nullptr) {
      types.push_back(constant->type());
      constants.push_back(constant);
    }
    call.function = context_.functions->BindAggregate(name, types, {}, constants);
  } catch (const UserError&) {
    return kNoColumn;  // the type has no minimum, average, …
  }
  if (column < query_.columns.size()) {
    call.arguments.push_back(
        CoerceTo(std::make_shared<ColumnExpr>(query_.columns[column], query_.names[column],
                                              query_.types[column]),
                 call.function->arguments[0]));
  }
  call.id = context_.column_ids->Next();
  call.name = name;
  call.distinct = distinct;
  calls_.push_back(std::move(call));
  return calls_.back().id;
}

Summary::Figures Summary::FiguresOf(size_t column) {
  const bool numeric = query_.types[column].IsNumeric();
  const bool measured = numeric || query_.types[column].IsTemporal();
  const Value quarters =
      Value::Nested(LogicalType::List(TypeId::kFloat64),
                    {Value::Float64(0.25), Value::Float64(0.5), Value::Float64(0.75)});
  const bool sketch = context_.functions->HasAggregate("approx_count_distinct");
  Figures figures;
  figures.min = AddCall("min", column);
  figures.max = AddCall("max", column);
  figures.unique =
      sketch ? AddCall("approx_count_distinct", column) : AddCall("count", column, true);
  figures.average = measured ? AddCall("avg", column) : kNoColumn;
  figures.deviation = numeric ? AddCall("stddev_samp", column) : kNoColumn;
  figures.quartiles = measured ? AddCall("approx_quantile", column, false, &quarters) : kNoColumn;
  figures.present = AddCall("count", column);
  return figures;
}

ExprPtr Summary::Read(ColumnId figure, const LogicalType& type) {
  if (figure == kNoColumn) return MakeConstant(Value(type));
  for (const AggregateCall& call : calls_) {
    if (call.id != figure) continue;
    PlanColumn column{context_.column_ids->Next(), call.name, call.type()};
    ExprPtr value = std::make_shared<ColumnExpr>(column.id, column.name, column.type);
    scan_columns_.push_back(std::move(column));
    scan_ids_.push_back(figure);
    return CoerceTo(std::move(value), type);
  }
  throw InternalError("SUMMARIZE lost a figure");
}

ExprPtr Summary::Call(const std::string& name, ExprPtr left, ExprPtr right) const {
  const auto function =
      context_.functions->BindScalar(name, {TypeId::kFloat64, TypeId::kFloat64}, {});
  return std::make_shared<CallExpr>(function,
                                    std::vector<ExprPtr>{std::move(left), std::move(right)});
}

ExprPtr Summary::NullPercentage(const ExprPtr& rows, const ExprPtr& present) const {
  const LogicalType type = LogicalType::Decimal(kPercentagePrecision, kPercentageScale);
  ExprPtr share =
      Call("/", Call("-", CoerceTo(rows, TypeId::kFloat64), CoerceTo(present, TypeId::kFloat64)),
           CoerceTo(rows, TypeId::kFloat64));
  ExprPtr percentage =
      CoerceTo(Call("*", std::move(share), MakeConstant(Value::Float64(100))), type);
  ExprPtr empty =
      std::make_shared<CompareExpr>(CompareOp::kEqual, rows, MakeConstant(Value::Int64(0)));
  return std::make_shared<CaseExpr>(
      type,
      std::vector<ExprPtr>{std::move(empty), MakeConstant(Value(type)), std::move(percentage)});
}

std::vector<ExprPtr> Summary::Quartiles(ColumnId figure, const LogicalType& type) {
  constexpr int64_t kQuartiles = 3;
  if (figure == kNoColumn) return {kQuartiles, MakeConstant(Value(TypeId::kVarchar))};
  const LogicalType list = LogicalType::List(type);
  const ExprPtr all = Read(figure, list);
  const auto function =
      context_.functions->BindScalar("list_extract", {list, LogicalType(TypeId::kInt64)}, {});
  std::vector<ExprPtr> quartiles;
  for (int64_t place = 1; place <= kQuartiles; ++place) {
    std::vector<ExprPtr> arguments{all, MakeConstant(Value::Int64(place))};
    quartiles.push_back(
        CoerceTo(std::make_shared<CallExpr>(function, std::move(arguments)), TypeId::kVarchar));
  }
  return quartiles;
}

std::vector<ExprPtr> Summary::RowOf(size_t column, const Figures& figures) {
  const std::vector<ExprPtr> quartiles = Quartiles(figures.quartiles, query_.types[column]);
  const ExprPtr rows = Read(rows_, TypeId::kInt64);
  const ExprPtr present = Read(figures.present, TypeId::kInt64);
  return {MakeConstant(Value::Varchar(query_.names[column])),
          MakeConstant(Value::Varchar(query_.types[column].ToString())),
          Read(figures.min, TypeId::kVarchar),
          Read(figures.max, TypeId::kVarchar),
          Read(figures.unique, TypeId::kInt64),
          Read(figures.average, TypeId::kVarchar),
          Read(figures.deviation, TypeId::kVarchar),
          quartiles[0],
          quartiles[1],
          quartiles[2],
          rows,
          NullPercentage(rows, present)};
}

BoundQuery Summary::Plan() {
  rows_ = AddCall("count_star", query_.columns.size());
  std::vector<Figures> figures;
  for (size_t i = 0; i < query_.columns.size(); ++i) figures.push_back(FiguresOf(i));
  const uint32_t cte_id = (*context_.next_cte_id)++;
  std::vector<PlanPtr> children;
  std::vector<std::vector<ColumnId>> inputs;
  BoundQuery result;
  for (size_t i = 0; i < query_.columns.size(); ++i) {
    scan_columns_.clear();
    scan_ids_.clear();
    const std::vector<ExprPtr> row = RowOf(i, figures[i]);
    std::vector<NamedExpr> items;
    inputs.emplace_back();
    for (size_t c = 0; c < row.size(); ++c) {
      items.push_back({context_.column_ids->Next(), kNames[c], row[c]});
      inputs.back().push_back(items.back().id);
      if (i == 0) result.types.push_back(row[c]->type());
    }
    PlanPtr scan = std::make_shared<CteScanNode>(cte_id, "summary", scan_columns_, scan_ids_);
    children.push_back(std::make_shared<ProjectNode>(std::move(scan), std::move(items)));
  }
  result.names.assign(std::begin(kNames), std::end(kNames));
  std::vector<PlanColumn> columns;
  for (size_t c = 0; c < result.names.size(); ++c) {
    columns.push_back({context_.column_ids->Next(), result.names[c], result.types[c]});
  }
  PlanPtr rows;
  if (children.size() == 1) {
    for (size_t c = 0; c < columns.size(); ++c) columns[c].id = inputs[0][c];
    rows = children[0];
  } else {
    rows = std::make_shared<SetOperationNode>(SetOperationKind::kUnion, true, std::move(children),
                                              std::move(inputs), columns);
  }
  for (const PlanColumn& column : columns) result.columns.push_back(column.id);
  PlanPtr summary =
      std::make_shared<AggregateNode>(query_.plan, std::vector<NamedExpr>{}, std::move(calls_));
  result.plan = std::make_shared<CteNode>(cte_id, "summary", std::move(summary), std::move(rows));
  return result;
}

}  // namespace

BoundQuery Binder::BindSummarize(const sql::Query& query) const {
  return Summary(context_, BindQuery(query)).Plan();
}

}  // namespace lakebolt
