#include "plan/binder/binder.h"
#include "plan/operators.h"

namespace lakebolt {

BoundQuery Binder::BindDescribe(const sql::Query& query) const {
  const BoundQuery described = BindQuery(query);
  BoundQuery result;
  result.names = {"column_name", "column_type", "null", "key", "default", "extra"};
  std::vector<PlanColumn> columns;
  for (const std::string& name : result.names) {
    columns.push_back({context_.column_ids->Next(), name, TypeId::kVarchar});
    result.columns.push_back(columns.back().id);
    result.types.push_back(columns.back().type);
  }
  const ExprPtr null = MakeConstant(Value(TypeId::kVarchar));
  const ExprPtr yes = MakeConstant(Value::Varchar("YES"));
  std::vector<std::vector<ExprPtr>> rows;
  for (size_t i = 0; i < described.names.size(); ++i) {
    rows.push_back({MakeConstant(Value::Varchar(described.names[i])),
                    MakeConstant(Value::Varchar(described.types[i].ToString())), yes, null, null,
                    null});
  }
  result.plan = std::make_shared<ValuesNode>(std::move(columns), std::move(rows));
  return result;
}

}  // namespace lakebolt
