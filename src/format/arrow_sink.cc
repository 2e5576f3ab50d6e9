#include "format/arrow_sink.h"

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <arrow/status.h>

#include "base/error.h"

namespace lakebolt {

namespace {

class SinkStream : public arrow::io::OutputStream {
 public:
  SinkStream(Output* output, std::shared_ptr<std::exception_ptr> thrown)
      : output_(output), thrown_(std::move(thrown)) {}

  arrow::Status Write(const void* data, int64_t bytes) override {
    try {
      output_->Append({static_cast<const char*>(data), static_cast<size_t>(bytes)});
    } catch (...) {
      *thrown_ = std::current_exception();
      return arrow::Status::IOError("the sink failed");
    }
    position_ += bytes;
    return arrow::Status::OK();
  }
  using arrow::io::OutputStream::Write;

  arrow::Status Close() override {
    closed_ = true;
    return arrow::Status::OK();
  }
  arrow::Result<int64_t> Tell() const override { return position_; }
  bool closed() const override { return closed_; }

 private:
  Output* output_;
  std::shared_ptr<std::exception_ptr> thrown_;
  int64_t position_ = 0;
  bool closed_ = false;
};

}  // namespace

ArrowSink::ArrowSink(Output* output)
    : thrown_(std::make_shared<std::exception_ptr>()),
      stream_(std::make_shared<SinkStream>(output, thrown_)) {}

void ArrowSink::Check(const arrow::Status& status) const {
  if (status.ok()) return;
  if (*thrown_) std::rethrow_exception(*thrown_);
  if (status.IsNotImplemented()) throw UserError(ErrorCode::kNotSupported, status.message());
  throw UserError(ErrorCode::kIo, status.message());
}

}  // namespace lakebolt
