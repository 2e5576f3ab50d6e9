#include "format/partitioned_writer.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/error.h"
#include "format/compressed_output.h"
#include "io/file_handle.h"
#include "io/file_system.h"
#include "io/sync_files.h"

namespace lakebolt {

namespace {

namespace fs = std::filesystem;

/// Makes a folder and those around it; those that were not there before are added to `made`.
void MakeFolders(const std::string& folder, std::vector<std::string>& made) {
  std::vector<std::string> missing;
  std::error_code error;
  for (fs::path path = folder; !path.empty() && !fs::exists(path, error);
       path = path.parent_path()) {
    missing.push_back(path.string());
  }
  for (auto path = missing.rbegin(); path != missing.rend(); ++path) {
    if (fs::create_directory(*path, error)) made.push_back(*path);
    if (error) ThrowIoError("create", *path, error.value());
  }
}

/// Lists the files below a folder; hidden ones, and those of hidden folders, if `hidden` says so.
/// Files that are being written do not count, nor what links to folders lead to.
void CollectFiles(const std::string& folder, bool hidden, std::vector<std::string>& out) {
  for (const DirectoryEntry& entry : LocalFileSystem().List(folder)) {
    if (entry.name.starts_with('.') && (!hidden || entry.name.ends_with(".partial"))) continue;
    const std::string path = folder + "/" + entry.name;
    if (entry.is_directory && entry.is_link) continue;
    if (entry.is_directory) {
      CollectFiles(path, hidden, out);
    } else {
      out.push_back(path);
    }
  }
}

/// Returns what an error about files that do not go together says of their columns.
std::string WhyOf(const UserError& error) {
  const std::string message = error.what();
  const std::string_view before = "does not fit the other files: ";
  const size_t at = message.find(before);
  return at == std::string::npos ? message : message.substr(at + before.size());
}

}  // namespace

/// Is one file that is being written.
class PartitionedWriter::Part {
 public:
  Part(std::string path, const std::string& codec, const WriterMaker& maker, const Schema& schema)
      : path_(std::move(path)), file_(path_) {
    if (!codec.empty()) compressed_.emplace(codec, &file_);
    writer_ = maker(compressed_ ? static_cast<Output*>(&*compressed_) : &file_);
    writer_->Begin(schema);
  }

  /// Writes rows, which take up so many `bytes` in memory.
  void Write(const Chunk& chunk, uint64_t bytes, uint64_t use) {
    writer_->Write(chunk);
    rows_ += chunk.count();
    row_bytes_ += bytes;
    last_use_ = use;
  }
  SealedFile Seal() {
    writer_->Finish();
    if (compressed_) compressed_->Close();
    return file_.Seal();
  }

  int64_t HeldBytes() const { return writer_->HeldBytes(); }
  bool WriteHeld() { return writer_->WriteHeld(); }

  const std::string& path() const { return path_; }
  uint64_t last_use() const { return last_use_; }
  uint64_t rows() const { return rows_; }
  uint64_t row_bytes() const { return row_bytes_; }
  uint64_t file_bytes() const { return file_.written(); }

