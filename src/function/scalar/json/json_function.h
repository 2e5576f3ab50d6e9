#pragma once

#include <functional>
#include <string>

#include "function/registry.h"
#include "function/scalar/json/json_column.h"
#include "types/json/json_document.h"
#include "types/json/json_path.h"
#include "types/variant/variant_view.h"

namespace lakebolt {

/// Returns the type of JSON documents.
inline LogicalType JsonType() {
  return LogicalType::Json();
}

/// Reads a text into `document`; throws kInvalidArgument where it is not JSON.
void RequireJson(JsonDocument& document, std::string_view text);

/// Sets the row of `out` for a value; leaves it alone for NULL.
using JsonEmit = std::function<void(const JsonDocument&, uint32_t id, JsonColumn& out)>;

/// Makes the overloads of a function of a JSON value that a path may name: (json), where
/// `whole` says so, (json, path), (json, index) and (json, [path, ...]), which gives a list. A
/// constant path with wildcards gives a list too. A path that names nothing gives NULL, or what
/// `missing` sets.
std::vector<ScalarOverload> JsonPathOverloads(const LogicalType& result, bool whole, JsonEmit emit,
                                              std::function<void(JsonColumn&)> missing = {});

/// Lets an overload of one text take lists too, by way of their text: [1, 2] is JSON.
ScalarOverload OfTextOrList(ScalarOverload overload);

/// Registers each family of JSON functions.
void RegisterJsonExtract(FunctionRegistry& registry);
void RegisterJsonInspect(FunctionRegistry& registry);
void RegisterJsonMake(FunctionRegistry& registry);
void RegisterJsonMerge(FunctionRegistry& registry);
void RegisterJsonEntries(FunctionRegistry& registry);
void RegisterJsonModify(FunctionRegistry& registry);
void RegisterJsonTransform(FunctionRegistry& registry);
void RegisterJsonGroups(FunctionRegistry& registry);
void RegisterVariant(FunctionRegistry& registry);
void RegisterVariantParts(FunctionRegistry& registry);
void RegisterVariantGroups(FunctionRegistry& registry);

/// Returns the name of a VARIANT's type: "INT32", "ARRAY(2)", "OBJECT(a, b)".
std::string VariantTypeName(const VariantView& variant);

}  // namespace lakebolt
