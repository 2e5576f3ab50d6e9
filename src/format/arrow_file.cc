#include "format/arrow_file.h"

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <arrow/status.h>
#include <arrow/util/future.h>

#include <algorithm>

#include "base/error.h"
#include "base/evaluation_memory.h"
#include "format/arrow_memory.h"

namespace lakebolt {

namespace {

/// Reads one of our files for Arrow C++.
class FileForArrow final : public arrow::io::RandomAccessFile {
 public:
  FileForArrow(std::shared_ptr<const lakebolt::RandomAccessFile> file,
               std::shared_ptr<std::exception_ptr> thrown)
      : file_(std::move(file)), thrown_(std::move(thrown)) {}

  /// Reads to memory that Arrow took where nobody counts it: some of its reads leave no choice. It
  /// is not touched yet.
  arrow::Result<int64_t> ReadAt(int64_t position, int64_t count, void* out) override {
    const auto size = static_cast<int64_t>(file_->size());
    try {
      EvaluationMemory::Take(static_cast<size_t>(std::clamp<int64_t>(count, 0, size)));
    } catch (...) {
      *thrown_ = std::current_exception();
      return arrow::Status::OutOfMemory("the read takes too much memory");
    }
    return ReadInto(position, count, out);
  }

  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(int64_t position, int64_t count) override {
    const auto size = static_cast<int64_t>(file_->size());
    // A damaged file may ask for more than there is.
    count = std::clamp<int64_t>(count, 0, std::max<int64_t>(size - position, 0));
    ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(count, BoundedArrowMemory()));
    ARROW_ASSIGN_OR_RAISE(const int64_t got, ReadInto(position, count, buffer->mutable_data()));
    ARROW_RETURN_NOT_OK(buffer->Resize(got));
    return std::shared_ptr<arrow::Buffer>(std::move(buffer));
  }

  // In Arrow's own threads an allocation that fails would end the process, and reads that a query
  // has given up would go on.
  arrow::Future<std::shared_ptr<arrow::Buffer>> ReadAsync(const arrow::io::IOContext& context,
                                                          int64_t position, int64_t count,
                                                          bool /*allow_short_read*/) override {
    return ReadAsync(context, position, count);
  }
  arrow::Future<std::shared_ptr<arrow::Buffer>> ReadAsync(const arrow::io::IOContext&,
                                                          int64_t position,
                                                          int64_t count) override {
    return arrow::Future<std::shared_ptr<arrow::Buffer>>::MakeFinished(ReadAt(position, count));
  }

  arrow::Result<int64_t> Read(int64_t count, void* out) override {
    ARROW_ASSIGN_OR_RAISE(const int64_t got, ReadAt(at_, count, out));
    at_ += got;
    return got;
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t count) override {
    ARROW_ASSIGN_OR_RAISE(auto buffer, ReadAt(at_, count));
    at_ += buffer->size();
    return buffer;
  }

  arrow::Result<int64_t> GetSize() override { return static_cast<int64_t>(file_->size()); }
  arrow::Status Seek(int64_t position) override {
    at_ = position;
    return arrow::Status::OK();
  }
  arrow::Result<int64_t> Tell() const override { return at_; }
  arrow::Status Close() override {
    closed_ = true;
    return arrow::Status::OK();
  }
  bool closed() const override { return closed_; }

 private:
  arrow::Result<int64_t> ReadInto(int64_t position, int64_t count, void* out) {
    const auto size = static_cast<int64_t>(file_->size());
    if (position < 0 || count < 0 || position > size) {
      return arrow::Status::IOError("a read lies outside of the file");
    }
    const int64_t length = std::min(count, size - position);
    try {
      file_->ReadAt(static_cast<uint64_t>(position), static_cast<size_t>(length),
                    static_cast<uint8_t*>(out));
    } catch (...) {
      *thrown_ = std::current_exception();
      return arrow::Status::IOError("the read failed");
    }
    return length;
  }

  std::shared_ptr<const lakebolt::RandomAccessFile> file_;
  std::shared_ptr<std::exception_ptr> thrown_;
  int64_t at_ = 0;
  bool closed_ = false;
};

}  // namespace

ArrowFile::ArrowFile(std::shared_ptr<const RandomAccessFile> file)
    : path_(file->path()), thrown_(std::make_shared<std::exception_ptr>()) {
  file_ = std::make_shared<FileForArrow>(std::move(file), thrown_);
}

void ArrowFile::Check(const arrow::Status& status) const {
  if (status.ok()) return;
  if (*thrown_ != nullptr) std::rethrow_exception(std::exchange(*thrown_, nullptr));
  const bool is_memory = status.IsOutOfMemory();
  throw UserError(is_memory                   ? ErrorCode::kOutOfMemory
                  : status.IsNotImplemented() ? ErrorCode::kNotSupported
                                              : ErrorCode::kCorruptData,
                  "\"" + path_ + "\": " + status.message());
}

}  // namespace lakebolt
