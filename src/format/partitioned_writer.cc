#include "format/partitioned_writer.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <random>
#include <set>

#include "base/ascii.h"
#include "base/error.h"
#include "format/compressed_output.h"
#include "format/hive_path.h"
#include "function/cast.h"
#include "io/file_handle.h"
#include "io/file_system.h"
#include "io/glob.h"
#include "types/value.h"

namespace lakebolt {

namespace {

namespace fs = std::filesystem;

void MakeFolders(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) ThrowIoError("create", folder, error.value());
}

/// Replaces all of `what` in a text.
std::string Replaced(std::string text, std::string_view what, const std::string& by) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

/// Makes a random UUID (version 4).
std::string NewUuid() {
  std::random_device random;
  uint128_t bits = 0;
  for (int i = 0; i < 4; ++i) bits = (bits << 32) | random();
  constexpr int kVersionAt = 76;
  constexpr int kVariantAt = 62;
  const auto put = [&](int at, uint32_t width, uint32_t value) {
    const uint128_t mask = ((uint128_t{1} << width) - 1) << at;
    bits = (bits & ~mask) | (uint128_t{value} << at);
  };
  put(kVersionAt, 4, 4);
  put(kVariantAt, 2, 2);
  return Value::Integral(TypeId::kUuid, static_cast<int128_t>(bits ^ (uint128_t{1} << 127)))
      .ToString();
}

}  // namespace

/// Is one file that is being written.
class PartitionedWriter::Part {
 public:
  Part(std::string path, std::string folder, const std::string& codec, const WriterMaker& maker,
       const Schema& schema)
      : path_(std::move(path)), folder_(std::move(folder)), file_(path_) {
    if (!codec.empty()) compressed_.emplace(codec, &file_);
    writer_ = maker(compressed_ ? static_cast<Output*>(&*compressed_) : &file_);
    writer_->Begin(schema);
  }

  void Write(const Chunk& chunk, uint64_t use) {
    writer_->Write(chunk);
    rows_ += chunk.count();
    row_bytes_ += chunk.MemoryBytes();
    last_use_ = use;
  }
  void Finish() {
    writer_->Finish();
    if (compressed_) compressed_->Close();
  }
  void Commit() { file_.Commit(); }

  const std::string& path() const { return path_; }
  const std::string& folder() const { return folder_; }
  uint64_t last_use() const { return last_use_; }
  uint64_t rows() const { return rows_; }
  uint64_t row_bytes() const { return row_bytes_; }
  uint64_t file_bytes() const { return file_.written(); }

 private:
  std::string path_;
  std::string folder_;
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
  before_ = FilesBelow(LocalFileSystem(), folder_, {""});
  if (before_.empty() || options_.existing != ExistingFiles::kRefuse) return;
  throw UserError(ErrorCode::kInvalidArgument, "the folder \"" + folder_ + "\" holds files", {},
                  "OVERWRITE replaces them, OVERWRITE_OR_IGNORE and APPEND leave them there");
}

PartitionedWriter::~PartitionedWriter() {
  if (committed_) return;
  std::error_code ignored;
  for (const WrittenFile& file : written_) fs::remove(file.path, ignored);
}

void PartitionedWriter::Begin(const Schema& schema) {
  for (const std::string& name : options_.columns) {
    const auto found = std::find_if(schema.begin(), schema.end(), [&](const Field& field) {
      return AsciiLower(field.name) == AsciiLower(name);
    });
    if (found == schema.end()) {
      throw UserError(ErrorCode::kUnknownColumn,
                      "there is no column \"" + name + "\" to partition by");
    }
    keys_.push_back(static_cast<uint32_t>(found - schema.begin()));
    key_names_.push_back(found->name);
  }
  for (uint32_t i = 0; i < schema.size(); ++i) {
    const bool is_key = std::find(keys_.begin(), keys_.end(), i) != keys_.end();
    if (is_key && !options_.keeps_columns) continue;
    kept_.push_back(i);
    schema_.push_back(schema[i]);
  }
  if (!kept_.empty()) return;
  throw UserError(ErrorCode::kInvalidArgument, "no column is left for the files", {},
                  "WRITE_PARTITION_COLUMNS writes those that folders are named by too");
}

std::vector<std::string> PartitionedWriter::FoldersOf(const Chunk& chunk) const {
  std::vector<std::string> folders(chunk.size());
  const RowSet rows = chunk.rows();
  for (size_t k = 0; k < keys_.size(); ++k) {
    const Vector& key = chunk.column(keys_[k]);
    const Vector texts = CastVector(key, TypeId::kVarchar, rows, CastMode::kStrict);
    const VectorReader<StringView> reader(texts);
    std::string prefix = k == 0 ? "" : "/";
    if (options_.names_keys) {
      AppendHiveEncoded(key_names_[k], prefix);
      prefix += '=';
    }
    rows.ForEach([&](uint32_t row) {
      folders[row] += prefix;
      if (reader.IsNull(row)) {
        folders[row] += kHiveNull;
      } else {
        AppendHiveEncoded(reader[row].view(), folders[row]);
      }
    });
  }
  return folders;
}

