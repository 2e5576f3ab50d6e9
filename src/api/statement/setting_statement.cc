#include "api/statement/setting_statement.h"

#include <algorithm>
#include <array>
#include <set>

#include "api/rows_result.h"
#include "api/statement/session_statement.h"
#include "api/system/row_table.h"
#include "base/ascii.h"
#include "base/error.h"
#include "base/foreign_settings.h"
#include "base/permission_error.h"
#include "expression/evaluator.h"
#include "function/scalar_adapter.h"
#include "optimizer/optimizer.h"
#include "sql/formatter.h"
#include "sql/parser.h"
#include "types/time_zone.h"

namespace lakebolt {

namespace {

/// Lists DuckDB's passes: one that is switched off there changes no answer here.
constexpr std::array<std::string_view, 44> kForeignPasses = {"aggregate_function_rewriter",
                                                             "aggregate_reuse",
                                                             "build_side_probe_side",
                                                             "column_lifetime",
                                                             "common_aggregate",
                                                             "common_subexpressions",
                                                             "common_subplan",
                                                             "compressed_materialization",
                                                             "cte_filter_pusher",
                                                             "cte_inlining",
                                                             "deliminator",
                                                             "distinct_aggregate_rewrite",
                                                             "duplicate_groups",
                                                             "empty_result_pullup",
                                                             "expression_rewriter",
                                                             "extension",
                                                             "filter_pullup",
                                                             "filter_pushdown",
                                                             "grouping_sets",
                                                             "in_clause",
                                                             "join_elimination",
                                                             "join_filter_pushdown",
                                                             "join_order",
                                                             "late_materialization",
                                                             "limit_pushdown",
                                                             "materialized_cte",
                                                             "outer_join_simplification",
                                                             "partial_aggregate_pushdown",
                                                             "partitioned_execution",
                                                             "projection_pullup",
                                                             "regex_range",
                                                             "remote_pushdown",
                                                             "reorder_filter",
                                                             "row_group_pruner",
                                                             "sampling_pushdown",
                                                             "scalar_fn_pushdown",
                                                             "statistics_propagation",
                                                             "top_n",
                                                             "top_n_window_elimination",
                                                             "type_pushdown",
                                                             "unnest_rewriter",
                                                             "unused_columns",
                                                             "window_rewriter",
                                                             "window_self_join"};

void CheckPasses(const std::string& text) {
  Settings probe;
  probe.Set("disabled_optimizers", text);
  std::vector<std::string> known(kForeignPasses.begin(), kForeignPasses.end());
  for (const auto& pass : MakeDefaultPasses()) known.push_back(pass->name());
  for (const std::string& name : probe.GetList("disabled_optimizers")) {
    if (std::find(known.begin(), known.end(), AsciiLower(name)) != known.end()) continue;
    throw UserError(ErrorCode::kInvalidArgument, "there is no optimizer pass \"" + name + "\"", {},
                    DidYouMean(name, known));
  }
}

/// Reads the names in a value of allowed_configs, the text of a list.
std::vector<std::string> ListedSettings(std::string text) {
  for (const char c : {'[', ']', '\''})
    text.erase(std::remove(text.begin(), text.end(), c), text.end());
  Settings list;
  list.Set("allowed_configs", text);
  return list.GetList("allowed_configs");
}

/// Throws where the configuration is locked and the setting is none of those left free.
void CheckUnlocked(const Settings& settings, const std::string& name) {
  if (!settings.GetBool("lock_configuration")) return;
  for (const std::string& allowed : ListedSettings(settings.Get("allowed_configs"))) {
    if (SettingName(AsciiLower(allowed)) == name && name != "lock_configuration") return;
  }
  throw UserError(ErrorCode::kInvalidQuery,
                  "the configuration is locked: \"" + name + "\" cannot be changed");
}

bool ReadsAsTrue(const std::string& name, const std::string& text) {
  Settings probe;
  probe.Set(name, text);
  return probe.GetBool(name);
}

constexpr std::array<std::string_view, 4> kFileSettings = {
    "allowed_directories", "allowed_paths", "enable_external_access", "temp_directory"};

/// Throws for a setting that says what files may be touched, once that is settled for good.
void CheckFileSetting(StatementContext& context, const std::string& name) {
  if (context.database().file_access() == nullptr ||
      std::find(kFileSettings.begin(), kFileSettings.end(), name) == kFileSettings.end()) {
    return;
  }
  throw UserError(kPermissionError,
                  "\"" + name + "\" cannot be changed any more: enable_external_access is off");
}

/// Sets all settings back, but for what files may be touched once that is settled.
void ResetAll(StatementContext& context) {
  Settings fresh = context.database().default_settings();
  if (context.database().file_access() != nullptr) {
    for (const std::string_view kept : kFileSettings) {
      const std::string name(kept);
      fresh.Set(name, context.settings().Get(name));
    }
  }
  context.settings() = std::move(fresh);
}

/// Throws for what a running database cannot change, or one session cannot change for all.
void CheckChange(const SettingInfo& info, const sql::SetStatement& statement,
                 const std::string& text) {
  static const std::set<std::string> session_only = {"enable_progress_bar", "integer_division",
                                                     "pivot_limit", "preserve_identifier_case",
                                                     "scalar_subquery_error_on_multiple_rows"};
  if (info.name == "access_mode" || info.name == "custom_user_agent" || info.name == "duckdb_api" ||
      (info.name == "enable_external_access" && ReadsAsTrue(info.name, text))) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "\"" + info.name + "\" cannot be changed while the database is running");
  }
  if (!statement.global) return;
  if (session_only.contains(info.name) || (!info.has_effect && !info.is_global)) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "\"" + info.name + "\" is a setting of the session, not a global one");
  }
}

