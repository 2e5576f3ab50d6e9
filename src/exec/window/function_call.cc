#include "exec/window/function_call.h"

#include "vector/concat.h"

namespace lakebolt {

FunctionCall::FunctionCall(const WindowRows& rows, const WindowSpec::Call& call, bool descending,
                           const CallEdges* edges)
    : rows_(rows), call_(call), edges_(edges) {
  for (const WindowOperand& argument : call.arguments) arguments_.push_back(rows.Operand(argument));
  if (call.function->scope == WindowScope::kFrame) {
    frames_.emplace(rows, call.frame, descending, call.order_size);
  }
  if (call.ignore_nulls) valid_.emplace();
  if (!call.function->position) return;
  values_ = arguments_[0];
  if (edges_ == nullptr) return;
  std::vector<const Vector*> parts;
  if (edges_->values_before) {
    parts.push_back(&*edges_->values_before);
    first_row_ = edges_->values_before->size();
  }
  parts.push_back(&arguments_[0]);
  if (edges_->values_after) parts.push_back(&*edges_->values_after);
  if (parts.size() > 1) values_ = ConcatVectors(values_.type(), parts);
}

void FunctionCall::PreparePart(uint32_t) {
  valid_->Build(rows_.rows, [this](uint32_t row) { return !arguments_[0].IsNull(row); });
}

void FunctionCall::PlaceInPartition(const WindowBatch& batch, WindowPlaces& places) const {
  uint32_t partition = ~uint32_t{0};
  uint32_t first_peers = 0;
  const Boundaries& peers = rows_.PeersOf(call_.order_size);
  for (uint32_t i = 0; i < batch.count; ++i) {
    const uint32_t begin = batch.partition_begin[i];
    const uint32_t row = batch.begin + i;
    if (valid_) {
      places.size[i] = valid_->Count(begin, batch.partition_end[i]);
      places.index[i] = valid_->Count(begin, row);
      places.present[i] = valid_->Contains(row) ? 1 : 0;
    } else {
      places.size[i] = batch.partition_end[i] - begin;
      places.index[i] = row - begin;
      places.present[i] = 1;
    }
    places.peer_begin[i] = batch.peer_begin[i] - begin;
    places.peer_end[i] = batch.peer_end[i] - begin;
    if (partition != batch.partition[i]) {
      partition = batch.partition[i];
      first_peers = batch.peer_begin[i] == begin ? batch.peers[i] : peers.Find(begin);
    }
    places.peer_number[i] = batch.peers[i] - first_peers;
    if (edges_ != nullptr) AddEdges(batch, i, places);
  }
}

/// Moves a row's place by what other slices have of its partition.
void FunctionCall::AddEdges(const WindowBatch& batch, uint32_t i, WindowPlaces& places) const {
  if (batch.partition_end[i] == rows_.rows) {
    places.size[i] += edges_->rows_after;
    if (batch.peer_end[i] == rows_.rows) places.peer_end[i] += edges_->peers_after;
  }
  if (batch.partition[i] != 0) return;
  const uint32_t before = edges_->rows_before;
  places.size[i] += before;
  places.index[i] += before;
  places.peer_begin[i] += before - (batch.peer_begin[i] == 0 ? edges_->peers_before : 0);
  places.peer_end[i] += before;
  places.peer_number[i] += edges_->ended_peers;
}

void FunctionCall::PlaceInFrame(const FrameBatch& frames, WindowPlaces& places) const {
  for (uint32_t i = 0; i < places.count; ++i) {
    uint32_t size = 0;
    for (uint32_t r = 0; r < frames.range_count; ++r) {
      const FrameBatch::Range& range = frames.rows[i][r];
      size += valid_ ? valid_->Count(range.begin, range.end) : range.size();
    }
    places.size[i] = size;
  }
}

uint32_t FunctionCall::RowAt(const WindowBatch& batch, const FrameBatch& frames, uint32_t i,
                             uint32_t place) const {
  if (!frames_) {
    const uint32_t begin = batch.partition_begin[i];
    if (valid_) return valid_->At(valid_->Before(begin) + place);
    // Of a partition that began before the rows at hand, places up to there are in front of them.
    const uint32_t before = edges_ != nullptr && begin == 0 ? edges_->rows_before : 0;
    return first_row_ + begin + place - before;
  }
  for (uint32_t r = 0; r < frames.range_count; ++r) {
    const FrameBatch::Range& range = frames.rows[i][r];
    const uint32_t size = valid_ ? valid_->Count(range.begin, range.end) : range.size();
    if (place < size) {
      return valid_ ? valid_->At(valid_->Before(range.begin) + place) : range.begin + place;
    }
    place -= size;
  }
  return kNoPlace;
}

Vector FunctionCall::Evaluate(const WindowBatch& batch) const {
  WindowPlaces places;
  places.Resize(batch.count);
  FrameBatch frames;
  if (frames_) {
    frames_->Build(batch, frames);
    PlaceInFrame(frames, places);
  } else {
    PlaceInPartition(batch, places);
  }
  std::vector<Vector> own;
  for (const Vector& argument : arguments_) own.push_back(argument.Slice(batch.begin, batch.count));
  if (call_.function->rank) return call_.function->rank(places, own);
  std::vector<uint32_t> picked(batch.count);
  call_.function->position(places, own, picked.data());
  for (uint32_t i = 0; i < batch.count; ++i) {
    if (picked[i] < kDefaultPlace) picked[i] = RowAt(batch, frames, i, picked[i]);
  }
  return GatherPicked(values_, own.size() > 2 ? &own[2] : nullptr, picked);
}

Vector GatherPicked(const Vector& values, const Vector* defaults,
                    const std::vector<uint32_t>& rows) {
  const auto count = static_cast<uint32_t>(rows.size());
  std::vector<uint32_t> from = rows;
  bool any_default = false;
  for (uint32_t& row : from) {
    any_default |= row == kDefaultPlace;
    if (row >= kDefaultPlace) row = 0;
  }
  Vector out = values.Gather(from.data(), count);
  if (any_default && defaults != nullptr) {
    const Vector own = out.Flatten();
    const Vector other = defaults->Flatten();
    const Vector both = ConcatVectors(values.type(), {&own, &other}).Flatten();
    for (uint32_t i = 0; i < count; ++i) from[i] = rows[i] == kDefaultPlace ? count + i : i;
    out = both.Gather(from.data(), count);
  }
  bool any_missing = false;
  for (const uint32_t row : rows) any_missing |= row == kNoPlace;
  if (!any_missing) return out;
  out = out.Flatten();
  for (uint32_t i = 0; i < count; ++i) {
    if (rows[i] == kNoPlace) out.SetNull(i);
  }
  return out;
}

}  // namespace lakebolt
