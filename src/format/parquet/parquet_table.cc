#include "format/parquet/parquet_table.h"

#include <algorithm>
#include <list>
#include <map>
#include <mutex>
#include <utility>

#include "base/error.h"
#include "format/parquet/distinct_estimate.h"
#include "format/parquet/fetch_rows.h"
#include "format/parquet/parquet_scan.h"
#include "format/parquet/row_estimate.h"
#include "format/table_format.h"
#include "io/glob.h"
#include "source/distinct_sampler.h"
#include "source/key_lister.h"
#include "source/part_bounds.h"
#include "source/row_fetch.h"

namespace lakebolt {

namespace parquet_format {

namespace {

const std::vector<std::string> kSuffixes = {".parquet", ".parq", ".pq"};

/// Returns a number of at most 64 bits, be it a date or the like.
std::optional<int64_t> NarrowIntegral(const std::optional<Value>& value) {
  if (!value || value->IsNull() || !value->HasIntegral()) return std::nullopt;
  const int128_t number = value->integral();
  if (number != static_cast<int64_t>(number)) return std::nullopt;
  return static_cast<int64_t>(number);
}

/// Is a table over Parquet files. Statistics and estimates are kept once made.
class ParquetTable final : public TableSource,
                           public PartBounds,
                           public RowFetch,
                           public DistinctSampler,
                           public KeyLister {
 public:
  ParquetTable(std::string name, TableFiles files)
      : name_(std::move(name)),
        files_(std::make_shared<const TableFiles>(std::move(files))),
        statistics_(files_->schema.size()),
        is_sampled_(files_->schema.size()) {}

  std::string name() const override { return name_; }
  const Schema& schema() const override { return files_->schema; }
  uint32_t VirtualColumns() const override { return files_->virtual_columns; }
  TableStatistics statistics() const override {
    return {static_cast<double>(files_->row_count), true};
  }

  ColumnStatistics column_statistics(uint32_t column) const override {
    const std::lock_guard lock(mutex_);
    auto& slot = statistics_[column];
    if (!slot) slot = Collect(column);
    return *slot;
  }

  bool SampleDistinct(uint32_t column) const override {
    const std::lock_guard lock(mutex_);
    if (std::exchange(is_sampled_[column], uint8_t{1}) != 0) return false;
    auto& slot = statistics_[column];
    if (!slot) slot = Collect(column);
    if (!slot->distinct_count) return false;
    const double rough = *slot->distinct_count;
    slot->distinct_count = EstimateDistinct(*files_, column, true);
    return slot->distinct_count != rough;
  }

  FilterSupport SupportsFilter(const Expr& filter) const override {
    bool has_column = false;
    bool is_flat = true;
    VisitExpr(filter, [&](const Expr& node) {
      if (node.kind() == ExprKind::kInput) has_column = true;
      if (node.kind() == ExprKind::kSubquery || node.type().IsNested()) is_flat = false;
      return true;
    });
    const bool exact = has_column && is_flat && !IsVolatile(filter) && !CanFail(filter);
    return exact ? FilterSupport::kExact : FilterSupport::kUnsupported;
  }

  std::optional<double> EstimateRows(const std::vector<ExprPtr>& filters) const override {
    std::vector<ExprPtr> known;
    std::string key;
    for (const ExprPtr& filter : filters) {
      if (SupportsFilter(*filter) != FilterSupport::kExact) continue;
      known.push_back(filter);
      key += filter->ToString() + '\n';
    }
    if (known.empty()) return static_cast<double>(files_->row_count);
    const std::lock_guard lock(mutex_);
    if (const auto found = estimates_.find(key); found != estimates_.end()) return found->second;
    if (estimates_.size() >= kMostEstimates) estimates_.clear();
    return estimates_[key] = EstimatePassingRows(*files_, known);
  }

  std::shared_ptr<const std::vector<Value>> ListKeys(
      uint32_t column, const std::vector<ExprPtr>& filters) const override {
    std::string name = std::to_string(column) + '\n';
    for (const ExprPtr& filter : filters) {
      if (SupportsFilter(*filter) != FilterSupport::kExact) return nullptr;
      name += filter->ToString() + '\n';
    }
    if (files_->schema[column].type.IsNested()) return nullptr;
    const std::lock_guard lock(mutex_);
    if (const auto found = keys_.find(name); found != keys_.end()) return found->second;
    if (keys_.size() >= kMostEstimates) keys_.clear();
    auto keys = ListPassingKeys(*files_, column, filters, kMostKeys);
    return keys_[name] =
               keys ? std::make_shared<const std::vector<Value>>(std::move(*keys)) : nullptr;
  }

  std::optional<std::vector<std::pair<int64_t, int64_t>>> BoundsOfParts(
      uint32_t column) const override {
    std::vector<std::pair<int64_t, int64_t>> parts;
    for (size_t file = 0; file < files_->files.size(); ++file) {
      const auto& groups = files_->files[file].metadata->row_groups;
      for (size_t i = 0; i < groups.size(); ++i) {
        if (groups[i].row_count == 0) continue;
        const std::optional<ColumnBounds> bounds = files_->Bounds(file, i, column);
        if (!bounds || !bounds->HasNoNulls()) return std::nullopt;
        const std::optional<int64_t> least = NarrowIntegral(bounds->min);
        const std::optional<int64_t> greatest = NarrowIntegral(bounds->max);
        if (!least || !greatest) return std::nullopt;
        parts.emplace_back(*least, *greatest);
      }
    }
    return parts;
  }

  bool CanFetchRows() const override {
    return !files_->force_async &&
           std::all_of(files_->files.begin(), files_->files.end(), [](const TableFile& file) {
             return OpenUnchanged(*file.metadata)->IsFast();
           });
  }
  std::vector<size_t> CutRows(std::span<const int64_t> rows) const override {
    return CutByRowGroup(*files_, rows);
  }
  std::vector<Vector> FetchRows(std::span<const int64_t> rows, const std::vector<uint32_t>& columns,
                                MemoryPool* memory) const override {
    return parquet_format::FetchRows(*files_, rows, columns, memory);
  }

  std::unique_ptr<TableScan> Scan(const ScanRequest& request) const override {
    return std::make_unique<ParquetScan>(files_, request, PlanMorsels(*files_, request));
  }

 private:
  static constexpr size_t kMostEstimates = 1000;

  /// Adds up the footers' statistics of a column.
  ColumnStatistics Collect(uint32_t column) const {
    ColumnStatistics out;
    const LogicalType& type = files_->schema[column].type;
    out.average_width = std::max<double>(PhysicalWidth(type.physical()), 1);
    if (type.IsNested()) return out;
    std::optional<ColumnBounds> total;
    bool sorted = true;
    for (size_t file = 0; file < files_->files.size(); ++file) {
      const TableFile& from = files_->files[file];
      const SchemaNode* node = from.NodeOf(column);
      const auto& groups = from.metadata->row_groups;
      for (size_t i = 0; i < groups.size(); ++i) {
        if (groups[i].row_count == 0) continue;
        sorted &= node != nullptr && groups[i].sorted_leaf == node->leaf;
        std::optional<ColumnBounds> bounds = files_->Bounds(file, i, column);
        if (!bounds) return out;
        if (total) {
          Merge(*total, *bounds);
        } else {
          total = std::move(bounds);
        }
      }
    }
    if (!total) {
      out.null_count = 0;
      out.distinct_count = 0;
      return out;
    }
    out.null_count = total->null_count;
    out.min = total->min;
    // NaN is above every other number and is in no bound.
    if (!type.IsFloating()) out.max = total->max;
    out.exact_bounds = total->exact && out.min && out.max;
    out.sorted = sorted;
    out.distinct_count = EstimateDistinct(*files_, column, false);
    return out;
  }

  static void Merge(ColumnBounds& total, const ColumnBounds& more) {
    const bool nothing_yet = total.AllNull();
    if (total.null_count && more.null_count) {
      *total.null_count += *more.null_count;
    } else {
      total.null_count.reset();
    }
    if (!more.AllNull()) {
      if (nothing_yet) {
        total.min = more.min;
        total.max = more.max;
        total.exact = more.exact;
      } else if (total.min && more.min) {
        if (Value::Compare(*more.min, *total.min) < 0) total.min = more.min;
        if (Value::Compare(*more.max, *total.max) > 0) total.max = more.max;
        total.exact &= more.exact;
      } else {
        total.min.reset();
        total.max.reset();
      }
    }
    total.row_count += more.row_count;
  }

  std::string name_;
  std::shared_ptr<const TableFiles> files_;
  mutable std::mutex mutex_;
  mutable std::vector<std::optional<ColumnStatistics>> statistics_;
  mutable std::vector<uint8_t> is_sampled_;  // by column: distinct values were looked at
  mutable std::map<std::string, std::optional<double>> estimates_;
  mutable std::map<std::string, std::shared_ptr<const std::vector<Value>>> keys_;
};

/// Keeps the tables opened last, so that statistics and estimates outlive a query. A table belongs
/// to its footers: when a file changes, its footer is another object.
class TableCache {
 public:
  struct Key {
    std::string name;
    ParquetOptions options;
    std::vector<FileMetadataPtr> files;
    bool operator==(const Key&) const = default;
  };

