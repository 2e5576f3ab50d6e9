#include "stream.h"

#include <algorithm>
#include <chrono>
#include <type_traits>

#include "cli/format/result_writer.h"
#include "convert.h"
#include "errors.h"
#include "interruptible.h"
#include "query_text.h"
#include "vector/arrow_export.h"
#include "without_gil.h"

namespace nb = nanobind;

namespace lakebolt::python {

namespace {

constexpr uint64_t kRowsLookedAt = 1000;  // by TableText
constexpr uint32_t kRowsBetweenLooks = 1024;
constexpr const char* kCapsuleName = "arrow_array_stream";

/// Waits until rows are there, and tells `progress` how far the query is: share, rows, and whether
/// that was the last time. Called without the GIL.
void Await(Result& result, const std::optional<PythonRef>& progress) {
  constexpr int kLook = 100;  // milliseconds
  if (!progress) return;
  bool told = false;
  const auto tell = [&](bool is_last) {
    const QueryProgress at = result.Progress();
    const nb::gil_scoped_acquire gil;
    progress->get()(at.share, at.rows, is_last);
    told = true;
  };
  while (!result.WaitFor(kLook)) tell(false);
  if (told) tell(true);
}

/// Gives chunks that were pulled already, then those of the query; remembers its error.
class ExportedResult : public Result {
 public:
  ExportedResult(std::shared_ptr<Session> session, std::deque<Chunk> ahead,
                 std::unique_ptr<Result> rest, std::shared_ptr<ExportState> state,
                 std::optional<PythonRef> progress)
      : session_(std::move(session)),
        ahead_(std::move(ahead)),
        rest_(std::move(rest)),
        state_(std::move(state)),
        progress_(std::move(progress)) {}

  ~ExportedResult() override {
    const WithoutGil released;
    rest_.reset();
  }

  const Schema& schema() const override { return rest_->schema(); }
  bool WaitFor(int milliseconds) override {
    return !ahead_.empty() || rest_->WaitFor(milliseconds);
  }
  QueryProgress Progress() const override { return rest_->Progress(); }
  void Cancel() override { rest_->Cancel(); }

  std::optional<Chunk> Next() override {
    if (!ahead_.empty()) {
      Chunk chunk = std::move(ahead_.front());
      ahead_.pop_front();
      return chunk;
    }
    return Guard([this] { return rest_->Next(); });
  }

  bool NextArrow(ArrowArray* out, ArrowTexts texts) override {
    if (ahead_.empty()) return Guard([&] { return rest_->NextArrow(out, texts); });
    std::vector<Chunk> chunks(std::make_move_iterator(ahead_.begin()),
                              std::make_move_iterator(ahead_.end()));
    ahead_.clear();
    ExportChunks(schema(), std::move(chunks), out, texts);
    return true;
  }

 private:
  /// Has `pull` wait for the query, which Ctrl-C ends, and remembers its error.
  template <typename Pull>
  std::invoke_result_t<Pull> Guard(Pull pull) {
    const WithoutGil released;  // consumers may hold it while they wait
    MainThreadInterrupt interrupt([this] { rest_->Cancel(); });
    try {
      // A consumer that takes batch after batch without Python sees no signal between two of them.
      if (Clock::now() >= next_look_) {
        next_look_ = Clock::now() + kBetweenLooks;
        if (IsInterruptPending()) rest_->Cancel();
      }
      Await(*rest_, progress_);
      return pull();
    } catch (...) {
      state_->error = std::current_exception();
      state_->interrupted = interrupt.interrupted() || IsInterruptPending();
      throw;
    }
  }

  using Clock = std::chrono::steady_clock;
  /// Looking takes the GIL, for which other threads may have us wait some milliseconds.
  static constexpr std::chrono::milliseconds kBetweenLooks{20};

  std::shared_ptr<Session> session_;
  std::deque<Chunk> ahead_;
  std::unique_ptr<Result> rest_;
  std::shared_ptr<ExportState> state_;
  std::optional<PythonRef> progress_;
  Clock::time_point next_look_;
};

bool HasViews(const ArrowSchema& schema) {
  if (schema.format != nullptr && schema.format[0] == 'v') return true;
  return std::any_of(schema.children, schema.children + schema.n_children,
                     [](const ArrowSchema* child) { return HasViews(*child); });
}

/// Tells whether a consumer wants texts as views: all, as soon as it names one.
bool AsksForViews(const nb::object& capsule) {
  const void* schema = PyCapsule_GetPointer(capsule.ptr(), "arrow_schema");
  if (schema == nullptr) throw nb::python_error();
  return HasViews(*static_cast<const ArrowSchema*>(schema));
}

void ReleaseCapsule(PyObject* capsule) {
  auto* stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule, kCapsuleName));
  if (stream->release != nullptr) stream->release(stream);
  delete stream;
}

}  // namespace

Stream::Stream(std::shared_ptr<Session> session, std::unique_ptr<Result> result, std::string sql,
               const sql::LexicalOptions& habits, nb::object progress)
    : session_(std::move(session)),
      result_(std::move(result)),
      schema_(result_->schema()),
      time_(result_->time()),
      sql_(std::move(sql)),
      habits_(habits),
      rows_changed_(result_->RowsChanged()) {
  if (!progress.is_none()) progress_.emplace(std::move(progress));
}

