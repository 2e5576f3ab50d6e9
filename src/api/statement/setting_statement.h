#pragma once

#include <memory>
#include <string>

#include "api/result.h"
#include "api/statement/statement_context.h"
#include "sql/ast/statement.h"

namespace lakebolt {

/// Runs SET name = value and PRAGMA name = value.
std::unique_ptr<Result> RunSet(StatementContext& context, const sql::SetStatement& statement);

/// Runs RESET name and RESET ALL.
std::unique_ptr<Result> RunReset(StatementContext& context, const sql::ResetStatement& statement);

/// Runs SHOW name: the value of a setting, or the columns of a table.
std::unique_ptr<Result> ShowSetting(StatementContext& context, const sql::Identifier& name);

/// Runs SHOW ALL.
std::unique_ptr<Result> ShowAllSettings(StatementContext& context);

/// Returns what current_setting() gives; NULL for what was never set and has no default.
Value SettingValue(StatementContext& context, const std::string& name);

}  // namespace lakebolt
