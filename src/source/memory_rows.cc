#include "source/memory_rows.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace lakebolt {

namespace {

/// Groups are joined up to so many rows.
constexpr uint32_t kJoinedRows = 2048;

}  // namespace

bool MemoryRows::Find(int64_t row_id, Place& place) const {
  if (place.group < groups_.size() && row_id >= groups_[place.group]->first_row_id() &&
      row_id < groups_[place.group]->end_row_id()) {
    const RowGroup& group = *groups_[place.group];
    place.row = static_cast<uint32_t>(row_id - group.first_row_id());
    return group.IsLive(place.row);
  }
  const auto after = std::upper_bound(
      groups_.begin(), groups_.end(), row_id,
      [](int64_t id, const RowGroupPtr& group) { return id < group->first_row_id(); });
  if (after == groups_.begin()) return false;
  const RowGroup& group = **(after - 1);
  if (row_id >= group.end_row_id()) return false;
  place.group = static_cast<size_t>(after - groups_.begin()) - 1;
  place.row = static_cast<uint32_t>(row_id - group.first_row_id());
  return group.IsLive(place.row);
}

MemoryRows MemoryRows::Only(int64_t row_id) const {
  MemoryRows only;
  only.next_row_id_ = next_row_id_;
  Place place;
  if (!Find(row_id, place)) return only;
  std::vector<Vector> columns;
  for (const Vector& column : groups_[place.group]->rows().columns()) {
    columns.push_back(column.Slice(place.row, 1));
  }
  only.groups_ = {std::make_shared<const RowGroup>(row_id, Chunk(std::move(columns), 1))};
  only.live_ = 1;
  return only;
}

void MemoryRows::Append(Chunk rows) {
  if (rows.size() == 0) return;
  const RowGroup* const before = groups_.empty() ? nullptr : groups_.back().get();
  groups_.push_back(
      std::make_shared<const RowGroup>(next_row_id_, std::move(rows), account_, before));
  live_ += groups_.back()->size();
  next_row_id_ = groups_.back()->end_row_id();
  while (groups_.size() > 1) {
    const RowGroup& first = **(groups_.end() - 2);
    const RowGroup& second = *groups_.back();
    // Like carries of a binary counter: a group is copied only when it doubles.
    if (first.size() > second.size() || first.size() + second.size() > kJoinedRows ||
        first.end_row_id() != second.first_row_id()) {
      break;
    }
    RowGroupPtr joined = RowGroup::Join(first, second);
    groups_.pop_back();
    groups_.back() = std::move(joined);
  }
}

uint64_t MemoryRows::Delete(const std::vector<int64_t>& row_ids) {
  std::map<size_t, std::vector<uint32_t>> by_group;
  auto in_group = by_group.end();  // of the row before
  Place place;
  for (size_t i = 0; i < row_ids.size();) {
    const size_t begin = i++;
    if (!Find(row_ids[begin], place)) continue;
    if (in_group == by_group.end() || in_group->first != place.group) {
      in_group = by_group.try_emplace(place.group).first;
    }
    // Most come one behind the other.
    const int64_t end_id = groups_[place.group]->end_row_id();
    while (i < row_ids.size() && row_ids[i] == row_ids[i - 1] + 1 && row_ids[i] < end_id) ++i;
    std::vector<uint32_t>& rows = in_group->second;
    const size_t known = rows.size();
    rows.resize(known + (i - begin));
    std::iota(rows.begin() + static_cast<ptrdiff_t>(known), rows.end(), place.row);
  }
  uint64_t deleted = 0;
  for (const auto& [index, rows] : by_group) {
    const uint32_t before = groups_[index]->live();
    groups_[index] = groups_[index]->WithoutRows(rows);
    deleted += before - groups_[index]->live();
  }
  std::erase_if(groups_, [](const RowGroupPtr& group) { return group->live() == 0; });
  live_ -= deleted;
  return deleted;
}

void MemoryRows::Update(const std::vector<uint32_t>& columns, const std::vector<int64_t>& row_ids,
                        const std::vector<Vector>& values, uint64_t version) {
  struct Changes {
    std::vector<uint32_t> rows;
    std::vector<uint32_t> sources;
  };
  std::map<size_t, Changes> by_group;
  auto in_group = by_group.end();  // of the row before
  Place place;
  for (uint32_t i = 0; i < row_ids.size(); ++i) {
    if (!Find(row_ids[i], place)) continue;
    if (in_group == by_group.end() || in_group->first != place.group) {
      in_group = by_group.try_emplace(place.group).first;
    }
    in_group->second.rows.push_back(place.row);
    in_group->second.sources.push_back(i);
  }
  for (const auto& [index, changes] : by_group) {
    std::vector<Vector> picked;
    for (const Vector& column : values) {
      picked.push_back(
          column.Gather(changes.sources.data(), static_cast<uint32_t>(changes.sources.size())));
    }
    groups_[index] = groups_[index]->WithValues(columns, changes.rows, picked, version);
  }
}

}  // namespace lakebolt
