#pragma once

#include <nanobind/nanobind.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "api/result.h"
#include "api/session.h"
#include "python_ref.h"
#include "sql/lexical_options.h"

namespace lakebolt::python {

/// Holds what a result and its export share: the error that ended the export, if one did.
struct ExportState {
  std::exception_ptr error;
  bool interrupted = false;
};

/// Is the rows of one running query, as Python takes them. Chunks that were only looked at are kept
/// until they are taken.
class Stream {
 public:
  /// `habits`: how `sql` was cut into tokens. `progress` is told of the query while it is waited
  /// for, unless it is None.
  Stream(std::shared_ptr<Session> session, std::unique_ptr<Result> result, std::string sql,
         const sql::LexicalOptions& habits, nanobind::object progress);

  /// Cancels what still runs and waits for its workers, which may be calling Python.
  ~Stream();

  /// Waits for the first rows, so that a small query that fails does so before its rows are asked
  /// for.
  void AwaitFirstRows() { PullChunk(); }

  /// Returns (name, SQL type) of each column.
  nanobind::list Columns() const;

  /// Takes up to `count` rows, or, if it is negative, all that are left.
  nanobind::list Fetch(int64_t count);

  /// Returns a PyCapsule with an Arrow C stream of the rows that are left.
  nanobind::object ExportCapsule(const nanobind::object& requested_schema);

  /// Returns the same with texts as Arrow's views, for those who keep them so.
  nanobind::object ExportViews() { return Export(ArrowTexts::kViews); }

  /// Raises the error that ended the export, if one did.
  void RaiseExportError();

  /// Draws the first rows as a table of at most `max_width` cells; takes none.
  std::string TableText(int max_width);

  /// Returns the number of rows that the statement changed; nothing for queries and others.
  std::optional<uint64_t> rows_changed() const { return rows_changed_; }

  /// Tells whether a row was taken, or the rows were exported.
  bool started() const { return started_; }
  /// Tells whether all rows were taken.
  bool finished() const { return finished_; }
  /// Tells whether running the text again would give the same and change nothing. Reads it anew,
  /// as hardly anyone asks.
  bool repeatable() const;

 private:
  nanobind::object Export(ArrowTexts texts);

  /// Waits for the next chunk and adds it to `ahead_`; false at the end.
  bool PullChunk();
  void LookAround();

  std::shared_ptr<Session> session_;
  std::unique_ptr<Result> result_;
  Schema schema_;
  SessionTime time_;
  std::string sql_;
  sql::LexicalOptions habits_;
  std::optional<PythonRef> progress_;
  std::optional<uint64_t> rows_changed_;
  bool started_ = false;
  bool finished_ = false;
  std::deque<Chunk> ahead_;
  uint32_t taken_ = 0;  // rows of ahead_.front()
  std::shared_ptr<ExportState> export_ = std::make_shared<ExportState>();
};

}  // namespace lakebolt::python
