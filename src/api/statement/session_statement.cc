#include "api/statement/session_statement.h"

#include <set>

#include "api/rows_result.h"
#include "base/transaction_error.h"
#include "expression/evaluator.h"
#include "sql/formatter.h"
#include "sql/parser.h"

namespace lakebolt {

namespace {

[[noreturn]] void ThrowNoSchema(const std::string& name, SourceRange range) {
  throw UserError(kUnknownObjectError, "there is no schema or database \"" + name + "\"", range);
}

}  // namespace

std::unique_ptr<Result> RunUse(StatementContext& context, const sql::UseStatement& statement) {
  const std::vector<std::string> parts = PartsOf(statement.name);
  const SourceRange range = {statement.name.front().range.begin, statement.name.back().range.end};
  const auto schema = context.names().FindSchema(parts);
  if (!schema) ThrowNoSchema(sql::JoinName(statement.name), range);
  context.session().search_path = {*schema};
  return RowsResult::Done();
}

void SetSearchPath(StatementContext& context, const std::string& schemas, SourceRange range) {
  SearchPath path;
  std::string name;
  const auto add = [&] {
    const size_t begin = name.find_first_not_of(" \"");
    if (begin == std::string::npos) return;
    const size_t end = name.find_last_not_of(" \"");
    const std::string trimmed = name.substr(begin, end - begin + 1);
    const size_t dot = trimmed.find('.');
    std::vector<std::string> parts = {trimmed};
    if (dot != std::string::npos) parts = {trimmed.substr(0, dot), trimmed.substr(dot + 1)};
    const auto schema = context.names().FindSchema(parts);
    if (!schema) ThrowNoSchema(trimmed, range);
    path.push_back(*schema);
    name.clear();
  };
  for (const char c : schemas + ",") {
    if (c == ',') {
      add();
    } else {
      name += c;
    }
  }
  if (path.empty()) path = {SchemaName{}};
  context.session().search_path = std::move(path);
}

std::unique_ptr<Result> RunAttach(StatementContext& context,
                                  const sql::AttachStatement& statement) {
  std::string name = statement.name.text;
  if (!statement.path.empty() && statement.path != ":memory:") {
    throw UserError(ErrorCode::kNotSupported,
                    "only databases in memory can be attached, not \"" + statement.path + "\"",
                    statement.range, "write ATTACH ':memory:' AS name");
  }
  if (name.empty()) name = "memory";
  const std::string folded = FoldName(name);
  if (context.transaction().state().FindDatabase(folded) != nullptr) {
    if (statement.if_not_exists) return RowsResult::Done();
    if (!statement.or_replace) {
      throw UserError(ErrorCode::kDuplicateName, "a database called \"" + name + "\" is attached",
                      statement.range);
    }
  }
  if (folded == kTempDatabase || folded == kSystemDatabase) {
    throw UserError(ErrorCode::kInvalidQuery, "the name \"" + name + "\" is taken by the engine",
                    statement.range);
  }
  context.transaction().Attach(name);
  return RowsResult::Done();
}

std::unique_ptr<Result> RunDetach(StatementContext& context,
                                  const sql::DetachStatement& statement) {
  const std::string folded = FoldName(statement.name.text);
  if (context.transaction().state().FindDatabase(folded) == nullptr) {
    if (statement.if_exists) return RowsResult::Done();
    throw UserError(kUnknownObjectError, "no database \"" + statement.name.text + "\" is attached",
                    statement.name.range);
  }
  const bool in_use = context.session().search_path.front().database == folded;
  if (in_use || folded == kTempDatabase) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "the database \"" + statement.name.text + "\" is in use", statement.name.range,
                    "USE another one first");
  }
  context.transaction().Detach(folded);
  return RowsResult::Done();
}

std::unique_ptr<Result> RunSetVariable(StatementContext& context,
                                       const sql::SetVariableStatement& statement) {
  const std::string name = FoldName(statement.name.text);
  if (statement.value == nullptr) {
    context.session().variables.erase(name);
    return RowsResult::Done();
  }
  const std::string text = "SELECT " + sql::ToSql(*statement.value);
  BoundQuery query = context.Bind(*sql::ParseQuery(text));
  const LogicalType type = query.types.at(0);
  const std::vector<Chunk> rows = context.Collect(std::move(query));
  context.session().variables.insert_or_assign(
      name, rows.empty() ? Value(type) : rows[0].column(0).GetValue(0));
  return RowsResult::Done();
}

bool IsIgnoredSetting(const std::string& folded) {
  static const std::set<std::string> ignored = {"access_mode",
                                                "allow_unsigned_extensions",
                                                "allow_community_extensions",
                                                "arrow_large_buffer_size",
                                                "checkpoint_threshold",
                                                "custom_profiling_settings",
                                                "custom_extension_repository",
                                                "debug_asof_iejoin",
                                                "debug_checkpoint_abort",
                                                "debug_force_external",
                                                "debug_force_no_cross_product",
                                                "debug_skip_checkpoint_on_commit",
                                                "debug_window_mode",
                                                "default_block_size",
                                                "default_collation",
                                                "dynamic_or_filter_threshold",
                                                "enable_external_access",
                                                "enable_fsst_vectors",
                                                "enable_http_metadata_cache",
                                                "enable_logging",
                                                "enable_object_cache",
                                                "enable_optimizer",
                                                "enable_profiling",
                                                "enable_progress_bar_print",
                                                "enable_view_dependencies",
                                                "errors_as_json",
                                                "explain_output",
                                                "extension_directory",
                                                "external_threads",
                                                "force_bitpacking_mode",
                                                "force_checkpoint",
                                                "force_compression",
                                                "force_external",
                                                "force_index_join",
                                                "home_directory",
                                                "immediate_transaction_mode",
                                                "index_scan_max_count",
                                                "index_scan_percentage",
                                                "late_materialization_max_rows",
                                                "lock_configuration",
                                                "log_query_path",
                                                "max_expression_depth",
                                                "max_memory",
                                                "max_temp_directory_size",
                                                "merge_join_threshold",
                                                "nested_loop_join_threshold",
                                                "old_implicit_casting",
                                                "order_by_non_integer_literal",
                                                "ordered_aggregate_threshold",
                                                "partitioned_write_flush_threshold",
                                                "partitioned_write_max_open_files",
                                                "perfect_ht_threshold",
                                                "perfect_join_threshold",
                                                "pivot_filter_threshold",
                                                "pivot_limit",
                                                "prefer_range_joins",
                                                "preserve_identifier_case",
                                                "preserve_insertion_order",
                                                "produce_arrow_string_view",
                                                "profile_output",
                                                "profiling_coverage",
                                                "profiling_mode",
                                                "profiling_output",
                                                "progress_bar_time",
                                                "scalar_subquery_error_on_multiple_rows",
                                                "storage_compatibility_version",
                                                "temp_directory",
                                                "temp_file_encryption",
                                                "verify_external",
                                                "verify_fetch_row",
                                                "verify_parallelism",
                                                "verify_serializer",
                                                "wal_autocheckpoint",
                                                "worker_threads",
                                                "write_buffer_row_group_count",
                                                "zstd_min_string_length"};
  return ignored.contains(folded);
}

}  // namespace lakebolt