void PartitionedWriter::Write(const Chunk& chunk) {
  const std::vector<std::string> folders = FoldersOf(chunk);
  turn_ = (turn_ + 1) % options_.side_by_side;
  std::map<std::string_view, std::vector<uint32_t>> rows_of;
  chunk.rows().ForEach([&](uint32_t row) { rows_of[folders[row]].push_back(row); });
  for (const auto& [folder, rows] : rows_of) {
    const auto count = static_cast<uint32_t>(rows.size());
    std::vector<Vector> columns;
    for (const uint32_t column : kept_) {
      columns.push_back(chunk.column(column).Gather(rows.data(), count));
    }
    WriteTo({std::string(folder), turn_}, Chunk(std::move(columns), count));
  }
}

void PartitionedWriter::WriteTo(const PartKey& key, const Chunk& rows) {
  for (uint32_t at = 0; at < rows.size();) {
    Part& part = PartOf(key);
    uint64_t count = rows.size() - at;
    if (options_.file_rows > 0) count = std::min(count, options_.file_rows - part.rows());
    Chunk slice = rows;
    slice.SliceLive(at, static_cast<uint32_t>(count));
    part.Write(slice, ++uses_);
    at += static_cast<uint32_t>(count);
    if (!IsFull(part)) continue;
    Seal(part);
    open_.erase(key);
  }
}

bool PartitionedWriter::IsFull(const Part& part) const {
  if (options_.file_rows > 0 && part.rows() >= options_.file_rows) return true;
  if (options_.file_bytes == 0) return false;
  const auto expected = static_cast<uint64_t>(share_ * static_cast<double>(part.row_bytes()));
  return std::max(part.file_bytes(), expected) >= options_.file_bytes;
}

std::vector<std::pair<std::string, std::string>> PartitionedWriter::KeysOf(
    const std::string& folder) const {
  std::vector<std::pair<std::string, std::string>> keys;
  size_t begin = 0;
  for (const std::string& name : key_names_) {
    const size_t end = std::min(folder.find('/', begin), folder.size());
    std::string_view value = std::string_view(folder).substr(begin, end - begin);
    if (options_.names_keys) value.remove_prefix(value.find('=') + 1);
    keys.emplace_back(name, HiveDecoded(value));
    begin = end + 1;
  }
  return keys;
}

std::string PartitionedWriter::FileName(const std::string& folder) {
  const std::string number = std::to_string(files_in_[folder]++);
  std::string name = Replaced(options_.file_name, "{i}", number);
  const bool wants_uuid =
      options_.existing == ExistingFiles::kAppend && name.find("{uuid}") == std::string::npos;
  if (wants_uuid) name += "_{uuid}";
  for (const char* version : {"{uuidv4}", "{uuidv7}"}) name = Replaced(name, version, "{uuid}");
  return Replaced(name, "{uuid}", NewUuid()) + options_.suffix;
}

PartitionedWriter::Part& PartitionedWriter::PartOf(const PartKey& key) {
  if (const auto found = open_.find(key); found != open_.end()) return *found->second;
  if (open_.size() == kMostOpen) {
    const auto oldest = std::min_element(
        open_.begin(), open_.end(),
        [](const auto& a, const auto& b) { return a.second->last_use() < b.second->last_use(); });
    Seal(*oldest->second);
    open_.erase(oldest);
  }
  const std::string& folder = key.first;
  const std::string whole = folder.empty() ? folder_ : folder_ + "/" + folder;
  MakeFolders(whole);
  auto part = std::make_unique<Part>(whole + "/" + FileName(folder), folder, options_.codec, maker_,
                                     schema_);
  return *(open_[key] = std::move(part));
}

void PartitionedWriter::Seal(Part& part) {
  part.Finish();
  if (options_.kept_back_share > 0 && part.row_bytes() > 0) {
    share_ = static_cast<double>(part.file_bytes()) / static_cast<double>(part.row_bytes());
  }
  part.Commit();
  written_.push_back({part.path(), KeysOf(part.folder())});
}

void PartitionedWriter::Finish() {
  const bool has_files = !open_.empty() || !written_.empty();
  if (options_.columns.empty() && options_.writes_empty && !has_files) PartOf({"", 0});
  for (const auto& [key, part] : open_) part->Finish();
}

void PartitionedWriter::Commit() {
  for (const auto& [key, part] : open_) {
    part->Commit();
    written_.push_back({part->path(), KeysOf(key.first)});
  }
  open_.clear();
  committed_ = true;
  if (options_.existing != ExistingFiles::kReplace) return;
  std::set<std::string> kept;
  for (const WrittenFile& file : written_) kept.insert(file.path);
  for (const std::string& path : before_) {
    if (kept.contains(path)) continue;
    std::error_code error;
    fs::remove(path, error);
    if (error) ThrowIoError("remove", path, error.value());
  }
}

}  // namespace lakebolt
