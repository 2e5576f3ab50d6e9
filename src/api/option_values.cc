#include "api/option_values.h"

#include <map>

#include "base/ascii.h"
#include "base/error.h"
#include "base/memory_pool.h"
#include "catalog/name_resolver.h"
#include "function/cast.h"
#include "plan/binder/literal.h"
#include "sql/parser.h"

namespace lakebolt {

namespace {

using Apply = std::function<void(const Value&, FileSetOptions&)>;

void ApplyFileColumn(const Value& value, FileSetOptions& options) {
  if (value.type().id() == TypeId::kBoolean) {
    options.file_column = OptionTruth(value) ? "filename" : "";
  } else {
    options.file_column = OptionText(value);
  }
}

void ApplyHiveTypes(const Value& value, FileSetOptions& options) {
  for (const auto& [name, type] : OptionParts(value)) {
    options.hive_types.emplace_back(name, OptionType(type));
  }
  if (!options.hive_partitioning) options.hive_partitioning = true;
}

const std::map<std::string, Apply>& KnownOptions() {
  static const std::map<std::string, Apply> known = {
      {"filename", ApplyFileColumn},
      {"union_by_name",
       [](const Value& v, FileSetOptions& o) { o.union_by_name = OptionTruth(v); }},
      {"hive_partitioning",
       [](const Value& v, FileSetOptions& o) { o.hive_partitioning = OptionTruth(v); }},
      {"hive_types", ApplyHiveTypes},
      {"hive_types_autocast",
       [](const Value& v, FileSetOptions& o) { o.hive_types_autocast = OptionTruth(v); }},
  };
  return known;
}

}  // namespace

void RefuseOption(const Value& value, const std::string& wanted) {
  throw UserError(ErrorCode::kInvalidArgument, value.ToString() + " is not " + wanted);
}

std::string OptionText(const Value& value) {
  if (value.IsNull()) RefuseOption(value, "text");
  return CastValue(value, TypeId::kVarchar).string();
}

bool OptionTruth(const Value& value) {
  if (value.IsNull()) RefuseOption(value, "true or false");
  return CastValue(value, TypeId::kBoolean).boolean();
}

int64_t OptionNumber(const Value& value) {
  if (value.IsNull()) RefuseOption(value, "a number");
  return static_cast<int64_t>(CastValue(value, TypeId::kInt64).integral());
}

double OptionDouble(const Value& value) {
  if (value.IsNull()) RefuseOption(value, "a number");
  return CastValue(value, TypeId::kFloat64).floating();
}

uint64_t OptionCount(const Value& value) {
  const int64_t number = OptionNumber(value);
  if (number < 0) RefuseOption(value, "a count");
  return static_cast<uint64_t>(number);
}

int64_t OptionBytes(const Value& value) {
  const bool is_text = !value.IsNull() && value.type().id() == TypeId::kVarchar;
  const int64_t bytes = is_text ? ParseBytes(value.string()) : OptionNumber(value);
  if (bytes < 1) RefuseOption(value, "a number of bytes");
  return bytes;
}

std::vector<std::string> OptionTexts(const Value& value) {
  if (value.IsNull() || value.type().id() != TypeId::kList) return {OptionText(value)};
  std::vector<std::string> texts;
  for (const Value& part : value.parts()) texts.push_back(OptionText(part));
  return texts;
}

LogicalType OptionType(const Value& value) {
  static const CatalogState state;
  static const SearchPath path;
  return ResolveType(sql::ParseTypeName(OptionText(value)), NameResolver(state, path),
                     SourceRange());
}

std::vector<std::pair<std::string, Value>> OptionParts(const Value& value) {
  if (value.IsNull() || value.type().id() != TypeId::kStruct) {
    RefuseOption(value, "a struct of names and types, such as {'a': 'INTEGER'}");
  }
  std::vector<std::pair<std::string, Value>> parts;
  for (size_t i = 0; i < value.parts().size(); ++i) {
    parts.emplace_back(value.type().children()[i].name, value.parts()[i]);
  }
  return parts;
}

bool ApplyFileSetOption(const std::string& name, const Value& value, FileSetOptions& options) {
  const auto found = KnownOptions().find(AsciiLower(name));
  if (found == KnownOptions().end()) return false;
  ApplyNamed(found->first, [&] { found->second(value, options); });
  return true;
}

std::vector<std::string> FileSetOptionNames() {
  std::vector<std::string> names;
  for (const auto& [name, apply] : KnownOptions()) names.push_back(name);
  return names;
}

void ApplyNamed(const std::string& option, const std::function<void()>& apply) {
  try {
    apply();
  } catch (const UserError& error) {
    throw UserError(ErrorCode::kInvalidArgument, "the option " + option + ": " + error.what());
  }
}

void ThrowUnknownOption(const char* function, const std::string& name,
                        const std::vector<std::string>& known) {
  throw UserError(ErrorCode::kInvalidArgument,
                  std::string(function) + " has no option \"" + name + "\"", {},
                  DidYouMean(name, known));
}

std::vector<std::string> PathArguments(const std::vector<Value>& arguments, const char* function) {
  std::vector<std::string> paths;
  for (const Value& argument : arguments) {
    const bool is_list = argument.type().id() == TypeId::kList && !argument.IsNull();
    const std::vector<Value> values = is_list ? argument.parts() : std::vector<Value>{argument};
    for (const Value& value : values) {
      if (value.IsNull() || value.type().id() != TypeId::kVarchar) {
        throw UserError(ErrorCode::kInvalidArgument,
                        std::string(function) + " takes a path or a list of paths");
      }
      paths.push_back(value.string());
    }
  }
  if (paths.empty()) {
    throw UserError(ErrorCode::kInvalidArgument, std::string(function) + " needs a path");
  }
  return paths;
}

}  // namespace lakebolt