Stream::~Stream() {
  const WithoutGil released;
  result_.reset();
}

bool Stream::repeatable() const {
  return IsOneQuery(sql_, habits_);
}

nb::list Stream::Columns() const {
  nb::list columns;
  for (const Field& field : schema_) {
    const std::string type = field.type.ToString();
    columns.append(nb::make_tuple(nb::str(field.name.data(), field.name.size()),
                                  nb::str(type.data(), type.size())));
  }
  return columns;
}

bool Stream::PullChunk() {
  if (!result_) return false;
  std::optional<Chunk> chunk;
  RunInterruptible(
      sql_, [this] { result_->Cancel(); },
      [&] {
        Await(*result_, progress_);
        chunk = result_->Next();
      });
  if (!chunk) return false;
  if (chunk->selection()) chunk->Compact();
  ahead_.push_back(std::move(*chunk));
  return true;
}

/// Lets signals, other threads and who cancels the query have their way.
void Stream::LookAround() {
  if (PyErr_CheckSignals() != 0) throw nb::python_error();
  std::exception_ptr error;
  {
    const nb::gil_scoped_release release;
    try {
      if (result_) result_->CheckCancelled();
    } catch (...) {
      error = std::current_exception();
    }
  }
  if (error) Raise(error, sql_);
}

nb::list Stream::Fetch(int64_t count) {
  nb::list rows;
  if (count == 0) return rows;
  started_ = true;
  const SessionTimeScope time(time_);
  while (count != 0) {
    // Making objects may take longer than the query.
    LookAround();
    if (ahead_.empty() && !PullChunk()) {
      finished_ = true;
      break;
    }
    const Chunk& chunk = ahead_.front();
    const uint32_t end = std::min(chunk.size(), taken_ + kRowsBetweenLooks);
    for (; taken_ < end && count != 0; ++taken_) {
      const nb::object row = nb::steal(PyTuple_New(static_cast<Py_ssize_t>(schema_.size())));
      for (size_t i = 0; i < schema_.size(); ++i) {
        PyTuple_SET_ITEM(row.ptr(), static_cast<Py_ssize_t>(i),
                         ToPython(chunk.column(i), taken_).release().ptr());
      }
      rows.append(row);
      if (count > 0) --count;
    }
    if (taken_ == chunk.size()) {
      ahead_.pop_front();
      taken_ = 0;
    }
  }
  return rows;
}

nb::object Stream::ExportCapsule(const nb::object& requested_schema) {
  // The protocol lets a producer ignore what else is requested; the consumer then casts.
  const bool views = !requested_schema.is_none() && AsksForViews(requested_schema);
  return Export(views ? ArrowTexts::kViews : ArrowTexts::kOffsets);
}

nb::object Stream::Export(ArrowTexts texts) {
  if (!result_) {
    const nb::object kind = nb::module_::import_("lakebolt.errors").attr("InterfaceError");
    PyErr_SetString(kind.ptr(), "the rows of this result were handed over already");
    throw nb::python_error();
  }
  if (taken_ > 0) {
    const uint32_t left = ahead_.front().size() - taken_;
    ahead_.front().SliceLive(taken_, left);
    ahead_.front().Compact();
    taken_ = 0;
  }
  started_ = finished_ = true;
  auto stream = std::make_unique<ArrowArrayStream>();
  Result::ExportStream(std::make_unique<ExportedResult>(session_, std::move(ahead_),
                                                        std::move(result_), export_, progress_),
                       stream.get(), texts);
  ahead_.clear();
  PyObject* capsule = PyCapsule_New(stream.get(), kCapsuleName, ReleaseCapsule);
  if (capsule == nullptr) {
    stream->release(stream.get());
    throw nb::python_error();
  }
  stream.release();
  return nb::steal(capsule);
}

void Stream::RaiseExportError() {
  if (!export_->error) return;
  if (export_->interrupted && PyErr_CheckSignals() != 0) throw nb::python_error();
  Raise(export_->error, sql_);
}

std::string Stream::TableText(int max_width) {
  const SessionTimeScope time(time_);
  if (schema_.empty()) return "";
  uint64_t rows = 0;
  for (const Chunk& chunk : ahead_) rows += chunk.size();
  bool more = true;
  while (rows - taken_ < kRowsLookedAt && (more = PullChunk())) rows += ahead_.back().size();
  TableLimits limits;
  limits.max_width = max_width;
  limits.rows_left_out = more;
  StringOutput output;
  const auto writer = MakeTableWriter(&output, limits);
  writer->Begin(schema_);
  for (size_t i = 0; i < ahead_.size(); ++i) {
    Chunk chunk = ahead_[i];
    if (i == 0 && taken_ > 0) chunk.SliceLive(taken_, chunk.size() - taken_);
    writer->Write(chunk);
  }
  writer->Finish();
  return output.text();
}

}  // namespace lakebolt::python
