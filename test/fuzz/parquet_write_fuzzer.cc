// Writes chunks as Parquet and reads them back: the same rows, whole and under filters that the
// statistics, page indexes and Bloom filters of the file may answer. An input says which columns,
// rows and options there are.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/error.h"
#include "format/result_writer.h"
#include "parts/input_file.h"
#include "parts/input_reader.h"
#include "parts/sandbox.h"
#include "random_columns.h"

using namespace lakebolt;
using namespace lakebolt::fuzz;

namespace {

constexpr uint32_t kMostRows = 200;
constexpr uint32_t kMostNullPercent = 60;

[[noreturn]] void Report(const std::string& problem) {
  std::fprintf(stderr, "%s\n", problem.c_str());
  std::abort();
}

/// Lists the types that a Parquet file gives back as they are: of intervals it has no negative
/// ones.
std::vector<LogicalType> StoredTypes() {
  std::vector<LogicalType> types = test::AllTypes();
  std::erase_if(types, [](const LogicalType& type) { return type.id() == TypeId::kInterval; });
  const LogicalType texts = LogicalType::List(TypeId::kVarchar);
  types.push_back(LogicalType::Struct({{"a", texts}, {"b", TypeId::kFloat64}}));
  types.push_back(LogicalType::List(types.back()));
  types.push_back(LogicalType::List(texts));
  return types;
}

/// Makes a value of any bits, which encoders of differences and lengths have to stand; NULL for
/// types whose values are bounded.
Value ExtremeValue(const LogicalType& type, InputReader& in) {
  const auto bits = in.Take<int64_t>();
  switch (type.id()) {
    case TypeId::kInt8: return Value::Integral(type, static_cast<int8_t>(bits));
    case TypeId::kInt16: return Value::Integral(type, static_cast<int16_t>(bits));
    case TypeId::kInt32: return Value::Integral(type, static_cast<int32_t>(bits));
    case TypeId::kInt64: return Value::Integral(type, bits);
    case TypeId::kUInt8: return Value::Integral(type, static_cast<uint8_t>(bits));
    case TypeId::kUInt16: return Value::Integral(type, static_cast<uint16_t>(bits));
    case TypeId::kUInt32: return Value::Integral(type, static_cast<uint32_t>(bits));
    case TypeId::kUInt64: return Value::Integral(type, static_cast<uint64_t>(bits));
    case TypeId::kVarchar:
      return Value::String(type, std::string(static_cast<uint64_t>(bits) % 300, 'x'));
    case TypeId::kBlob: return Value::String(type, in.TakeText(static_cast<uint64_t>(bits) % 300));
    default: return Value(type);
  }
}

Chunk MakeChunk(const Schema& schema, InputReader& in) {
  const uint32_t rows = 1 + in.TakeBelow(kMostRows);
  test::Random random(in.Take<uint16_t>());
  std::vector<Vector> columns;
  for (const Field& field : schema) {
    const auto null_percent = static_cast<int>(in.TakeBelow(kMostNullPercent));
    const Encoding encoding = test::RandomEncoding(random);
    columns.push_back(test::RandomColumn(random, field.type, rows, encoding, null_percent));
    if (encoding != Encoding::kFlat) continue;
    for (uint32_t n = in.TakeBelow(4); n > 0; --n) {
      columns.back().SetValue(in.TakeBelow(rows), ExtremeValue(field.type, in));
    }
  }
  Chunk chunk(std::move(columns), rows);
  if (in.TakeBelow(3) == 0) {
    const std::vector<uint32_t> live = test::RandomSelection(random, rows);
    Selection selection = Selection::Allocate(rows);
    std::copy(live.begin(), live.end(), selection.data());
    selection.set_count(static_cast<uint32_t>(live.size()));
    chunk.SetSelection(std::move(selection));
  }
  return chunk;
}

ParquetWriteOptions MakeOptions(const Schema& schema, InputReader& in) {
  constexpr std::array<const char*, 6> kCodecs = {"none", "snappy", "gzip",
                                                  "zstd", "lz4",    "brotli"};
  constexpr std::array<const char*, 6> kEncodings = {"plain",
                                                     "rle",
                                                     "delta_binary_packed",
                                                     "delta_length_byte_array",
                                                     "delta_byte_array",
                                                     "byte_stream_split"};
  ParquetWriteOptions options;
  options.codec = kCodecs[in.TakeBelow(kCodecs.size())];
  options.row_group_rows = std::array{17, 100, 1000}[in.TakeBelow(3)];
  options.row_group_bytes = std::array{0, 0, 500}[in.TakeBelow(3)];
  options.page_bytes = std::array{1, 100, 1 << 20}[in.TakeBelow(3)];
  options.second_page_version = in.TakeBelow(2) == 1;
  options.page_index = in.TakeBelow(2) == 0;
  options.dictionary.all = in.TakeBelow(2) == 0;
  options.dictionary_bytes = std::array{1 << 18, 1, 50}[in.TakeBelow(3)];
  options.bloom_filters.all = in.TakeBelow(2) == 1;
  for (const Field& field : schema) {
    const uint32_t choice = in.TakeBelow(2 * kEncodings.size());
    if (choice < kEncodings.size()) options.encodings[field.name] = kEncodings[choice];
  }
  return options;
}

/// Adds the rows of a chunk as text.
void Print(const Chunk& chunk, std::vector<std::string>& rows) {
  chunk.rows().ForEach([&](uint32_t row) {
    std::string text;
    for (const Vector& column : chunk.columns()) text += column.GetValue(row).ToString() + "\t";
    rows.push_back(std::move(text));
  });
}

/// Compares a count under a filter with the one where the filter does not reach the file.
void CheckFilter(const std::string& table, const std::string& column, const Value& value) {
  for (const char* comparison : {" = ", " < ", " >= "}) {
    const std::string condition = " WHERE " + column + comparison + "$1";
    const std::string counts = "SELECT (SELECT count(*) FROM " + table + condition +
                               ") = (SELECT count(*) FROM (FROM " + table + " LIMIT 1000000)" +
                               condition + ")";
    Sandbox sandbox("", Sandbox::TimeLimit::kNone);
    const auto result = sandbox.session().Query(counts, {{value}, {}});
    if (!result->Next()->column(0).GetValue(0).boolean()) {
      Report("a filter finds other rows:" + condition + " with " + value.ToString());
    }
  }
}

void CheckFile(const std::string& path, const Schema& schema,
               const std::vector<std::string>& written, InputReader& in) {
  const std::string table = "'" + path + "'";
  std::vector<std::string> read;
  Sandbox sandbox("", Sandbox::TimeLimit::kNone);
  const auto result = sandbox.session().Query("FROM " + table);
  while (const auto chunk = result->Next()) {
    Print(*chunk, read);
    const uint32_t row = in.TakeBelow(chunk->size());
    const size_t column = in.TakeBelow(static_cast<uint32_t>(schema.size()));
    const Value value = chunk->column(column).GetValue(row);
    if (!value.IsNull()) CheckFilter(table, schema[column].name, value);
  }
  if (read != written) Report("other rows than were written");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<LogicalType> types = StoredTypes();
  InputReader in(data, size);
  Schema schema;
  for (uint32_t n = 1 + in.TakeBelow(4); n > 0; --n) {
    const std::string name(1, static_cast<char>('a' + schema.size()));
    schema.push_back({name, types[in.TakeBelow(static_cast<uint32_t>(types.size()))], true});
  }
  StringOutput output;
  std::vector<std::string> written;
  // Encodings that do not suit a column's type are refused.
  const bool is_written = Survives([&] {
    const auto writer = MakeParquetWriter(&output, MakeOptions(schema, in));
    writer->Begin(schema);
    for (uint32_t n = in.TakeBelow(4); n > 0; --n) {
      const Chunk chunk = MakeChunk(schema, in);
      Print(chunk, written);
      writer->Write(chunk);
    }
    writer->Finish();
  });
  if (!is_written) return 0;
  output.Flush();
  const InputFile file(reinterpret_cast<const uint8_t*>(output.text().data()), output.text().size(),
                       ".parquet");
  CheckFile(file.path(), schema, written, in);
  return 0;
}
