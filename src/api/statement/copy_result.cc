#include "api/statement/copy_result.h"

#include <map>

#include "api/rows_result.h"
#include "api/system/row_table.h"
#include "base/error.h"
#include "format/parquet/bounds.h"
#include "format/parquet/file_metadata.h"
#include "io/file_system.h"

namespace lakebolt {

namespace {

using WrittenFile = PartitionedWriter::WrittenFile;
using Pairs = std::map<std::string, std::string>;

LogicalType TextMap() {
  return LogicalType::Map(TypeId::kVarchar, TypeId::kVarchar);
}

Value MapOf(const LogicalType& type, const std::vector<std::pair<Value, Value>>& entries) {
  std::vector<Value> parts;
  for (const auto& [key, value] : entries) {
    parts.push_back(Value::Nested(type.element(), {key, value}));
  }
  return Value::Nested(type, std::move(parts));
}

Value TextMapOf(const Pairs& pairs) {
  std::vector<std::pair<Value, Value>> entries;
  for (const auto& [key, value] : pairs) entries.emplace_back(Text(key), Text(value));
  return MapOf(TextMap(), entries);
}

/// Sums up what the footer says of a leaf in all row groups.
class LeafSummary {
 public:
  void Add(const parquet_format::Leaf& leaf, const parquet_format::ChunkMetadata& chunk,
           int64_t rows) {
    const parquet_format::ColumnBounds bounds = parquet_format::BoundsOf(leaf, chunk, rows);
    bytes_ += chunk.size;
    values_ += chunk.value_count;
    nulls_ += chunk.null_count.value_or(0);
    const bool all_null = chunk.null_count && *chunk.null_count == chunk.value_count;
    if (all_null) return;
    bounded_ = bounded_ && bounds.min && bounds.max;
    if (!bounded_) return;
    if (!min_ || Value::Compare(*bounds.min, *min_) < 0) min_ = bounds.min;
    if (!max_ || Value::Compare(*bounds.max, *max_) > 0) max_ = bounds.max;
  }

  Pairs Texts() const {
    Pairs texts = {{"column_size_bytes", std::to_string(bytes_)},
                   {"num_values", std::to_string(values_)},
                   {"null_count", std::to_string(nulls_)}};
    if (bounded_ && min_) {
      texts["min"] = min_->ToString();
      texts["max"] = max_->ToString();
    }
    return texts;
  }

 private:
  uint64_t bytes_ = 0;
  int64_t values_ = 0;
  int64_t nulls_ = 0;
  bool bounded_ = true;
  std::optional<Value> min_;
  std::optional<Value> max_;
};

std::string InQuotes(const std::string& name) {
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

/// Lists the leaves of a column by the names in quotes that lead to them, without the nodes that
/// only lists and maps put in between: "a"."element".
void CollectNames(const parquet_format::SchemaNode& node, const std::string& above,
                  std::map<std::string, int>& leaves) {
  const std::string name = above + InQuotes(node.name);
  if (node.IsLeaf()) leaves[name] = node.leaf;
  const bool is_map = node.type.id() == TypeId::kMap;
  for (const auto& child : is_map ? node.children[0].children : node.children) {
    CollectNames(child, name + ".", leaves);
  }
}

uint64_t FooterBytes(const RandomAccessFile& file) {
  constexpr size_t kTail = 8;  // the footer's length and a magic word
  uint8_t tail[kTail];
  file.ReadAt(file.size() - kTail, kTail, tail);
  return uint64_t{tail[0]} | uint64_t{tail[1]} << 8 | uint64_t{tail[2]} << 16 |
         uint64_t{tail[3]} << 24;
}

Schema StatisticsSchema() {
  return {{"filename", TypeId::kVarchar, true},
          {"count", TypeId::kUInt64, true},
          {"file_size_bytes", TypeId::kUInt64, true},
          {"footer_size_bytes", TypeId::kUInt64, true},
          {"column_statistics", LogicalType::Map(TypeId::kVarchar, TextMap()), true},
          {"partition_keys", TextMap(), true},
          {"extra_info", TextMap(), true}};
}

void AddStatistics(const WrittenFile& written, RowTable& rows) {
  std::string path = written.path;
  const auto file = FileSystemFor(path).Open(path);
  const auto metadata = parquet_format::ReadFileMetadata(*file);
  std::map<std::string, int> leaves;
  for (const auto& column : metadata->columns) CollectNames(column, "", leaves);
  std::vector<std::pair<Value, Value>> columns;
  for (const auto& [name, leaf] : leaves) {
    const auto i = static_cast<size_t>(leaf);
    LeafSummary summary;
    for (const auto& group : metadata->row_groups) {
      summary.Add(metadata->leaves[i], group.chunks[i], group.row_count);
    }
    columns.emplace_back(Text(name), TextMapOf(summary.Texts()));
  }
  const Pairs keys(written.keys.begin(), written.keys.end());
  rows.Add({Text(written.path), Number(metadata->row_count),
            Number(static_cast<int64_t>(file->size())),
            Number(static_cast<int64_t>(FooterBytes(*file))),
            MapOf(LogicalType::Map(TypeId::kVarchar, TextMap()), columns),
            keys.empty() ? Nothing() : TextMapOf(keys),
            TextMapOf({{"row_group_count", std::to_string(metadata->row_groups.size())}})});
}

}  // namespace

std::unique_ptr<Result> MakeCopyResult(CopyAnswer answer, uint64_t rows,
                                       const std::vector<WrittenFile>& files) {
  if (answer == CopyAnswer::kCount) return RowsResult::Changed(rows);
  if (answer == CopyAnswer::kFiles) {
    std::vector<std::string> paths;
    for (const WrittenFile& file : files) paths.push_back(file.path);
    RowTable table("copy", {{"Count", TypeId::kInt64, true},
                            {"Files", LogicalType::List(TypeId::kVarchar), true}});
    table.Add({Number(static_cast<int64_t>(rows)), TextList(paths)});
    return std::make_unique<RowsResult>(table.schema(), table.Chunks());
  }
  RowTable table("copy", StatisticsSchema());
  for (const WrittenFile& file : files) AddStatistics(file, table);
  return std::make_unique<RowsResult>(table.schema(), table.Chunks());
}

}  // namespace lakebolt
