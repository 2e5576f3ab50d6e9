#include "api/query_run.h"

#include <algorithm>

#include "api/system_memory.h"
#include "base/freed_memory.h"
#include "exec/planner/physical_planner.h"
#include "format/parquet/dictionary_cache.h"
#include "io/async_pool.h"
#include "schedule/nested_execution.h"
#include "vector/copied_bytes.h"

namespace lakebolt {

namespace {

/// Chunks that wait for the reader at most, a worker.
constexpr size_t kQueuedChunksPerWorker = 8;
/// Chunks of later morsels that may wait for earlier ones, a worker: about a morsel's, so that all
/// workers stay busy where making rows is the work.
constexpr size_t kChunksAheadPerWorker = 64;
/// Bytes that wait for the reader at most, a small part of the memory limit: those at the front,
/// those of later morsels, and those that workers gather, each.
constexpr int64_t kMostWaitingBytes = int64_t{64} << 20;
constexpr int64_t kWaitingInLimit = 16;
/// Caches take a small part of the memory limit at most.
constexpr int64_t kMemoryPerCache = 16;
/// A query that held less than this at its peak cannot have grown the process much.
constexpr int64_t kWorthReturning = int64_t{1} << 20;
/// Rows of an Arrow array that the reader puts together: few at first, so that they soon come.
constexpr uint64_t kFirstArrowRows = 2048;
constexpr uint64_t kMostArrowRows = 1 << 17;

}  // namespace

QueryRun::QueryRun(std::shared_ptr<Database> database, std::shared_ptr<MemoryPool> session_memory,
                   const Settings& settings, BoundQuery query, ColumnIds ids, uint32_t next_cte_id,
                   std::shared_ptr<CancellationToken> cancellation)
    : database_(std::move(database)),
      session_memory_(std::move(session_memory)),
      cancellation_(std::move(cancellation)),
      memory_(settings.memory_limit(), session_memory_.get()),
      has_deadline_(settings.GetInt("max_execution_time") > 0) {
  OptimizerContext optimizer{&ids, &next_cte_id, &settings, &database_->functions()};
  for (size_t i = 0; i < query.names.size(); ++i) {
    schema_.push_back({query.names[i], query.types[i], true});
  }
  plan_ = Optimize(query.plan, optimizer, database_->extra_passes(), &pass_timings_);

  parquet_format::DictionaryCache::Default().SetLimit(std::min(
      settings.GetInt("dictionary_cache_size"), settings.memory_limit() / kMemoryPerCache));
  context_.settings = settings;
  context_.time = CurrentSessionTime();
  context_.chunk_size = settings.chunk_size();
  context_.threads = settings.threads();
  context_.memory = &memory_;
  context_.temporary = database_->Temporary(settings);
  context_.cancellation = cancellation_.get();
  const auto group = std::make_shared<TaskGroup>();
  context_.start_nested = [this, group](PhysicalPlan plan, std::function<void()> on_end) {
    return std::make_unique<NestedExecution>(database_->scheduler(), group, context_,
                                             std::move(plan), std::move(on_end));
  };
  const int64_t waiting = std::min(kMostWaitingBytes, settings.memory_limit() / kWaitingInLimit);
  waiting_bytes_ = static_cast<size_t>(waiting) / context_.threads;
  sink_ = std::make_shared<ResultSink>(
      ResultSink::Bounds{kQueuedChunksPerWorker * context_.threads,
                         kChunksAheadPerWorker * context_.threads, waiting_bytes_},
      &memory_);
  std::vector<PlanColumn> columns;
  for (size_t i = 0; i < query.columns.size(); ++i) {
    columns.push_back({query.columns[i], query.names[i], query.types[i]});
  }
  execution_ =
      std::make_unique<QueryExecution>(database_->scheduler(), group, context_,
                                       PhysicalPlanner(context_).Plan(plan_, columns, sink_));
  execution_->OnEnd([sink = sink_] { sink->Close(); });
}

QueryRun::~QueryRun() {
  if (IsInherited()) {
    // Nobody here will end it, and its locks may be held for ever.
    (void)execution_.release();
    return;
  }
  if (started_by_ != 0 && !execution_->HasEnded()) CancelAndWake(*cancellation_);
  sink_->Abandon();
  execution_.reset();  // waits for the workers
  if (memory_.peak() < kWorthReturning) return;
  // Who cancelled the query waits, and pages may take the system long to take back.
  if (!cancellation_->IsCancelled() || !TryRunLater(ReturnFreedMemory)) ReturnFreedMemory();
}

void QueryRun::Start() {
  if (IsInherited()) {
    throw UserError(ErrorCode::kInvalidQuery, "the process that forked this one reads the result",
                    {}, "run the query again in this process");
  }
  if (started_by_ != 0) return;
  database_->scheduler().Grow(context_.threads);
  started_by_ = getpid();
  execution_->Start();
}

void QueryRun::AwaitPiece() {
  Start();
  constexpr int kLook = 10;  // milliseconds
  while (!cancellation_->IsCancelled()) {
    if (!has_deadline_ || sink_->WaitFor(kLook)) return;
  }
  // What waits to be read may be much.
  CheckCancelled();
}

void QueryRun::CheckCancelled() {
  if (started_by_ == 0 || !cancellation_->IsCancelled()) return;
  // One that had given all its rows before is no longer cancelled.
  if (execution_->HasEnded() && execution_->error() == nullptr) return;
  RethrowOwnError();
}

void QueryRun::RethrowOwnError() {
  // Workers that are blocked see no clock.
  CancelAndWake(*cancellation_);
  Rethrow();
}

std::optional<Chunk> QueryRun::Next() {
  return WithSystemMemory([this] {
    AwaitPiece();
    std::optional<Chunk> chunk = sink_->Take();
    if (!chunk) Rethrow();
    return chunk;
  });
}

void QueryRun::Rethrow() {
  execution_->Wait();
  if (execution_->error() != nullptr) std::rethrow_exception(execution_->error());
}

bool QueryRun::NextArrow(ArrowArray* out, ArrowTexts texts) {
  sink_->MakeArrow(schema_, texts);
  arrow_rows_ = std::clamp(arrow_rows_ * 2, kFirstArrowRows, kMostArrowRows);
  return WithSystemMemory([&] {
    std::vector<Chunk> chunks;
    uint64_t rows = 0;
    size_t bytes = 0;
    while (!next_array_ && rows < arrow_rows_ && bytes <= waiting_bytes_) {
      AwaitPiece();
      std::optional<ResultPiece> piece = sink_->TakePiece();
      if (!piece) {
        Rethrow();
        break;
      }
      if (auto* array = std::get_if<ArrowBatch>(&*piece)) {
        next_array_ = std::move(*array);
      } else {
        chunks.push_back(std::get<Chunk>(std::move(*piece)));
        rows += chunks.back().size();
        bytes += CopiedBytes(chunks.back());
      }
    }
    if (!chunks.empty()) {
      ExportChunks(schema_, std::move(chunks), out, texts);
      return true;
    }
    if (!next_array_) return false;
    next_array_->MoveTo(out);
    next_array_.reset();
    return true;
  });
}

bool QueryRun::WaitFor(int milliseconds) {
  Start();
  return sink_->WaitFor(milliseconds);
}

QueryProgress QueryRun::Progress() const {
  QueryProgress progress;
  progress.share = execution_->Progress();
  for (const auto& pipeline : execution_->plan().pipelines) {
    progress.rows += pipeline->source->stats().rows.load(std::memory_order_relaxed);
  }
  return progress;
}

}  // namespace lakebolt
