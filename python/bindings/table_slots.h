#pragma once

#include <string>

#include "api/database.h"

namespace lakebolt::python {

/// Adds a table function to a database, or replaces the one that was put there under its name;
/// throws kDuplicateName where the name is one of the box.
void PutTableFunction(Database& database, TableFunction function);

/// Removes a table function that was put; false when there is none of that name.
bool RemoveTableFunction(Database& database, const std::string& name);

}  // namespace lakebolt::python
