#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/catalog_store.h"
#include "catalog/name_resolver.h"
#include "function/registry.h"
#include "function/window/builtin.h"
#include "optimizer/optimizer.h"
#include "plan/binder/binder.h"
#include "plan/explain.h"
#include "source/memory_table.h"
#include "sql/parser.h"

namespace lakebolt {

/// Binds SQL over empty tables: those of TPC-H, and a few odd ones.
class BinderTest : public testing::Test {
 protected:
  BinderTest() {
    RegisterBuiltinFunctions(functions_);
    RegisterWindowFunctions(windows_);
    AddTpch();
    AddTable("t", {{"a", TypeId::kInt32}, {"b", TypeId::kInt32}, {"s", TypeId::kVarchar}});
    AddTable("u", {{"a", TypeId::kInt32}, {"c", TypeId::kInt64}});
    AddTable("types", {{"i8", TypeId::kInt8},
                       {"i32", TypeId::kInt32},
                       {"i64", TypeId::kInt64},
                       {"u64", TypeId::kUInt64},
                       {"f32", TypeId::kFloat32},
                       {"f64", TypeId::kFloat64},
                       {"dec", LogicalType::Decimal(15, 2)},
                       {"d", TypeId::kDate},
                       {"ts", LogicalType::Timestamp()},
                       {"flag", TypeId::kBoolean},
                       {"st", LogicalType::Struct({{"f", TypeId::kInt32}, {"g", TypeId::kDate}})}});
  }

  void AddTable(const std::string& name, Schema schema) {
    auto entry = std::make_shared<TableEntry>();
    entry->name = name;
    entry->source = std::make_shared<MemoryTable>(name, std::move(schema));
    state_.Set(NameKind::kRelation, {kMainDatabase, kMainSchema, FoldName(name)}, entry);
  }

  void AddView(const std::string& name, const std::string& sql,
               std::vector<std::string> column_names) {
    auto entry = std::make_shared<ViewEntry>();
    entry->name = name;
    entry->oid = ++views_;
    entry->sql = sql;
    entry->column_names = std::move(column_names);
    entry->search_path = path_;
    state_.Set(NameKind::kRelation, {kMainDatabase, kMainSchema, FoldName(name)}, entry);
  }

  BinderContext Context() {
    ids_ = ColumnIds();
    next_cte_id_ = 0;
    BinderContext context;
    context.catalog = &catalog_;
    context.names = &names_;
    context.functions = &functions_;
    context.windows = &windows_;
    context.settings = &settings_;
    context.column_ids = &ids_;
    context.next_cte_id = &next_cte_id_;
    context.parameters = parameters_;
    return context;
  }

  /// Binds a query, checks the plan with the optimizer's verifier and what BoundQuery promises.
  BoundQuery Bind(const std::string& sql) {
    BoundQuery query = Binder(Context()).BindQuery(*sql::ParseQuery(sql));
    VerifyPlan(*query.plan, "binder");
    std::vector<ColumnId> distinct;
    for (const ColumnId id : query.columns) {
      if (std::find(distinct.begin(), distinct.end(), id) == distinct.end()) distinct.push_back(id);
    }
    std::vector<ColumnId> given;
    for (const PlanColumn& column : query.plan->columns()) given.push_back(column.id);
    EXPECT_EQ(distinct, given) << sql;
    EXPECT_EQ(query.names.size(), query.columns.size());
    EXPECT_EQ(query.types.size(), query.columns.size());
    return query;
  }

  /// Binds a query with `item` as its only select item, and returns the item's type.
  std::string TypeOf(const std::string& item) {
    return Bind("SELECT " + item + " FROM types").types.at(0).ToString();
  }

  std::string Names(const std::string& sql) {
    std::string names;
    for (const std::string& name : Bind(sql).names) names += (names.empty() ? "" : ",") + name;
    return names;
  }

  std::string Explain(const std::string& sql) { return ExplainPlan(*Bind(sql).plan); }

  /// Expects an error of `code` that mentions `text` and points at `place` in the SQL.
  void ExpectError(const std::string& sql, ErrorCode code, const std::string& text,
                   const std::string& place) {
    try {
      Binder(Context()).BindQuery(*sql::ParseQuery(sql));
      ADD_FAILURE() << "no error: " << sql;
    } catch (const UserError& error) {
      EXPECT_EQ(ErrorCodeName(error.code()), ErrorCodeName(code)) << sql << "\n" << error.what();
      const std::string message = error.what() + (" | " + error.hint());
      EXPECT_NE(message.find(text), std::string::npos) << sql << "\n" << message;
      EXPECT_EQ(sql.substr(error.range().begin, error.range().end - error.range().begin), place)
          << sql << "\n"
          << message;
    }
  }

  Catalog catalog_;
  CatalogState state_ = CatalogStore().snapshot();
  SearchPath path_ = {SchemaName{}};
  NameResolver names_{state_, path_};
  FunctionRegistry functions_;
  WindowRegistry windows_;
  Settings settings_;
  ColumnIds ids_;
  uint32_t next_cte_id_ = 0;
  std::vector<Value> parameters_;
  int64_t views_ = 0;

 private:
  void AddTpch();
};

inline void BinderTest::AddTpch() {
  const LogicalType id = TypeId::kInt64;
  const LogicalType number = TypeId::kInt32;
  const LogicalType text = TypeId::kVarchar;
  const LogicalType date = TypeId::kDate;
  const LogicalType money = LogicalType::Decimal(15, 2);
  AddTable("region", {{"r_regionkey", number}, {"r_name", text}, {"r_comment", text}});
  AddTable(
      "nation",
      {{"n_nationkey", number}, {"n_name", text}, {"n_regionkey", number}, {"n_comment", text}});
  AddTable("supplier", {{"s_suppkey", id},
                        {"s_name", text},
                        {"s_address", text},
                        {"s_nationkey", number},
                        {"s_phone", text},
                        {"s_acctbal", money},
                        {"s_comment", text}});
  AddTable("part", {{"p_partkey", id},
                    {"p_name", text},
                    {"p_mfgr", text},
                    {"p_brand", text},
                    {"p_type", text},
                    {"p_size", number},
                    {"p_container", text},
                    {"p_retailprice", money},
                    {"p_comment", text}});
  AddTable("partsupp", {{"ps_partkey", id},
                        {"ps_suppkey", id},
                        {"ps_availqty", number},
                        {"ps_supplycost", money},
                        {"ps_comment", text}});
  AddTable("customer", {{"c_custkey", id},
                        {"c_name", text},
                        {"c_address", text},
                        {"c_nationkey", number},
                        {"c_phone", text},
                        {"c_acctbal", money},
                        {"c_mktsegment", text},
                        {"c_comment", text}});
  AddTable("orders", {{"o_orderkey", id},
                      {"o_custkey", id},
                      {"o_orderstatus", text},
                      {"o_totalprice", money},
                      {"o_orderdate", date},
                      {"o_orderpriority", text},
                      {"o_clerk", text},
                      {"o_shippriority", number},
                      {"o_comment", text}});
  AddTable("lineitem", {{"l_orderkey", id},
                        {"l_partkey", id},
                        {"l_suppkey", id},
                        {"l_linenumber", number},
                        {"l_quantity", money},
                        {"l_extendedprice", money},
                        {"l_discount", money},
                        {"l_tax", money},
                        {"l_returnflag", text},
                        {"l_linestatus", text},
                        {"l_shipdate", date},
                        {"l_commitdate", date},
                        {"l_receiptdate", date},
                        {"l_shipinstruct", text},
                        {"l_shipmode", text},
                        {"l_comment", text}});
}

}  // namespace lakebolt
