#pragma once

#include <memory>
#include <string>

#include "format/result_writer.h"

namespace lakebolt {

/// Makes the text of rows.
class RowFormat {
 public:
  virtual ~RowFormat() = default;

  /// Appends what stands before all rows. Called once, before all else.
  virtual void Begin(const Schema& schema, std::string& out) = 0;
  /// Appends the live rows of a chunk; `first` where no rows stand before them. Thread-safe.
  virtual void AppendRows(const Chunk& chunk, bool first, std::string& out) const = 0;
  /// Appends what stands behind all rows, of which there are `any`.
  virtual void End(bool any, std::string& out) const = 0;
};

/// Writes the text that `format` makes. Up to `threads` make it side by side, and it is written in
/// the order of the rows; with one, all is done where rows are written.
std::unique_ptr<ResultWriter> MakeTextWriter(Output* output, std::unique_ptr<RowFormat> format,
                                             uint32_t threads);

}  // namespace lakebolt
