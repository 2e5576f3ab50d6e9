#pragma once

#include <memory>

#include "format/json/value_builder.h"

namespace lakebolt::json_format {

// Builders of types that hold others, whose parts they have builders for.

std::unique_ptr<ValueBuilder> MakeListBuilder(const ColumnType& type, bool lenient);
std::unique_ptr<ValueBuilder> MakeMapBuilder(const ColumnType& type, bool lenient);
std::unique_ptr<ValueBuilder> MakeStructBuilder(const ColumnType& type, bool lenient);

}  // namespace lakebolt::json_format
