#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "format/result_writer.h"

struct ArrowArray;
struct ArrowSchema;

namespace lakebolt {

/// Takes the bytes of a file as they are made; whatever it throws comes out of the writer's call.
using ByteSink = std::function<void(std::string_view bytes)>;

/// Writes record batches as a file of some format.
class BatchWriter {
 public:
  virtual ~BatchWriter() = default;

  /// Writes one record batch (a struct array) and releases it.
  virtual void Write(ArrowArray* batch) = 0;
  /// Writes what ends the file; nothing may be written after.
  virtual void Close() = 0;
};

/// Makes a writer of an Arrow IPC stream. Releases `schema` (of a struct type).
std::unique_ptr<BatchWriter> MakeIpcStreamWriter(ArrowSchema* schema, ByteSink sink);

}  // namespace lakebolt
