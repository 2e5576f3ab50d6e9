#include "format/parquet/write/leaf_plan.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <string>

#include "base/ascii.h"
#include "base/error.h"
#include "format/parquet/write/page_compressor.h"

namespace lakebolt::parquet_format {

namespace {

[[noreturn]] void RefuseOption(const std::string& what, const std::string& hint = "") {
  throw UserError(ErrorCode::kInvalidArgument, what, {}, hint);
}

CodecKind CodecOf(const std::string& name) {
  const std::string folded = AsciiLower(name);
  if (folded == "none" || folded == "uncompressed") return CodecKind::kNone;
  if (folded == "snappy") return CodecKind::kSnappy;
  if (folded == "gzip") return CodecKind::kGzip;
  if (folded == "zstd") return CodecKind::kZstd;
  if (folded == "lz4" || folded == "lz4_raw") return CodecKind::kLz4Raw;
  if (folded == "brotli") return CodecKind::kBrotli;
  RefuseOption("there is no Parquet codec \"" + name + "\"",
               "there is uncompressed, snappy, gzip, zstd, lz4_raw and brotli");
}

std::optional<int> LevelOf(const ParquetWriteOptions& options, CodecKind codec) {
  constexpr int kZstdLevel = 3;  // hardly slower than 1, and a twentieth smaller
  if (!options.level) {
    return codec == CodecKind::kZstd ? std::optional(kZstdLevel) : std::nullopt;
  }
  const auto levels = LevelsOf(codec);
  if (!levels) RefuseOption("the codec " + options.codec + " has no levels");
  if (*options.level < levels->least || *options.level > levels->most) {
    RefuseOption(
        "the codec " + options.codec + " has no level " + std::to_string(*options.level),
        "levels are " + std::to_string(levels->least) + " to " + std::to_string(levels->most));
  }
  return static_cast<int>(*options.level);
}

PageEncoding EncodingOf(const std::string& name) {
  const std::string folded = AsciiLower(name);
  if (folded == "plain") return PageEncoding::kPlain;
  if (folded == "rle") return PageEncoding::kRle;
  if (folded == "delta_binary_packed") return PageEncoding::kDeltaBinaryPacked;
  if (folded == "delta_length_byte_array") return PageEncoding::kDeltaLengthByteArray;
  if (folded == "delta_byte_array") return PageEncoding::kDeltaByteArray;
  if (folded == "byte_stream_split") return PageEncoding::kByteStreamSplit;
  RefuseOption("there is no Parquet encoding \"" + name + "\"",
               "there is plain, rle, delta_binary_packed, delta_length_byte_array, "
               "delta_byte_array, byte_stream_split and dictionary");
}

bool SuitsType(PageEncoding encoding, PhysicalKind kind) {
  const bool is_bytes = kind == PhysicalKind::kByteArray;
  switch (encoding) {
    case PageEncoding::kRle: return kind == PhysicalKind::kBoolean;
    case PageEncoding::kDeltaBinaryPacked:
      return kind == PhysicalKind::kInt32 || kind == PhysicalKind::kInt64;
    case PageEncoding::kDeltaLengthByteArray: return is_bytes;
    case PageEncoding::kDeltaByteArray: return is_bytes || kind == PhysicalKind::kFixed;
    case PageEncoding::kByteStreamSplit: return !is_bytes && kind != PhysicalKind::kBoolean;
    default: return true;
  }
}

/// Calls `use` with the number of each leaf of a column; throws when there is no such column.
void ForEachLeaf(const StoredSchema& schema, const std::string& column,
                 const std::function<void(size_t)>& use) {
  bool found = false;
  for (size_t i = 0; i < schema.leaves.size(); ++i) {
    if (AsciiLower(schema.leaves[i].path[0]) != AsciiLower(column)) continue;
    use(i);
    found = true;
  }
  if (!found) RefuseOption("there is no column \"" + column + "\" to be written");
}

void ChooseEncodings(const StoredSchema& schema, const ParquetWriteOptions& options,
                     std::vector<LeafPlan>& out) {
  for (LeafPlan& plan : out) plan.dictionary = options.dictionary.all;
  for (const std::string& name : options.dictionary.names) {
    ForEachLeaf(schema, name, [&](size_t leaf) { out[leaf].dictionary = true; });
  }
  for (const auto& choice : options.encodings) {
    const std::string& name = choice.second;
    const bool is_dictionary = AsciiLower(name) == "dictionary";
    ForEachLeaf(schema, choice.first, [&](size_t leaf) {
      out[leaf].dictionary = is_dictionary;
      if (is_dictionary) return;
      out[leaf].encoding = EncodingOf(name);
      if (SuitsType(out[leaf].encoding, schema.leaves[leaf].physical)) return;
      RefuseOption("the encoding " + name + " does not suit the type of column \"" + choice.first +
                   "\"");
    });
  }
  // A boolean takes a bit as it is.
  for (size_t i = 0; i < out.size(); ++i) {
    if (schema.leaves[i].physical == PhysicalKind::kBoolean) out[i].dictionary = false;
  }
}

void ChooseBloomFilters(const StoredSchema& schema, const ParquetWriteOptions& options,
                        std::vector<LeafPlan>& out) {
  const auto enable = [&](size_t leaf) {
    out[leaf].bloom_filter = schema.leaves[leaf].physical != PhysicalKind::kBoolean;
    out[leaf].bloom_false_positives = options.bloom_false_positives;
  };
  for (size_t i = 0; options.bloom_filters.all && i < out.size(); ++i) enable(i);
  for (const std::string& name : options.bloom_filters.names) ForEachLeaf(schema, name, enable);
}

}  // namespace

std::vector<LeafPlan> PlanLeaves(const StoredSchema& schema, const ParquetWriteOptions& options) {
  constexpr int64_t kMostBytes = std::numeric_limits<int32_t>::max() / 2;
  LeafPlan plan;
  plan.codec = CodecOf(options.codec);
  plan.level = LevelOf(options, plan.codec);
  plan.page_bytes = static_cast<size_t>(std::clamp<int64_t>(options.page_bytes, 1, kMostBytes));
  plan.second_page_version = options.second_page_version;
  plan.dictionary_bytes =
      static_cast<size_t>(std::clamp<int64_t>(options.dictionary_bytes, 0, kMostBytes));
  plan.dictionary_values = static_cast<size_t>(std::max<int64_t>(options.dictionary_values, 0));
  std::vector<LeafPlan> out(schema.leaves.size(), plan);
  ChooseEncodings(schema, options, out);
  ChooseBloomFilters(schema, options, out);
  return out;
}

std::vector<SortedLeaf> OrderOfLeaves(const StoredSchema& schema,
                                      const ParquetWriteOptions& options) {
  std::vector<SortedLeaf> order;
  for (const OrderedColumn& column : options.sorted_by) {
    std::vector<int32_t> leaves;
    bool is_flat = true;
    for (size_t i = 0; i < schema.leaves.size(); ++i) {
      if (schema.leaves[i].path[0] != column.name) continue;
      leaves.push_back(static_cast<int32_t>(i));
      is_flat &= schema.leaves[i].path.size() == 1;
    }
    // Not among the columns is what names the file's folder: it is the same in all rows.
    if (leaves.empty()) continue;
    if (leaves.size() > 1 || !is_flat) break;
    order.push_back({leaves[0], column.descending, column.nulls_first});
  }
  return order;
}

}  // namespace lakebolt::parquet_format