  std::shared_ptr<const TableSource> Find(const Key& key) {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(recent_.begin(), recent_.end(),
                                    [&](const auto& entry) { return entry.first == key; });
    if (found == recent_.end()) return nullptr;
    recent_.splice(recent_.begin(), recent_, found);
    return found->second;
  }
  void Add(Key key, std::shared_ptr<const TableSource> table) {
    const std::lock_guard lock(mutex_);
    recent_.emplace_front(std::move(key), std::move(table));
    if (recent_.size() > kMostTables) recent_.pop_back();
  }

 private:
  static constexpr size_t kMostTables = 64;
  std::mutex mutex_;
  std::list<std::pair<Key, std::shared_ptr<const TableSource>>> recent_;
};

/// Lists the files that a path stands for.
std::vector<std::string> ExpandPath(std::string path) {
  const FileSystem& files = FileSystemFor(path);
  if (files.IsDirectory(path)) {
    if (const std::string_view format = TableFormatOf(files, path); !format.empty()) {
      throw UserError(
          ErrorCode::kNotSupported,
          "\"" + path + "\" is a table of " + std::string(format) + ", which cannot be read yet",
          {}, "'" + path + "/**/*.parquet' reads all files, deleted rows too");
    }
    std::vector<std::string> found = FilesBelow(files, path, kSuffixes);
    if (found.empty()) {
      throw UserError(ErrorCode::kIo, "the folder \"" + path + "\" holds no Parquet files");
    }
    return found;
  }
  return FilesAt(std::move(path));
}

}  // namespace

}  // namespace parquet_format

std::shared_ptr<const TableSource> OpenParquet(const std::vector<std::string>& paths,
                                               const ParquetOptions& options) {
  using namespace parquet_format;  // NOLINT: this function belongs there but for its callers
  static TableCache cache;
  if (paths.empty()) throw UserError(ErrorCode::kInvalidArgument, "no Parquet file was named");
  std::string name;
  TableCache::Key key{{}, options, {}};
  for (const std::string& path : paths) {
    if (!name.empty()) name += ", ";
    name += path;
    for (const std::string& file : ExpandPath(path)) {
      key.files.push_back(CachedFileMetadata(file));
    }
  }
  key.name = name;
  if (auto found = cache.Find(key)) return found;
  TableFiles files;
  files.force_async = options.force_async;
  files.whole_chunk_bytes = options.whole_chunk_bytes;
  UnifySchemas(files, key.files, options);
  auto table = std::make_shared<ParquetTable>(std::move(name), std::move(files));
  cache.Add(std::move(key), table);
  return table;
}

bool LooksLikeParquet(const std::string& path) {
  using namespace parquet_format;  // NOLINT
  const auto has_suffix = [&](const std::string& suffix) { return path.ends_with(suffix); };
  if (std::any_of(kSuffixes.begin(), kSuffixes.end(), has_suffix)) return true;
  return path.find("://") == std::string::npos && LocalFileSystem().IsDirectory(path);
}

}  // namespace lakebolt
