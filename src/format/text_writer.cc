#include "format/text_writer.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <utility>
#include <vector>

#include "base/cancellation_scope.h"
#include "format/lanes.h"

namespace lakebolt {

namespace {

/// Text is made of so many rows at a time at least, but of no more bytes where rows are long.
constexpr uint64_t kPieceRows = 2048;
constexpr size_t kPieceBytes = 1 << 20;

class TextWriter final : public ResultWriter {
 public:
  TextWriter(Output* output, std::unique_ptr<RowFormat> format, uint32_t threads)
      : output_(output),
        format_(std::move(format)),
        threads_(std::max(threads, 1U)),
        lanes_(threads_, threads_) {}

  void Begin(const Schema& schema) override {
    format_->Begin(schema, output_->buffer());
    output_->Settle();
  }

  void Write(const Chunk& chunk) override {
    const size_t bytes = std::max<size_t>(chunk.MemoryBytes(), 1);
    if (bytes <= kPieceBytes) return Add(chunk, bytes);
    const auto rows =
        static_cast<uint32_t>(std::max<uint64_t>(uint64_t{chunk.count()} * kPieceBytes / bytes, 1));
    for (uint32_t at = 0; at < chunk.count(); at += rows) {
      Chunk slice = chunk;
      slice.SliceLive(at, std::min(rows, chunk.count() - at));
      Add(std::move(slice), kPieceBytes);
    }
  }

  void Finish() override {
    Pass();
    while (!pieces_.empty()) WriteFirst();
    format_->End(rows_ > 0, output_->buffer());
    output_->Flush();
  }

 private:
  /// Is rows on their way to be text.
  struct Piece {
    std::vector<Chunk> chunks;
    bool first = false;
    std::string text;
    std::atomic<bool> done{false};
  };

  void Add(Chunk chunk, size_t bytes) {
    if (chunk.count() == 0) return;
    if (threads_ == 1) {
      format_->AppendRows(chunk, rows_ == 0, output_->buffer());
      rows_ += chunk.count();
      output_->Settle();
      return;
    }
    open_rows_ += chunk.count();
    open_bytes_ += bytes;
    open_.push_back(std::move(chunk));
    if (open_rows_ >= kPieceRows || open_bytes_ >= kPieceBytes) Pass();
  }

  /// Hands rows to a thread; writes what others are done with.
  void Pass() {
    if (open_.empty()) return;
    const auto piece = std::make_shared<Piece>();
    piece->chunks = std::exchange(open_, {});
    piece->first = rows_ == 0;
    rows_ += std::exchange(open_rows_, 0);
    open_bytes_ = 0;
    pieces_.push_back(piece);
    lanes_.Post(next_lane_++ % threads_, [this, piece] { MakeText(*piece); });
    while (!pieces_.empty() && pieces_.front()->done) WriteFirst();
    const size_t max_pieces = size_t{4} * threads_;
    while (pieces_.size() > max_pieces) WriteFirst();
  }

  void MakeText(Piece& piece) const {
    bool first = piece.first;
    for (const Chunk& chunk : std::exchange(piece.chunks, {})) {
      CheckCancellation();
      format_->AppendRows(chunk, std::exchange(first, false), piece.text);
    }
    piece.done = true;
  }

  void WriteFirst() {
    Piece& piece = *pieces_.front();
    lanes_.WaitFor([&] { return piece.done.load(); });
    output_->Append(piece.text);
    pieces_.pop_front();
  }

  Output* output_;
  const std::unique_ptr<RowFormat> format_;
  const uint32_t threads_;
  uint64_t rows_ = 0;        // written or handed on
  std::vector<Chunk> open_;  // to be handed on
  uint64_t open_rows_ = 0;
  size_t open_bytes_ = 0;
  std::deque<std::shared_ptr<Piece>> pieces_;
  uint64_t next_lane_ = 0;
  Lanes lanes_;  // last: its end waits for tasks, which use the others
};

}  // namespace

std::unique_ptr<ResultWriter> MakeTextWriter(Output* output, std::unique_ptr<RowFormat> format,
                                             uint32_t threads) {
  return std::make_unique<TextWriter>(output, std::move(format), threads);
}

}  // namespace lakebolt