 private:
  std::string path_;
  FileOutput file_;
  std::optional<CompressedOutput> compressed_;
  std::unique_ptr<ResultWriter> writer_;
  uint64_t last_use_ = 0;
  uint64_t rows_ = 0;
  uint64_t row_bytes_ = 0;  // in memory
};

PartitionedWriter::PartitionedWriter(std::string folder, PartitionOptions options,
                                     WriterMaker maker)
    : folder_(std::move(folder)),
      options_(std::move(options)),
      maker_(std::move(maker)),
      share_(options_.kept_back_share) {
  while (folder_.size() > 1 && folder_.ends_with('/')) folder_.pop_back();
  if (!LocalFileSystem().IsDirectory(folder_)) return;
  CollectFiles(folder_, options_.file_name.starts_with('.'), before_);
  if (before_.empty() || options_.existing != ExistingFiles::kRefuse) return;
  throw UserError(ErrorCode::kInvalidArgument, "the folder \"" + folder_ + "\" holds files", {},
                  "OVERWRITE replaces them, OVERWRITE_OR_IGNORE and APPEND leave them there");
}

PartitionedWriter::~PartitionedWriter() {
  if (is_whole_) return;
  // Where naming the files failed halfway, those go that appeared. What replaced a file stays: of
  // that one nothing else is left.
  std::error_code ignored;
  for (size_t i = 0; i < committed_; ++i) {
    const std::string& path = written_[i].path;
    const bool replaced = std::find(before_.begin(), before_.end(), path) != before_.end();
    if (!replaced) fs::remove(path, ignored);
  }
  open_.clear();
  sealed_.clear();
  // Where others have put files since, folders stay.
  for (auto folder = made_.rbegin(); folder != made_.rend(); ++folder) fs::remove(*folder, ignored);
}

void PartitionedWriter::Begin(const Schema& schema) {
  names_.emplace(options_, schema);
  const std::vector<uint32_t>& keys = names_->keys();
  for (uint32_t i = 0; i < schema.size(); ++i) {
    const bool is_key = std::find(keys.begin(), keys.end(), i) != keys.end();
    if (is_key && !options_.keeps_columns) continue;
    kept_.push_back(i);
    schema_.push_back(schema[i]);
  }
  if (kept_.empty()) {
    throw UserError(ErrorCode::kInvalidArgument, "no column is left for the files", {},
                    "WRITE_PARTITION_COLUMNS writes those that folders are named by too");
  }
  CheckAppended();
  std::vector<LogicalType> types;
  for (const Field& field : schema_) types.push_back(field.type);
  if (!options_.columns.empty()) kept_rows_.emplace(std::move(types));
}

void PartitionedWriter::CheckAppended() {
  if (options_.existing != ExistingFiles::kAppend || options_.read_together == nullptr) return;
  const auto before = std::find_if(before_.begin(), before_.end(), [&](const std::string& path) {
    return path.ends_with(options_.suffix);
  });
  if (before == before_.end()) return;
  const std::string folder = fs::path(*before).parent_path().string();
  const std::string empty = folder + "/." + names_->NextFile("");
  const struct Scope {
    ~Scope() {
      std::error_code ignored;
      fs::remove(path, ignored);
    }
    const std::string& path;
  } scope{empty};
  FileOutput file(empty);
  const std::unique_ptr<ResultWriter> writer = maker_(&file);
  writer->Begin(schema_);
  writer->Finish();
  file.Commit();
  try {
    // Either may come first, and readers take the columns of that one.
    options_.read_together({*before, empty});
    options_.read_together({empty, *before});
  } catch (const UserError& error) {
    throw UserError(ErrorCode::kTypeMismatch,
                    "the rows do not fit the files of \"" + folder_ + "\": " + WhyOf(error), {},
                    "give them the same columns, or OVERWRITE the files");
  }
}

std::vector<uint32_t> PartitionedWriter::NumbersOf(const Chunk& chunk) {
  const std::vector<std::string> folders = names_->FoldersOf(chunk);
  std::vector<uint32_t> numbers;
  numbers.reserve(chunk.count());
  chunk.rows().ForEach([&](uint32_t row) {
    const auto [found, is_new] =
        number_of_.try_emplace(folders[row], static_cast<uint32_t>(folders_.size()));
    if (is_new) folders_.push_back(folders[row]);
    numbers.push_back(found->second);
  });
  return numbers;
}

void PartitionedWriter::Write(const Chunk& chunk) {
  if (options_.columns.empty()) return WriteTo({"", NextTurn()}, chunk);
  const RowSet rows = chunk.rows();
  std::vector<Vector> columns;
  for (const uint32_t place : kept_) {
    const Vector& column = chunk.column(place);
    columns.push_back(rows.IsDense() ? column : column.Gather(rows.indices, rows.count));
  }
  kept_rows_->Add(std::move(columns), NumbersOf(chunk));
  if (kept_rows_->HeldBytes() > kMostKeptBytes) WriteKept(kept_rows_->rows() / 2);
}

void PartitionedWriter::WriteKept(uint64_t left) {
  kept_rows_->Drain(left, [this](uint32_t partition, const Chunk& rows) {
    WriteTo({folders_[partition], NextTurn()}, rows);
  });
}

uint32_t PartitionedWriter::NextTurn() {
  turn_ = (turn_ + 1) % options_.side_by_side;
  return turn_;
}

void PartitionedWriter::WriteTo(const PartKey& key, const Chunk& rows) {
  const uint64_t bytes = rows.MemoryBytes();
  for (uint32_t at = 0; at < rows.count();) {
    Part& part = PartOf(key);
    uint64_t count = rows.count() - at;
    if (options_.file_rows > 0) count = std::min(count, options_.file_rows - part.rows());
    if (options_.file_bytes > 0) count = std::min<uint64_t>(count, kDefaultChunkSize);
    Chunk slice = rows;
    if (count < rows.count()) slice.SliceLive(at, static_cast<uint32_t>(count));
    part.Write(slice, bytes * count / rows.size(), ++uses_);
    at += static_cast<uint32_t>(count);
    if (IsFull(part)) Seal(open_.find(key));
  }
}

int64_t PartitionedWriter::HeldBytes() const {
  int64_t bytes = kept_rows_ ? kept_rows_->HeldBytes() : 0;
  for (const auto& [key, part] : open_) bytes += part->HeldBytes();
  return bytes;
}

bool PartitionedWriter::WriteHeld() {
  if (kept_rows_ && kept_rows_->rows() > 0) {
    WriteKept(kept_rows_->rows() / 2);
    return true;
  }
  std::vector<std::pair<int64_t, Part*>> by_size;
  for (const auto& [key, part] : open_) by_size.emplace_back(part->HeldBytes(), part.get());
  std::sort(by_size.begin(), by_size.end(), std::greater<>());
  return std::any_of(by_size.begin(), by_size.end(),
                     [](const auto& part) { return part.second->WriteHeld(); });
}

bool PartitionedWriter::IsFull(const Part& part) const {
  if (options_.file_rows > 0 && part.rows() >= options_.file_rows) return true;
  if (options_.file_bytes == 0) return false;
  const auto expected = static_cast<uint64_t>(share_ * static_cast<double>(part.row_bytes()));
  return std::max(part.file_bytes(), expected) >= options_.file_bytes;
}

PartitionedWriter::Part& PartitionedWriter::PartOf(const PartKey& key) {
  if (const auto found = open_.find(key); found != open_.end()) return *found->second;
  if (open_.size() == kMostOpen) {
    Seal(std::min_element(open_.begin(), open_.end(), [](const auto& a, const auto& b) {
      return a.second->last_use() < b.second->last_use();
    }));
  }
  const std::string& folder = key.first;
  const std::string whole = folder.empty() ? folder_ : folder_ + "/" + folder;
  MakeFolders(whole, made_);
  auto part = std::make_unique<Part>(whole + "/" + names_->NextFile(folder), options_.codec, maker_,
                                     schema_);
  return *(open_[key] = std::move(part));
}

void PartitionedWriter::Seal(Parts::iterator part) {
  const auto& [key, file] = *part;
  sealed_.push_back(file->Seal());
  written_.push_back({file->path(), names_->KeysOf(key.first)});
  if (options_.kept_back_share > 0 && file->row_bytes() > 0) {
    share_ = static_cast<double>(file->file_bytes()) / static_cast<double>(file->row_bytes());
  }
  open_.erase(part);
}

void PartitionedWriter::Finish() {
  if (kept_rows_) WriteKept(0);
  const bool has_files = !open_.empty() || !sealed_.empty();
  if (options_.columns.empty() && options_.writes_empty && !has_files) PartOf({"", 0});
  while (!open_.empty()) Seal(open_.begin());
}

void PartitionedWriter::Commit() {
  std::vector<std::string> hidden;
  for (const SealedFile& file : sealed_) {
    if (!file.hidden_path().empty()) hidden.push_back(file.hidden_path());
  }
  SyncFiles(hidden);
  for (; committed_ < sealed_.size(); ++committed_) sealed_[committed_].Commit();
  is_whole_ = true;
  SyncFolders(ChangedFolders());
  if (options_.existing == ExistingFiles::kReplace) RemoveReplaced();
}

/// Returns the folders in which something has got its name.
std::vector<std::string> PartitionedWriter::ChangedFolders() const {
  std::set<std::string> folders;
  for (const WrittenFile& file : written_) folders.insert(fs::path(file.path).parent_path());
  for (const std::string& folder : made_) folders.insert(fs::path(folder).parent_path());
  return {folders.begin(), folders.end()};
}

void PartitionedWriter::RemoveReplaced() const {
  std::set<std::string_view> kept;
  for (const WrittenFile& file : written_) kept.insert(file.path);
  for (const std::string& path : before_) {
    if (kept.contains(path)) continue;
    std::error_code error;
    fs::remove(path, error);
    if (error) ThrowIoError("remove", path, error.value());
  }
}

}  // namespace lakebolt
