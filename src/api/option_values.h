#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "format/path_columns.h"
#include "types/value.h"

namespace lakebolt {

// What the options of table functions and COPY may be. All throw kInvalidArgument for a value that
// is none of these.

[[noreturn]] void RefuseOption(const Value& value, const std::string& wanted);
std::string OptionText(const Value& value);
bool OptionTruth(const Value& value);
int64_t OptionNumber(const Value& value);
double OptionDouble(const Value& value);
uint64_t OptionCount(const Value& value);
/// Takes a number of bytes, at least 1, or a text such as '16MB'.
int64_t OptionBytes(const Value& value);
/// Takes one text or a list of them.
std::vector<std::string> OptionTexts(const Value& value);
/// Takes the name of a type that every database has.
LogicalType OptionType(const Value& value);
/// Takes a struct as names and values.
std::vector<std::pair<std::string, Value>> OptionParts(const Value& value);

/// Sets an option that all formats have for several files (filename, hive_partitioning, …); false
/// when it is not one.
bool ApplyFileSetOption(const std::string& name, const Value& value, FileSetOptions& options);
/// Lists the names of those options.
std::vector<std::string> FileSetOptionNames();

/// Runs `apply`, naming the option in its errors.
void ApplyNamed(const std::string& option, const std::function<void()>& apply);

/// Throws that a function has no such option, with the nearest of `known` as a hint.
[[noreturn]] void ThrowUnknownOption(const char* function, const std::string& name,
                                     const std::vector<std::string>& known);

/// Lists the paths that a function is given: texts or lists of texts.
std::vector<std::string> PathArguments(const std::vector<Value>& arguments, const char* function);

}  // namespace lakebolt
