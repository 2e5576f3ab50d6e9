#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/settings.h"
#include "function/registry.h"
#include "optimizer/optimizer.h"
#include "plan/explain.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

/// Is a table that only says what is known of it.
class FakeTable final : public TableSource {
 public:
  FakeTable(std::string name, Schema schema, double rows, std::vector<ColumnStatistics> statistics)
      : name_(std::move(name)),
        schema_(std::move(schema)),
        rows_(rows),
        statistics_(std::move(statistics)) {}

  std::string name() const override { return name_; }
  const Schema& schema() const override { return schema_; }
  TableStatistics statistics() const override { return {rows_, true}; }
  ColumnStatistics column_statistics(uint32_t column) const override { return statistics_[column]; }
  FilterSupport SupportsFilter(const Expr&) const override { return FilterSupport::kExact; }
  std::unique_ptr<TableScan> Scan(const ScanRequest&) const override { return nullptr; }

 private:
  std::string name_;
  Schema schema_;
  double rows_;
  std::vector<ColumnStatistics> statistics_;
};

/// Builds plans by hand over fake tables whose columns are all INTEGER.
class PlanFixture {
 public:
  PlanFixture() {
    RegisterBuiltinFunctions(functions);
    context.column_ids = &ids;
    context.next_cte_id = &next_cte_id;
    context.settings = &settings;
    context.functions = &functions;
  }

  /// Says that a column holds `distinct` values between `min` and `max`, without NULLs.
  static ColumnStatistics Between(int32_t min, int32_t max, double distinct) {
    ColumnStatistics statistics;
    statistics.min = Value::Int32(min);
    statistics.max = Value::Int32(max);
    statistics.distinct_count = distinct;
    statistics.null_count = 0;
    statistics.exact_bounds = true;
    return statistics;
  }

  /// Makes a scan; its columns can then be named "table.column".
  PlanPtr Scan(const std::string& table, double rows,
               const std::vector<std::pair<std::string, ColumnStatistics>>& columns) {
    Schema schema;
    std::vector<ColumnStatistics> statistics;
    std::vector<ScanNode::Column> scanned;
    for (const auto& [name, known] : columns) {
      const PlanColumn column{ids.Next(), name, TypeId::kInt32};
      named_[table + "." + name] = column;
      scanned.push_back({column, static_cast<uint32_t>(schema.size())});
      schema.push_back({name, TypeId::kInt32, true});
      statistics.push_back(known);
    }
    auto source = std::make_shared<FakeTable>(table, std::move(schema), rows, statistics);
    return std::make_shared<ScanNode>(std::move(source), table, std::move(scanned));
  }

  const PlanColumn& Column(const std::string& name) const { return named_.at(name); }
  ExprPtr Ref(const std::string& name) const { return MakeColumn(Column(name)); }
  static ExprPtr Int(int32_t value) { return MakeConstant(Value::Int32(value)); }
  ExprPtr Equal(const std::string& a, const std::string& b) const {
    return MakeCompare(CompareOp::kEqual, Ref(a), Ref(b));
  }
  ExprPtr Compare(const std::string& a, CompareOp op, int32_t value) const {
    return MakeCompare(op, Ref(a), Int(value));
  }

  static PlanPtr Filter(PlanPtr child, std::vector<ExprPtr> conjuncts) {
    return std::make_shared<FilterNode>(std::move(child), std::move(conjuncts));
  }
  static PlanPtr Join(JoinKind kind, PlanPtr left, PlanPtr right,
                      std::vector<ExprPtr> conditions = {}) {
    return std::make_shared<JoinNode>(kind, std::move(left), std::move(right),
                                      std::move(conditions));
  }

  /// Calls an aggregate; the call's column can then be named.
  AggregateCall Call(const std::string& name, std::vector<ExprPtr> arguments,
                     const std::string& column) {
    std::vector<LogicalType> types;
    for (const ExprPtr& argument : arguments) types.push_back(argument->type());
    AggregateCall call;
    call.id = ids.Next();
    call.name = column;
    call.function = functions.BindAggregate(name, types, {});
    call.arguments = std::move(arguments);
    named_[column] = {call.id, column, call.type()};
    return call;
  }

  /// Runs one pass and checks its result.
  template <typename Pass>
  PlanPtr RunPass(const PlanPtr& plan) {
    PlanPtr result = Pass().Run(plan, context);
    VerifyPlan(*result, Pass().name());
    return result;
  }

  ColumnIds ids;
  uint32_t next_cte_id = 0;
  Settings settings;
  FunctionRegistry functions;
  OptimizerContext context;

 private:
  std::map<std::string, PlanColumn> named_;
};

}  // namespace lakebolt