bool IsSearchPath(const std::string& name) {
  return name == "search_path" || name == "schema";
}

std::string TextOf(StatementContext& context, const sql::Expression& expression) {
  const Binder binder(context.MakeBinderContext());
  const Value value = EvaluateConstant(binder.BindExpression(expression, {}));
  return value.IsNull() ? "" : value.ToString();
}

void ChangeForeignSetting(StatementContext& context, const sql::SetStatement& statement,
                          const std::string& name) {
  CheckUnlocked(context.settings(), name);
  if (statement.value == nullptr) {
    context.settings().Reset(name);
    return;
  }
  std::string text = TextOf(context, *statement.value);
  const auto own = OwnSettingOf(name, text);
  if (own && own->first == "timezone") text = TimeZone::Require(text).name();
  context.settings().Set(name, text);
}

void ChangeSetting(StatementContext& context, const sql::SetStatement& statement,
                   const std::string& name) {
  if (IsForeignSetting(name)) {
    ChangeForeignSetting(context, statement, name);
    return;
  }
  const SettingInfo& info = Settings::Require(name);
  CheckUnlocked(context.settings(), info.name);
  if (statement.value == nullptr) {
    CheckFileSetting(context, info.name);
    context.settings().Reset(name, context.database().default_settings());
    return;
  }
  std::string text = TextOf(context, *statement.value);
  CheckChange(info, statement, text);
  if (info.name != "enable_external_access") CheckFileSetting(context, info.name);
  if (name == "timezone") text = TimeZone::Require(text).name();
  if (name == "disabled_optimizers") CheckPasses(text);
  if (name == "allowed_configs") {
    for (const std::string& allowed : ListedSettings(text)) {
      const std::string& free = Settings::Require(AsciiLower(allowed)).name;
      if (free != "lock_configuration" && free != "allowed_configs") continue;
      throw UserError(ErrorCode::kInvalidQuery, "\"" + free + "\" cannot be left free");
    }
  }
  if (name == "default_collation" && !text.empty()) {
    // The name is checked by the one who knows collations.
    context.Bind(*sql::ParseQuery("SELECT '' COLLATE " + sql::QuoteIdentifier(text)));
  }
  if (statement.pragma && info.kind == SettingKind::kBytes &&
      text.find_first_not_of("0123456789") == std::string::npos) {
    throw UserError(ErrorCode::kInvalidArgument, "\"" + text + "\" is no amount of memory", {},
                    "write a unit, such as " + text + "MB");
  }
  context.settings().Set(name, text);
  if (info.name == "enable_external_access") context.database().RestrictFiles(context.settings());
}

}  // namespace

