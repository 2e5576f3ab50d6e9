#include "plan/binder/from_binder.h"
#include "plan/binder/generators.h"
#include "plan/binder/query_binder.h"
#include "plan/binder/sample.h"
#include "plan/binder/unnest_lists.h"

namespace lakebolt {

namespace {

/// Tells whether a reference is a function that gives the elements of one list, under an alias that
/// names no columns.
bool GivesOneList(const sql::TableRef& ref) {
  if (ref.kind != sql::TableRefKind::kFunction || !ref.alias || !ref.column_aliases.empty()) {
    return false;
  }
  const std::string name = FoldName(sql::As<sql::TableFunctionRef>(ref).name.back().text);
  return name == "range" || name == "generate_series" || name == "unnest";
}

bool WithOrdinality(const sql::TableRef& ref) {
  return sql::As<sql::TableFunctionRef>(ref).with_ordinality;
}

}  // namespace

Relation FromBinder::NameRelation(const std::string& name, std::vector<ScopeColumn> columns,
                                  const sql::TableRef& ref) {
  const std::string& alias = ref.alias ? ref.alias->text : name;
  if (ordinality_) {
    columns.push_back({ordinality_->name, ordinality_->type, ordinality_->id, nullptr});
  }
  if (ref.column_aliases.size() > columns.size()) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "\"" + alias + "\" has " + std::to_string(columns.size()) + " columns, but " +
                        std::to_string(ref.column_aliases.size()) + " names are given",
                    state_.Where(ref.column_aliases[columns.size()].range));
  }
  for (size_t i = 0; i < ref.column_aliases.size(); ++i) {
    columns[i].name = ref.column_aliases[i].text;
  }
  if (!GivesOneList(ref) || columns.size() != (WithOrdinality(ref) ? 2 : 1)) {
    return Relation(alias, std::move(columns));
  }
  // As in PostgreSQL, the alias of such a function names its column, whose own name goes on to
  // work.
  const std::string own_name = FoldName(columns[0].name);
  columns[0].name = alias;
  Relation relation(alias, std::move(columns));
  relation.AddName(own_name, 0);
  return relation;
}

BoundFrom FromBinder::FromQuery(BoundQuery query, const std::string& alias,
                                const sql::TableRef& ref) {
  if (keeps_apart_) query.plan = PlanWithDistinctColumns(query, state_.column_ids());
  std::vector<ScopeColumn> columns;
  columns.reserve(query.columns.size());
  for (size_t i = 0; i < query.columns.size(); ++i) {
    columns.push_back({query.names[i], query.types[i], query.columns[i], nullptr});
  }
  return {std::move(query.plan), Scope(NameRelation(alias, std::move(columns), ref))};
}

BoundFrom FromBinder::BindRef(const sql::TableRef& ref, QueryLevel* lateral) {
  BoundFrom from = BindUnsampled(ref, lateral);
  if (ref.sample) from.plan = PlanSample(std::move(from.plan), *ref.sample, state_);
  return from;
}

BoundFrom FromBinder::BindDescribe(const sql::DescribeRef& ref) {
  const Binder binder(state_.context());
  return FromQuery(
      ref.summarize ? binder.BindSummarize(*ref.query) : binder.BindDescribe(*ref.query), "", ref);
}

BoundFrom FromBinder::BindUnsampled(const sql::TableRef& ref, QueryLevel* lateral) {
  switch (ref.kind) {
    case sql::TableRefKind::kBaseTable: return BindTable(sql::As<sql::BaseTableRef>(ref));
    case sql::TableRefKind::kFunction: {
      const auto& function = sql::As<sql::TableFunctionRef>(ref);
      if (function.name.size() == 1 && IsGenerator(FoldName(function.name[0].text))) {
        return BindGenerator(function, lateral);
      }
      if (IsUnnest(FoldName(function.name.back().text))) return BindUnnest(function, lateral);
      return BindFunctionRef(function, lateral);
    }
    case sql::TableRefKind::kJoin: return BindJoinChain(sql::As<sql::JoinRef>(ref), lateral);
    case sql::TableRefKind::kDescribe: return BindDescribe(sql::As<sql::DescribeRef>(ref));
    case sql::TableRefKind::kPivot: return BindPivot(sql::As<sql::PivotRef>(ref));
    case sql::TableRefKind::kUnpivot: return BindUnpivot(sql::As<sql::UnpivotRef>(ref));
    case sql::TableRefKind::kSubquery: break;
  }
  // Every subquery may use the tables on its left, with or without LATERAL.
  const auto& subquery = sql::As<sql::SubqueryRef>(ref);
  return FromQuery(QueryBinder(state_, lateral, ctes_).Bind(*subquery.query), "", ref);
}

}  // namespace lakebolt
