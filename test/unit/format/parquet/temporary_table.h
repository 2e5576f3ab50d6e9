#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "format/result_writer.h"
#include "vector/chunk.h"

namespace lakebolt {

/// Holds a folder for one test; gone with it.
class TemporaryFolder {
 public:
  TemporaryFolder()
      : path_(std::filesystem::temp_directory_path() /
              ("lakebolt_test_" + std::to_string(reinterpret_cast<uintptr_t>(this)))) {
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string File(const std::string& name) const { return (path_ / name).string(); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

/// Makes a chunk row by row; slow.
inline Chunk MakeChunk(const Schema& schema, const std::vector<std::vector<Value>>& rows) {
  std::vector<Vector> columns;
  for (size_t c = 0; c < schema.size(); ++c) {
    Vector column(schema[c].type, static_cast<uint32_t>(rows.size()));
    for (uint32_t r = 0; r < rows.size(); ++r) column.SetValue(r, rows[r][c]);
    columns.push_back(std::move(column));
  }
  return {std::move(columns), static_cast<uint32_t>(rows.size())};
}

/// Writes chunks as a Parquet file.
inline void WriteParquet(const std::string& path, const Schema& schema,
                         const std::vector<Chunk>& chunks) {
  FileOutput file(path);
  const auto writer = MakeParquetWriter(&file);
  writer->Begin(schema);
  for (const Chunk& chunk : chunks) writer->Write(chunk);
  writer->Finish();
  file.Commit();
}

}  // namespace lakebolt
