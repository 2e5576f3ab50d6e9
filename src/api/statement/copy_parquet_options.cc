#include "api/option_values.h"
#include "api/statement/copy_options.h"
#include "base/ascii.h"
#include "base/error.h"
#include "function/cast.h"

namespace lakebolt {

namespace {

/// Names the member of a struct that holds the id of the field itself, beside those of its parts.
constexpr const char* kOwnId = "__duckdb_field_id";

/// Takes true for all columns, false for none, or the names of some.
ColumnChoice ChoiceOf(const Value& value) {
  const bool truth = value.type().id() == TypeId::kBoolean ||
                     (value.type().id() == TypeId::kVarchar && !value.IsNull() &&
                      !CastValue(value, TypeId::kBoolean, CastMode::kTry).IsNull());
  if (truth) return {OptionTruth(value), {}};
  if (value.type().id() == TypeId::kVarchar && OptionText(value) == "*") return {true, {}};
  return {false, OptionTexts(value)};
}

FieldId FieldIdOf(const Value& value) {
  FieldId out;
  if (value.IsNull() || value.type().id() != TypeId::kStruct) {
    const int64_t id = OptionNumber(value);
    if (id < 0 || id > INT32_MAX) RefuseOption(value, "an id: a number from 0 to 2147483647");
    out.id = static_cast<int32_t>(id);
    return out;
  }
  for (const auto& [name, part] : OptionParts(value)) {
    if (AsciiLower(name) == kOwnId) {
      out.id = FieldIdOf(part).id;
    } else {
      out.children[name] = FieldIdOf(part);
    }
  }
  return out;
}

void ApplyFieldIds(const Value& value, ParquetWriteOptions& parquet) {
  if (value.type().id() == TypeId::kVarchar && AsciiLower(OptionText(value)) == "auto") {
    parquet.numbers_fields = true;
    return;
  }
  for (const auto& [name, part] : OptionParts(value)) {
    if (!parquet.field_ids.emplace(AsciiLower(name), FieldIdOf(part)).second) {
      RefuseOption(value, "a struct that names each column once");
    }
  }
}

int64_t AtLeastOne(const Value& value) {
  const int64_t number = OptionNumber(value);
  if (number < 1) RefuseOption(value, "at least 1");
  return number;
}

double Share(const Value& value) {
  const double share = OptionDouble(value);
  if (!(share > 0 && share < 1)) RefuseOption(value, "between 0 and 1");
  return share;
}

bool IsSecondVersion(const Value& value) {
  const std::string text = AsciiLower(OptionText(value));
  if (text == "v1" || text == "1") return false;
  if (text != "v2" && text != "2") RefuseOption(value, "a version of Parquet's pages: v1 or v2");
  return true;
}

using Apply = std::function<void(const Value&, ParquetWriteOptions&)>;

const std::map<std::string, Apply>& KnownOptions() {
  using Write = ParquetWriteOptions;
  static const std::map<std::string, Apply> known = {
      {"compression", [](const Value& v, Write& o) { o.codec = OptionText(v); }},
      {"codec", [](const Value& v, Write& o) { o.codec = OptionText(v); }},
      {"compression_level", [](const Value& v, Write& o) { o.level = OptionNumber(v); }},
      {"row_group_size", [](const Value& v, Write& o) { o.row_group_rows = AtLeastOne(v); }},
      {"chunk_size", [](const Value& v, Write& o) { o.row_group_rows = AtLeastOne(v); }},
      {"row_group_size_bytes",
       [](const Value& v, Write& o) { o.row_group_bytes = OptionBytes(v); }},
      {"page_size_bytes", [](const Value& v, Write& o) { o.page_bytes = OptionBytes(v); }},
      {"page_index", [](const Value& v, Write& o) { o.page_index = OptionTruth(v); }},
      {"parquet_version",
       [](const Value& v, Write& o) { o.second_page_version = IsSecondVersion(v); }},
      {"dictionary", [](const Value& v, Write& o) { o.dictionary = ChoiceOf(v); }},
      {"dictionary_size_bytes",
       [](const Value& v, Write& o) { o.dictionary_bytes = OptionBytes(v); }},
      {"dictionary_size_limit",
       [](const Value& v, Write& o) { o.dictionary_values = OptionNumber(v); }},
      // A dictionary is written where that makes the chunk smaller.
      {"dictionary_compression_ratio_threshold", [](const Value& v, Write&) { OptionDouble(v); }},
      {"string_dictionary_page_size_limit",
       [](const Value& v, Write& o) { o.dictionary_bytes = OptionBytes(v); }},
      {"encodings",
       [](const Value& v, Write& o) {
         for (const auto& [name, text] : OptionParts(v)) o.encodings[name] = OptionText(text);
       }},
      {"write_bloom_filter", [](const Value& v, Write& o) { o.bloom_filters = ChoiceOf(v); }},
      {"bloom_filter_false_positive_ratio",
       [](const Value& v, Write& o) { o.bloom_false_positives = Share(v); }},
      {"field_ids", ApplyFieldIds},
      {"kv_metadata",
       [](const Value& v, Write& o) {
         for (const auto& [name, part] : OptionParts(v)) {
           const bool is_bytes = part.type().id() == TypeId::kBlob && !part.IsNull();
           o.metadata.emplace_back(name, is_bytes ? part.string() : OptionText(part));
         }
       }},
  };
  return known;
}

}  // namespace

ParquetWriteOptions CopyOptions::TakeParquetWrite(const ParquetContext& context) {
  ParquetWriteOptions parquet;
  parquet.threads = context.threads;
  parquet.sorted_by = context.order;
  std::vector<std::string> names;
  for (const auto& [name, apply] : KnownOptions()) names.push_back(name);
  TakeAll(names, [&](const std::string& name, const Value& value) {
    const auto found = KnownOptions().find(name);
    if (found == KnownOptions().end()) return false;
    ApplyNamed(name, [&] { found->second(value, parquet); });
    return true;
  });
  return parquet;
}

}  // namespace lakebolt
