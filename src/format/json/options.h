#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "format/path_columns.h"
#include "types/logical_type.h"

namespace lakebolt {

/// Names how the values of a JSON file follow each other.
enum class JsonFormat : uint8_t {
  kLines,         // one a line (NDJSON)
  kArray,         // the elements of one array
  kUnstructured,  // one after the other, over as many lines as they like
};

/// Holds what a user says of JSON files; what is left open is found out from their first values.
struct JsonOptions {
  FileSetOptions files;
  std::optional<JsonFormat> format;
  /// Whether objects are rows, whose members are columns; else a value is one column, "json".
  std::optional<bool> records;
  /// All columns, in order; nothing is found out about types then.
  std::vector<Field> columns;
  bool detects_types = true;
  bool ignore_errors = false;   // lines that are no JSON, and values that do not fit, are NULL
  int64_t sample_rows = 20480;  // -1: all
  int64_t sample_files = 32;    // -1: all
  int64_t maximum_depth = -1;   // of types found out; what lies deeper is JSON
  double field_appearance_threshold = 0.1;  // objects whose members appear more rarely are maps
  int64_t map_inference_threshold = 200;    // members from which on like ones make a map; -1: never
  bool convert_strings_to_integers = false;
  std::string date_format;
  std::string timestamp_format;
  std::string compression = "auto";
  uint64_t maximum_object_size = 16 << 20;  // bytes
  uint64_t block_bytes = 1 << 20;           // read at once, by one worker
  bool objects_only = false;                // each value is the text of one column, "json"
};

}  // namespace lakebolt