std::unique_ptr<Result> RunSet(StatementContext& context, const sql::SetStatement& statement) {
  const std::string name = AsciiLower(statement.name.text);
  try {
    if (IsSearchPath(name)) {
      SetSearchPath(context, statement.value == nullptr ? "" : TextOf(context, *statement.value),
                    statement.range);
    } else {
      ChangeSetting(context, statement, name);
    }
  } catch (const UserError& error) {
    throw error.At(statement.name.range);
  }
  return RowsResult::Done();
}

std::unique_ptr<Result> RunReset(StatementContext& context, const sql::ResetStatement& statement) {
  const std::string name = AsciiLower(statement.name.text);
  try {
    if (!IsSearchPath(name)) {
      CheckUnlocked(context.settings(), name.empty() ? "all settings" : SettingName(name));
    }
    if (name.empty()) {
      ResetAll(context);
    } else if (IsSearchPath(name)) {
      SetSearchPath(context, "", statement.range);
    } else {
      CheckFileSetting(context, SettingName(name));
      context.settings().Reset(name, context.database().default_settings());
    }
  } catch (const UserError& error) {
    throw error.At(statement.name.range);
  }
  return RowsResult::Done();
}

std::unique_ptr<Result> ShowSetting(StatementContext& context, const sql::Identifier& given) {
  const std::string name = AsciiLower(given.text);
  const std::string& behavior = context.settings().Get("show_behavior");
  const bool is_setting =
      Settings::Find(name) != nullptr || IsSearchPath(name) || IsForeignSetting(name);
  if (behavior != "SETTING" &&
      (behavior == "TABLE" || context.names().Find(NameKind::kRelation, {given.text}))) {
    const auto query = sql::ParseQuery("FROM " + sql::QuoteIdentifier(given.text));
    return context.Execute(Binder(context.MakeBinderContext()).BindDescribe(*query));
  }
  if (!is_setting) {
    try {
      Settings::Require(name);
    } catch (const UserError& error) {
      throw error.At(given.range);
    }
  }
  const Value value = SettingValue(context, name);
  return RowsResult::Text({name}, {{value.IsNull() ? "" : value.ToString()}});
}

std::unique_ptr<Result> ShowAllSettings(StatementContext& context) {
  std::vector<std::vector<std::string>> rows;
  for (const SettingInfo& info : Settings::All()) {
    rows.push_back({info.name, context.settings().Get(info.name), info.description});
  }
  return RowsResult::Text({"name", "value", "description"}, rows);
}

Value SettingValue(StatementContext& context, const std::string& name) {
  if (IsSearchPath(name)) {
    const SchemaName& first = context.session().search_path.front();
    return Text(name == "schema" ? first.schema : first.database + "." + first.schema);
  }
  const std::string& text = context.settings().Get(name);
  if (IsForeignSetting(name)) return Text(text);
  const SettingInfo& info = Settings::Require(name);
  if (info.name == "threads") return Number(static_cast<int64_t>(context.settings().threads()));
  switch (info.kind) {
    case SettingKind::kBool: return Flag(text == "true");
    case SettingKind::kInt:
    case SettingKind::kCount:
      if (!text.empty()) return Number(context.settings().GetInt(name));
      break;
    default: break;
  }
  return text.empty() && !info.has_effect ? Value(TypeId::kVarchar) : Text(text);
}

}  // namespace lakebolt
