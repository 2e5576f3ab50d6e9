// Results as Arrow C streams, and Arrow C streams as tables.

#include <cerrno>
#include <memory>
#include <string>

#include "api/result.h"
#include "api/session.h"
#include "base/error.h"
#include "source/memory_table.h"
#include "vector/arrow_export.h"
#include "vector/arrow_import.h"

namespace lakebolt {

namespace {

/// Owns a result while an Arrow consumer reads it.
struct ExportedResult {
  std::unique_ptr<Result> result;
  ArrowTexts texts;
  std::string error;
};

ExportedResult& Self(ArrowArrayStream* stream) {
  return *static_cast<ExportedResult*>(stream->private_data);
}

/// Runs `body`; an exception becomes an errno and a message for get_last_error.
template <typename Body>
int Guard(ArrowArrayStream* stream, Body body) {
  ExportedResult& self = Self(stream);
  try {
    body(self);
    return 0;
  } catch (const UserError& error) {
    self.error = error.Render();
    return error.code() == ErrorCode::kCancelled ? ECANCELED : EINVAL;
  } catch (const std::bad_alloc&) {
    self.error = "out of memory";
    return ENOMEM;
  } catch (const std::exception& error) {
    self.error = error.what();
    return EIO;
  }
}

int GetSchema(ArrowArrayStream* stream, ArrowSchema* out) {
  return Guard(stream,
               [&](ExportedResult& self) { ExportSchema(self.result->schema(), out, self.texts); });
}

int GetNext(ArrowArrayStream* stream, ArrowArray* out) {
  return Guard(stream, [&](ExportedResult& self) {
    if (!self.result->NextArrow(out, self.texts)) *out = ArrowArray{};
  });
}

const char* GetLastError(ArrowArrayStream* stream) {
  return Self(stream).error.c_str();
}

void Release(ArrowArrayStream* stream) {
  delete &Self(stream);
  stream->release = nullptr;
}

/// Reads an Arrow stream to its end and releases it.
class StreamReader {
 public:
  explicit StreamReader(ArrowArrayStream* stream) : stream_(*stream) { stream->release = nullptr; }
  ~StreamReader() {
    if (schema_.release != nullptr) schema_.release(&schema_);
    if (stream_.release != nullptr) stream_.release(&stream_);
  }
  StreamReader(const StreamReader&) = delete;
  StreamReader& operator=(const StreamReader&) = delete;

  const ArrowSchema& ReadSchema() {
    Check(stream_.get_schema(&stream_, &schema_));
    return schema_;
  }

  std::optional<Chunk> Next() {
    ArrowArray array{};
    Check(stream_.get_next(&stream_, &array));
    if (array.release == nullptr) return std::nullopt;
    return ImportArray(schema_, &array);
  }

 private:
  void Check(int status) {
    if (status == 0) return;
    const char* message = stream_.get_last_error(&stream_);
    throw UserError(ErrorCode::kIo, std::string("the Arrow stream failed: ") +
                                        (message != nullptr ? message : "no reason given"));
  }

  ArrowArrayStream stream_;
  ArrowSchema schema_{};
};

}  // namespace

bool Result::NextArrow(ArrowArray* out, ArrowTexts texts) {
  std::optional<Chunk> chunk = Next();
  if (chunk) ExportChunk(schema(), std::move(*chunk), out, texts);
  return chunk.has_value();
}

void Result::ExportStream(std::unique_ptr<Result> result, ArrowArrayStream* out, ArrowTexts texts) {
  auto self = std::make_unique<ExportedResult>();
  self->result = std::move(result);
  self->texts = texts;
  *out = ArrowArrayStream{GetSchema, GetNext, GetLastError, Release, self.release()};
}

std::shared_ptr<const TableSource> TableFromArrowStream(ArrowArrayStream* stream) {
  StreamReader reader(stream);
  Schema schema = ImportSchema(reader.ReadSchema());
  std::vector<Chunk> chunks;
  while (std::optional<Chunk> chunk = reader.Next()) chunks.push_back(std::move(*chunk));
  return std::make_shared<MemoryTable>("arrow", std::move(schema), std::move(chunks));
}

}  // namespace lakebolt
