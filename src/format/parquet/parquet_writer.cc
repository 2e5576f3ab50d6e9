#include <utility>

#include "base/distinct_names.h"
#include "format/parquet/write/footer_builder.h"
#include "format/parquet/write/row_group_encoder.h"
#include "format/result_writer.h"
#include "vector/held_columns.h"

namespace lakebolt {

namespace parquet_format {

namespace {

/// Rows and bytes that columns get at a time: fewer cost more to hand over, more are more memory.
constexpr uint64_t kBatchRows = 1 << 14;
constexpr size_t kBatchBytes = 4 << 20;

/// Writes a file of row groups, which are encoded while more rows come.
class ParquetFileWriter final : public ResultWriter {
 public:
  ParquetFileWriter(Output* output, ParquetWriteOptions options)
      : output_(output), options_(std::move(options)), begin_(output->written()) {}

  void Begin(const Schema& schema) override {
    Schema columns = schema;
    DistinctNames names;  // other readers refuse a name that comes twice
    for (Field& column : columns) column.name = names.Add(column.name);
    schema_ = StoredSchemaOf(columns, options_);
    plans_ = PlanLeaves(schema_, options_);
    encoder_ = std::make_unique<RowGroupEncoder>(schema_, plans_, options_.threads);
    output_->Append("PAR1");
  }

  void Write(const Chunk& chunk) override {
    for (uint32_t at = 0; at < chunk.count();) {
      const auto room = static_cast<uint64_t>(options_.row_group_rows) - group_rows_;
      const auto rows = static_cast<uint32_t>(std::min<uint64_t>(chunk.count() - at, room));
      Chunk slice = chunk;
      if (rows < chunk.count()) slice.SliceLive(at, rows);
      slice.Compact();
      Add(std::move(slice));
      at += rows;
    }
  }

  int64_t HeldBytes() const override {
    return static_cast<int64_t>(batch_bytes_ + encoder_->HeldBytes());
  }

  /// Ends the row group early, and writes those that were ended.
  bool WriteHeld() override {
    if (HeldBytes() == 0) return false;
    EndGroup();
    WriteEnded();
    return true;
  }

  void Finish() override {
    EndGroup();
    WriteEnded();
    WriteIndexes();
    output_->Append(
        BuildFooter(schema_, plans_, OrderOfLeaves(schema_, options_), options_.metadata, groups_));
    output_->Flush();
  }

 private:
  void Add(Chunk chunk) {
    const auto bytes = static_cast<size_t>(held_.Add(chunk.mutable_columns()));
    group_rows_ += chunk.size();
    group_bytes_ += bytes;
    batch_rows_ += chunk.size();
    batch_bytes_ += bytes;
    batch_.push_back(std::move(chunk));
    const auto max_bytes = static_cast<uint64_t>(options_.row_group_bytes);
    const bool is_full = group_rows_ >= static_cast<uint64_t>(options_.row_group_rows) ||
                         (max_bytes > 0 && group_bytes_ >= max_bytes);
    if (is_full) return EndGroup();
    if (batch_rows_ >= kBatchRows || batch_bytes_ >= kBatchBytes) PassBatch();
  }

  void PassBatch() {
    if (batch_.empty()) return;
    encoder_->Append(std::exchange(batch_, {}), batch_bytes_);
    held_.Clear();
    batch_rows_ = 0;
    batch_bytes_ = 0;
    while (auto group = encoder_->Take(false)) WriteGroup(std::move(*group));
  }

  void EndGroup() {
    PassBatch();
    encoder_->EndGroup();
    group_rows_ = 0;
    group_bytes_ = 0;
  }

  /// Waits for all row groups that were ended, and writes them.
  void WriteEnded() {
    while (auto group = encoder_->Take(true)) WriteGroup(std::move(*group));
  }

  WrittenRange WriteBytes(std::string_view bytes) {
    const WrittenRange range{output_->written() - begin_, bytes.size()};
    output_->Append(bytes);
    return range;
  }

  void WriteGroup(EncodedGroup encoded) {
    WrittenGroup& group = groups_.emplace_back();
    group.rows = encoded.rows;
    for (EncodedChunk& chunk : encoded.chunks) {
      WrittenChunk& written = group.chunks.emplace_back();
      const ByteArray bytes = std::exchange(chunk.bytes, {});
      written.range = WriteBytes({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
      written.chunk = std::move(chunk);
    }
    for (WrittenChunk& written : group.chunks) {
      if (options_.page_index) {
        written.column_index_bytes = ColumnIndexOf(written.chunk);
        written.offset_index_bytes = OffsetIndexOf(written);
      }
      written.page_count = written.chunk.pages.size();
      written.chunk.pages = std::vector<EncodedPage>();
      const std::string bits = std::exchange(written.chunk.bloom_filter, {});
      if (!bits.empty()) written.bloom_filter = WriteBytes(BloomFilterHeader(bits.size()) + bits);
    }
  }

  /// Writes what the bounds of pages are and where these lie: each kind together, as the format
  /// wants it.
  void WriteIndexes() {
    for (WrittenGroup& group : groups_) {
      for (WrittenChunk& chunk : group.chunks) {
        chunk.column_index = WriteBytes(chunk.column_index_bytes);
      }
    }
    for (WrittenGroup& group : groups_) {
      for (WrittenChunk& chunk : group.chunks) {
        chunk.offset_index = WriteBytes(chunk.offset_index_bytes);
      }
    }
  }

  Output* output_;
  const ParquetWriteOptions options_;
  const uint64_t begin_;  // of the file, among what was written
  StoredSchema schema_;
  std::vector<LeafPlan> plans_;
  std::vector<WrittenGroup> groups_;
  std::vector<Chunk> batch_;  // not yet with the encoder
  HeldColumns held_;          // what these take
  uint64_t batch_rows_ = 0;
  size_t batch_bytes_ = 0;
  uint64_t group_rows_ = 0;
  uint64_t group_bytes_ = 0;
  std::unique_ptr<RowGroupEncoder> encoder_;  // last: it uses the others
};

}  // namespace

}  // namespace parquet_format

std::unique_ptr<ResultWriter> MakeParquetWriter(Output* output, ParquetWriteOptions options) {
  return std::make_unique<parquet_format::ParquetFileWriter>(output, std::move(options));
}

}  // namespace lakebolt
