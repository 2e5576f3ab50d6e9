#include "exec/join/build_groups.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "exec/aggregate/group_table.h"
#include "vector/hash_vector.h"

namespace lakebolt {

namespace {

constexpr uint32_t kStep = 4096;
constexpr uint32_t kRowsPerPart = 1 << 16;
constexpr uint32_t kPartitions = 64;
// The table of a partition looks at other bits of its own hash.
constexpr uint32_t kPartitionShift = 32;

}  // namespace

struct BuildGroups::Numbering {
  enum class Stage : uint8_t { kSplit, kNumber, kShift };

  std::vector<Vector> columns;
  std::shared_ptr<const KeyLayout> layout;
  uint32_t rows = 0;
  Reservation* memory = nullptr;
  Stage stage = Stage::kSplit;
  uint32_t partitions = 1;
  /// Lists the rows of each partition, a list for each part of the rows.
  std::vector<std::array<std::vector<uint32_t>, kPartitions>> lists;
  std::vector<std::vector<uint32_t>> first_rows;  // by partition
  std::vector<uint32_t> begins;                   // first number of each partition

  /// Returns the bytes that are needed until the numbers are there.
  int64_t ScratchBytes() const { return int64_t{rows} * int64_t{sizeof(uint32_t)}; }
};

BuildGroups::BuildGroups() = default;
BuildGroups::BuildGroups(BuildGroups&&) noexcept = default;
BuildGroups& BuildGroups::operator=(BuildGroups&&) noexcept = default;
BuildGroups::~BuildGroups() = default;

BuildGroups::BuildGroups(uint32_t rows) : count_(rows) {}

BuildGroups::BuildGroups(std::vector<Vector> columns, uint32_t rows, Reservation& memory)
    : numbering_(std::make_unique<Numbering>()) {
  std::vector<LogicalType> types;
  for (const Vector& column : columns) types.push_back(column.type());
  numbering_->columns = std::move(columns);
  numbering_->layout = std::make_shared<KeyLayout>(types);
  numbering_->rows = rows;
  numbering_->memory = &memory;
  numbering_->partitions = rows > kRowsPerPart ? kPartitions : 1;
  memory.Grow(int64_t{rows} * int64_t{2 * sizeof(uint32_t)} + numbering_->ScratchBytes());
  group_of_row_.resize(rows);
}

uint32_t BuildGroups::Start() {
  const uint32_t parts = (numbering_->rows + kRowsPerPart - 1) / kRowsPerPart;
  numbering_->lists.resize(parts);
  return parts;
}

void BuildGroups::RunPart(uint32_t part) {
  switch (numbering_->stage) {
    case Numbering::Stage::kSplit: return Split(part);
    case Numbering::Stage::kNumber: return Number(part);
    case Numbering::Stage::kShift: return Shift(part);
  }
}

uint32_t BuildGroups::NextStage() {
  Numbering& numbering = *numbering_;
  switch (numbering.stage) {
    case Numbering::Stage::kSplit:
      numbering.stage = Numbering::Stage::kNumber;
      numbering.first_rows.resize(numbering.partitions);
      return numbering.partitions;
    case Numbering::Stage::kNumber:
      numbering.stage = Numbering::Stage::kShift;
      for (const auto& firsts : numbering.first_rows) {
        numbering.begins.push_back(count_);
        count_ += static_cast<uint32_t>(firsts.size());
      }
      first_rows_.resize(count_);
      return numbering.partitions;
    case Numbering::Stage::kShift: break;
  }
  numbering.memory->Resize(numbering.memory->size() - numbering.ScratchBytes());
  numbering_.reset();
  return 0;
}

/// Puts the rows of a part on the lists of their partitions.
void BuildGroups::Split(uint32_t part) {
  Numbering& numbering = *numbering_;
  auto& lists = numbering.lists[part];
  const uint32_t first = part * kRowsPerPart;
  const uint32_t last = std::min(first + kRowsPerPart, numbering.rows);
  if (numbering.partitions == 1) {
    lists[0].resize(last - first);
    std::iota(lists[0].begin(), lists[0].end(), first);
    return;
  }
  std::vector<uint32_t> rows(kStep);
  std::vector<uint64_t> hashes(kStep);
  for (uint32_t begin = first; begin < last; begin += kStep) {
    const uint32_t count = std::min(kStep, last - begin);
    std::iota(rows.begin(), rows.begin() + count, begin);
    for (size_t c = 0; c < numbering.columns.size(); ++c) {
      HashColumn(numbering.columns[c], RowSet{rows.data(), count, numbering.rows}, c == 0,
                 hashes.data());
    }
    for (uint32_t i = 0; i < count; ++i) {
      lists[(hashes[i] >> kPartitionShift) % kPartitions].push_back(rows[i]);
    }
  }
}

/// Numbers the groups of a partition, from 0.
void BuildGroups::Number(uint32_t partition) {
  Numbering& numbering = *numbering_;
  GroupTable table(numbering.layout);
  std::vector<uint32_t>& firsts = numbering.first_rows[partition];
  std::vector<uint32_t> numbers(kStep);
  for (const auto& lists : numbering.lists) {
    const std::vector<uint32_t>& list = lists[partition];
    for (size_t begin = 0; begin < list.size(); begin += kStep) {
      const uint32_t* rows = list.data() + begin;
      const auto count = static_cast<uint32_t>(std::min<size_t>(kStep, list.size() - begin));
      table.FindOrAdd(numbering.columns, RowSet{rows, count, numbering.rows}, numbers.data());
      for (uint32_t i = 0; i < count; ++i) {
        group_of_row_[rows[i]] = numbers[i];
        if (numbers[i] == firsts.size()) firsts.push_back(rows[i]);
      }
    }
  }
}

/// Makes a partition's numbers unique among all.
void BuildGroups::Shift(uint32_t partition) {
  Numbering& numbering = *numbering_;
  const uint32_t begin = numbering.begins[partition];
  for (auto& lists : numbering.lists) {
    for (const uint32_t row : lists[partition]) group_of_row_[row] += begin;
    lists[partition] = {};
  }
  const std::vector<uint32_t>& firsts = numbering.first_rows[partition];
  std::copy(firsts.begin(), firsts.end(), first_rows_.begin() + begin);
}

void BuildGroups::Find(const uint32_t* rows, uint32_t count, uint32_t* groups) const {
  if (are_rows()) {
    std::copy_n(rows, count, groups);
    return;
  }
  for (uint32_t i = 0; i < count; ++i) groups[i] = group_of_row_[rows[i]];
}

void BuildGroups::RowsOf(uint32_t begin, uint32_t count, uint32_t* rows) const {
  if (are_rows()) {
    std::iota(rows, rows + count, begin);
    return;
  }
  std::copy_n(first_rows_.begin() + begin, count, rows);
}

}  // namespace lakebolt
