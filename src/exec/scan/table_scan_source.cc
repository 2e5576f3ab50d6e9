#include "exec/scan/table_scan_source.h"

#include "exec/scan/forced_encoding.h"
#include "source/part_bounds.h"

namespace lakebolt {

namespace {

struct ScanLocal final : LocalState {
  std::unique_ptr<ScanLocalState> scan;
  ForcedEncoding forced_encoding = ForcedEncoding::kNone;
};

}  // namespace

TableScanSource::TableScanSource(std::shared_ptr<const TableSource> table, ScanRequest request)
    : table_(std::move(table)), request_(std::move(request)) {}

TableScan& TableScanSource::scan() const {
  const std::lock_guard lock(mutex_);
  if (scan_ == nullptr) scan_ = table_->Scan(request_);
  return *scan_;
}

std::unique_ptr<LocalState> TableScanSource::MakeLocal(TaskContext& context) {
  auto local = std::make_unique<ScanLocal>();
  local->forced_encoding = ParseForcedEncoding(context.query.settings.Get("force_encoding"));
  local->scan = scan().MakeLocalState();
  return local;
}

SourceStatus TableScanSource::Next(TaskContext& context, LocalState& local, Chunk& out) {
  ScanContext scan_context{context.query.cancellation, context.query.memory, context.waker,
                           context.batch};
  const ScanStatus status = scan().Next(*static_cast<ScanLocal&>(local).scan, scan_context, out);
  context.batch = scan_context.batch;
  switch (status) {
    case ScanStatus::kRows:
      ForceEncoding(static_cast<ScanLocal&>(local).forced_encoding, out);
      return SourceStatus::kRows;
    case ScanStatus::kBlocked: return SourceStatus::kBlocked;
    case ScanStatus::kFinished: break;
  }
  stats().bytes_read.store(scan().BytesRead());
  return SourceStatus::kFinished;
}

std::optional<std::vector<std::pair<int64_t, int64_t>>> TableScanSource::BoundsOfParts(
    uint32_t column) const {
  const auto* parts = dynamic_cast<const PartBounds*>(table_.get());
  return parts == nullptr ? std::nullopt : parts->BoundsOfParts(column);
}

uint32_t TableScanSource::MaxTasks() const {
  return scan().MaxParallelism();
}

double TableScanSource::Progress() const {
  const std::lock_guard lock(mutex_);
  return scan_ == nullptr ? 0 : scan_->Progress();
}

}  // namespace lakebolt
