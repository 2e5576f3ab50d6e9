#include "api/json_functions.h"

#include <functional>
#include <map>

#include "api/option_values.h"
#include "base/ascii.h"
#include "base/error.h"
#include "format/json/json_table.h"

namespace lakebolt {

namespace {

using Apply = std::function<void(const Value&, JsonOptions&)>;

void ApplyFormat(const Value& value, JsonOptions& options) {
  const std::string name = AsciiLower(OptionText(value));
  if (name == "auto") {
    options.format.reset();
  } else if (name == "newline_delimited" || name == "nd") {
    options.format = JsonFormat::kLines;
  } else if (name == "array") {
    options.format = JsonFormat::kArray;
  } else if (name == "unstructured") {
    options.format = JsonFormat::kUnstructured;
  } else {
    RefuseOption(value, "'auto', 'newline_delimited', 'array' or 'unstructured'");
  }
}

void ApplyRecords(const Value& value, JsonOptions& options) {
  const bool is_auto = !value.IsNull() && AsciiLower(OptionText(value)) == "auto";
  options.records = is_auto ? std::nullopt : std::optional(OptionTruth(value));
}

void ApplyThreshold(const Value& value, JsonOptions& options) {
  options.map_inference_threshold = OptionNumber(value);
  if (options.map_inference_threshold < -1) RefuseOption(value, "a count, or -1 for none");
}

double Share(const Value& value) {
  const double share = OptionDouble(value);
  if (!(share >= 0 && share <= 1)) RefuseOption(value, "a number from 0 to 1");
  return share;
}

/// Lists the options by name.
const std::map<std::string, Apply>& KnownOptions() {
  static const std::map<std::string, Apply> known = [] {
    std::map<std::string, Apply> all;
    const auto add = [&](std::initializer_list<const char*> names, const Apply& apply) {
      for (const char* name : names) all.emplace(name, apply);
    };
    add({"columns"}, [](const Value& v, JsonOptions& o) {
      for (const auto& [name, type] : OptionParts(v)) {
        o.columns.push_back({name, OptionType(type), true});
      }
      if (o.columns.empty()) RefuseOption(v, "a struct of names and types with a column");
    });
    add({"format"}, ApplyFormat);
    add({"records"}, ApplyRecords);
    add({"ignore_errors"},
        [](const Value& v, JsonOptions& o) { o.ignore_errors = OptionTruth(v); });
    add({"sample_size"}, [](const Value& v, JsonOptions& o) { o.sample_rows = OptionNumber(v); });
    add({"maximum_sample_files"},
        [](const Value& v, JsonOptions& o) { o.sample_files = OptionNumber(v); });
    add({"maximum_depth"},
        [](const Value& v, JsonOptions& o) { o.maximum_depth = OptionNumber(v); });
    add({"field_appearance_threshold"},
        [](const Value& v, JsonOptions& o) { o.field_appearance_threshold = Share(v); });
    add({"map_inference_threshold"}, ApplyThreshold);
    add({"convert_strings_to_integers"},
        [](const Value& v, JsonOptions& o) { o.convert_strings_to_integers = OptionTruth(v); });
    add({"dateformat", "date_format"},
        [](const Value& v, JsonOptions& o) { o.date_format = OptionText(v); });
    add({"timestampformat", "timestamp_format"},
        [](const Value& v, JsonOptions& o) { o.timestamp_format = OptionText(v); });
    add({"compression"}, [](const Value& v, JsonOptions& o) { o.compression = OptionText(v); });
    add({"maximum_object_size"},
        [](const Value& v, JsonOptions& o) { o.maximum_object_size = OptionCount(v); });
    add({"auto_detect"}, [](const Value& v, JsonOptions& o) { o.detects_types = OptionTruth(v); });
    return all;
  }();
  return known;
}

TableFunctionBind BindReadJson(const char* function, std::optional<JsonFormat> format,
                               bool objects_only) {
  return [=](const std::vector<Value>& arguments,
             const std::vector<std::pair<std::string, Value>>& named) {
    JsonOptions options;
    options.format = format;
    options.objects_only = objects_only;
    for (const auto& [name, value] : named) {
      const bool is_of_columns = AsciiLower(name) == "records" || AsciiLower(name) == "columns";
      if (objects_only && is_of_columns) ThrowUnknownOption(function, name, {});
      if (ApplyJsonOption(name, value, options)) continue;
      ThrowUnknownOption(function, name, JsonOptionNames());
    }
    if (!options.detects_types && options.columns.empty() && !objects_only) {
      throw UserError(ErrorCode::kInvalidArgument,
                      std::string(function) + " needs columns where auto_detect is false");
    }
    return OpenJson(PathArguments(arguments, function), options);
  };
}

std::shared_ptr<const TableSource> OpenJsonPath(const std::string& path) {
  return LooksLikeJson(path) ? OpenJson({path}) : nullptr;
}

}  // namespace

std::vector<std::string> JsonOptionNames() {
  std::vector<std::string> names = FileSetOptionNames();
  for (const auto& [name, apply] : KnownOptions()) names.push_back(name);
  return names;
}

bool ApplyJsonOption(const std::string& name, const Value& value, JsonOptions& options) {
  const auto found = KnownOptions().find(AsciiLower(name));
  if (found == KnownOptions().end()) return ApplyFileSetOption(name, value, options.files);
  ApplyNamed(found->first, [&] { found->second(value, options); });
  return true;
}

void RegisterJsonTables(Catalog& catalog) {
  struct Function {
    const char* name;
    const char* description;
    std::optional<JsonFormat> format;
    bool objects_only;
  };
  const Function functions[] = {
      {"read_json", "Reads JSON files: a path, a glob or a list.", std::nullopt, false},
      {"read_json_auto", "Is another name of read_json.", std::nullopt, false},
      {"read_ndjson", "Reads files of one JSON value a line.", JsonFormat::kLines, false},
      {"read_ndjson_auto", "Is another name of read_ndjson.", JsonFormat::kLines, false},
      {"read_json_objects", "Reads the values of JSON files as JSON.", std::nullopt, true},
      {"read_json_objects_auto", "Is another name of read_json_objects.", std::nullopt, true},
      {"read_ndjson_objects", "Reads one JSON value a line as JSON.", JsonFormat::kLines, true},
  };
  for (const Function& function : functions) {
    catalog.AddTableFunction({function.name, function.description,
                              BindReadJson(function.name, function.format, function.objects_only)});
  }
  catalog.AddPathOpener(OpenJsonPath);
}

}  // namespace lakebolt
