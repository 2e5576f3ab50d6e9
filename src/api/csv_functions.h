#pragma once

#include <string>
#include <utility>
#include <vector>

#include "catalog/catalog.h"
#include "format/csv/options.h"

namespace lakebolt {

/// Registers read_csv and its other names, sniff_csv, and CSV paths in FROM.
void RegisterCsvTables(Catalog& catalog);

/// Applies an option of read_csv or COPY … FROM, by its name in any case; returns whether there is
/// one. Throws kInvalidArgument for values that do not suit it.
bool ApplyCsvOption(const std::string& name, const Value& value, CsvOptions& options);

/// Finds out from all options together whether rejected lines are to be stored. Throws
/// kInvalidArgument for options that contradict each other.
void SettleRejects(CsvOptions& options);

/// Returns the names of all options that ApplyCsvOption knows.
std::vector<std::string> CsvOptionNames();

}  // namespace lakebolt
