#pragma once

#include <string>
#include <vector>

#include "api/statement/statement_context.h"

namespace lakebolt {

/// Binds a call of a function that asks for the session or the catalog: nextval, currval,
/// getvariable, current_setting, current_schema and the like; null when `name` is none of these.
ExprPtr BindSessionFunction(StatementContext& context, const std::string& name,
                            const std::vector<ExprPtr>& arguments, SourceRange range);

}  // namespace lakebolt
