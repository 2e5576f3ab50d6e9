#include "format/whole_files.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <string_view>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "base/memory_pool.h"
#include "base/utf8.h"
#include "format/path_columns.h"
#include "io/file_system.h"

namespace lakebolt {

namespace {

enum Column : uint32_t { kFilename, kContent, kSize, kLastModified };

struct WholeFiles {
  std::vector<std::string> paths;
  Schema schema;
  bool as_text = false;
};

/// Holds the memory of the file that a worker gave out last.
struct ReadFile final : ScanLocalState {
  Reservation bytes;
};

/// Reads all of a file, piece by piece: it may be gigabytes, and the query be cancelled.
void ReadAll(const RandomAccessFile& file, char* out) {
  constexpr uint64_t kPiece = uint64_t{16} << 20;
  for (uint64_t begin = 0; begin < file.size(); begin += kPiece) {
    CheckCancellation();
    const auto size = static_cast<size_t>(std::min(kPiece, file.size() - begin));
    file.ReadAt(begin, size, reinterpret_cast<uint8_t*>(out + begin));
  }
}

/// Reads the content of a file into a vector of one row.
Vector ReadContent(const WholeFiles& table, const std::string& path, Reservation& bytes) {
  std::string local = path;
  const auto file = FileSystemFor(local).Open(local);
  if (file->size() > std::numeric_limits<uint32_t>::max()) {
    throw UserError(ErrorCode::kOutOfRange,
                    "\"" + path + "\" is larger than a value can be, 4 GiB");
  }
  const auto size = static_cast<uint32_t>(file->size());
  bytes.Resize(size);
  const auto heap = std::make_shared<StringHeap>();
  char* const room = heap->Allocate(std::max(size, uint32_t{1}));  // a view needs an address
  ReadAll(*file, room);
  const std::string_view content(room, size);
  if (table.as_text && !IsUtf8(content)) {
    throw UserError(ErrorCode::kCorruptData, "\"" + path + "\" is not valid UTF-8", {},
                    "read_blob takes any bytes");
  }
  Vector out(table.schema[kContent].type, 1);
  out.mutable_values<StringView>()[0] = StringView(content);
  out.AddOwner(heap);
  return out;
}

/// Gives one file after the other, each to whoever asks next.
class WholeFilesScan final : public TableScan {
 public:
  WholeFilesScan(std::shared_ptr<const WholeFiles> table, std::vector<uint32_t> columns)
      : table_(std::move(table)), columns_(std::move(columns)) {}

  std::unique_ptr<ScanLocalState> MakeLocalState() override { return std::make_unique<ReadFile>(); }

  ScanStatus Next(ScanLocalState& local, ScanContext& context, Chunk& out) override {
    Reservation& bytes = static_cast<ReadFile&>(local).bytes;
    bytes = Reservation(context.memory, "read_blob");
    if (context.cancellation != nullptr) context.cancellation->Check();
    const size_t file = next_.fetch_add(1);
    if (file >= table_->paths.size()) return ScanStatus::kFinished;
    context.batch = file;
    const std::string& path = table_->paths[file];
    std::vector<Vector> columns;
    for (const uint32_t column : columns_) columns.push_back(Read(column, path, bytes));
    out = Chunk(std::move(columns), 1);
    return ScanStatus::kRows;
  }

  uint32_t MaxParallelism() const override { return static_cast<uint32_t>(table_->paths.size()); }
  double Progress() const override {
    return std::min(1.0, static_cast<double>(next_.load()) /
                             static_cast<double>(std::max<size_t>(table_->paths.size(), 1)));
  }

 private:
  Vector Read(uint32_t column, const std::string& path, Reservation& bytes) const {
    if (column == kFilename) return Vector::Constant(Value::Varchar(path), 1);
    if (column == kContent) return ReadContent(*table_, path, bytes);
    std::string local = path;
    const FileIdentity identity = FileSystemFor(local).Identify(local);
    if (column == kSize) {
      return Vector::Constant(Value::Int64(static_cast<int64_t>(identity.size)), 1);
    }
    constexpr int64_t kNanosPerMicro = 1000;
    return Vector::Constant(
        Value::Integral(table_->schema[kLastModified].type, identity.mtime_ns / kNanosPerMicro), 1);
  }

  std::shared_ptr<const WholeFiles> table_;
  std::vector<uint32_t> columns_;
  std::atomic<size_t> next_{0};
};

class WholeFilesTable final : public TableSource {
 public:
  WholeFilesTable(std::string name, WholeFiles files)
      : name_(std::move(name)), files_(std::make_shared<const WholeFiles>(std::move(files))) {}

  std::string name() const override { return name_; }
  const Schema& schema() const override { return files_->schema; }
  TableStatistics statistics() const override {
    return {static_cast<double>(files_->paths.size()), true};
  }
  ColumnStatistics column_statistics(uint32_t) const override { return {}; }
  std::unique_ptr<TableScan> Scan(const ScanRequest& request) const override {
    return std::make_unique<WholeFilesScan>(files_, request.columns);
  }

 private:
  std::string name_;
  std::shared_ptr<const WholeFiles> files_;
};

}  // namespace

std::shared_ptr<const TableSource> OpenWholeFiles(const std::vector<std::string>& paths,
                                                  bool as_text) {
  NamedFiles named = FilesAtAll(paths, "input");
  WholeFiles table;
  table.as_text = as_text;
  table.paths = std::move(named.files);
  table.schema = {{"filename", TypeId::kVarchar, false},
                  {"content", as_text ? TypeId::kVarchar : TypeId::kBlob, false},
                  {"size", TypeId::kInt64, false},
                  {"last_modified", LogicalType::Timestamp(TimeUnit::kMicro, true), false}};
  return std::make_shared<WholeFilesTable>(std::move(named.name), std::move(table));
}

}  // namespace lakebolt
