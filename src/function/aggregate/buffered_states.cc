#include "function/aggregate/buffered_states.h"

#include "base/growth.h"

namespace lakebolt {

BufferedStates::BufferedStates(LogicalType type, bool keeps_nulls)
    : keeps_nulls_(keeps_nulls), values_(std::move(type)) {}

void BufferedStates::AppendValid(const Vector& vector, RowSet rows, const uint32_t* groups) {
  taken_rows_.clear();
  taken_groups_.clear();
  ForEachBlock(rows.count, [&](size_t begin, size_t end) {
    for (auto i = static_cast<uint32_t>(begin); i < end; ++i) {
      if (vector.IsNull(rows[i])) continue;
      taken_rows_.push_back(rows[i]);
      if (groups != nullptr) taken_groups_.push_back(groups[i]);
    }
  });
  const auto count = static_cast<uint32_t>(taken_rows_.size());
  values_.Append(vector, {taken_rows_.data(), count, rows.size});
  rows_.Append(groups == nullptr ? nullptr : taken_groups_.data(), count);
}

void BufferedStates::Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) {
  const bool nulls = args[0].MayHaveNulls() || args[0].type().id() == TypeId::kNull;
  if (nulls && !keeps_nulls_) {
    AppendValid(args[0], rows, groups);
    return;
  }
  values_.Append(args[0], rows);
  rows_.Append(groups, rows.count);
}

void BufferedStates::Merge(const Vector& states, RowSet rows, const uint32_t* groups) {
  const Vector flat = states.Flatten();
  const auto* entries = flat.values<ListEntry>();
  taken_rows_.clear();
  taken_groups_.clear();
  for (uint32_t i = 0; i < rows.count; ++i) {
    if (flat.IsNull(rows[i])) continue;
    const ListEntry entry = entries[rows[i]];
    MakeRoom(taken_rows_, taken_rows_.size() + entry.length);
    MakeRoom(taken_groups_, taken_groups_.size() + entry.length);
    ForEachBlock(entry.length, [&](size_t begin, size_t end) {
      for (size_t k = begin; k < end; ++k) {
        taken_rows_.push_back(entry.offset + static_cast<uint32_t>(k));
      }
      taken_groups_.insert(taken_groups_.end(), end - begin, groups == nullptr ? 0 : groups[i]);
    });
  }
  const auto count = static_cast<uint32_t>(taken_rows_.size());
  const Vector& elements = flat.children()[0];
  values_.Append(elements, {taken_rows_.data(), count, elements.size()});
  rows_.Append(groups == nullptr ? nullptr : taken_groups_.data(), count);
}

Vector BufferedStates::Export(uint32_t begin, uint32_t count) const {
  const std::span<const uint32_t> kept = rows_.RowsOf(begin, count);
  Vector out(LogicalType::List(values_.type()), count);
  auto* entries = out.mutable_values<ListEntry>();
  uint32_t offset = 0;
  for (uint32_t i = 0; i < count; ++i) {
    entries[i] = {offset, static_cast<uint32_t>(rows_.RowsOf(begin + i).size())};
    offset += entries[i].length;
    if (entries[i].length == 0) out.SetNull(i);
  }
  out.mutable_children()[0] = values_.View().Gather(kept.data(), offset);
  return out;
}

}  // namespace lakebolt
