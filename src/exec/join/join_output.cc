#include "exec/join/join_output.h"

#include <algorithm>
#include <cstring>

namespace lakebolt {

namespace {

// Below one row in so many, copying the rows left beats carrying a selection along.
constexpr uint32_t kSparse = 4;
// Strings of small build sides go out as codes into the build rows: later operators then work once
// a build row. Larger ones are gathered, so that nobody mistakes them for small dictionaries.
constexpr uint32_t kDictionaryRows = 4096;

BufferPtr CopyRows(const uint32_t* rows, uint32_t count) {
  BufferPtr out = Buffer::Allocate(count * sizeof(uint32_t));
  std::memcpy(out->data(), rows, count * sizeof(uint32_t));
  return out;
}

/// Clears in the validity of `column` what is clear in `validity`.
void AddValidity(Vector& column, const BufferPtr& validity, uint32_t count) {
  if (column.validity() == nullptr) {
    column.SetValidity(validity);
    return;
  }
  uint64_t* bits = column.MutableValidity();
  const auto* other = validity->as<uint64_t>();
  for (size_t w = 0; w < BitmapWords(count); ++w) bits[w] &= other[w];
}

}  // namespace

std::vector<Vector> JoinOutput::ProbeColumns(const Chunk& input) const {
  std::vector<Vector> columns;
  columns.reserve(table_.spec.probe_output.size() + table_.layout.output_slots.size() + 1);
  for (const uint32_t position : table_.spec.probe_output) {
    columns.push_back(input.column(position));
  }
  return columns;
}

void JoinOutput::AddNulls(uint32_t count, std::vector<Vector>& out) const {
  for (const uint32_t slot : table_.layout.output_slots) {
    out.push_back(Vector::Constant(Value(table_.layout.columns[slot]->type()), count));
  }
}

void JoinOutput::AddBuildColumns(const BufferPtr& rows, uint32_t count, const BufferPtr& validity,
                                 std::vector<Vector>& out) const {
  if (table_.rows == 0) return AddNulls(count, out);
  std::vector<Vector> packed;
  if (table_.packed.columns() > 0) packed = table_.packed.Gather(rows->as<uint32_t>(), count);
  for (const uint32_t slot : table_.layout.output_slots) {
    if (const uint32_t field = table_.packed_fields[slot]; field != JoinTable::kNotPacked) {
      out.push_back(packed[field]);
      if (validity != nullptr) AddValidity(out.back(), validity, count);
      continue;
    }
    const auto& column = table_.columns[slot];
    const bool as_codes = column->IsFlat() && table_.rows <= kDictionaryRows &&
                          column->type().physical() == PhysicalType::kString;
    if (as_codes) {
      out.push_back(Vector::Dictionary(column, rows, count, validity));
      continue;
    }
    out.push_back(column->Gather(rows->as<uint32_t>(), count));
    if (validity != nullptr) AddValidity(out.back(), validity, count);
  }
  if (!table_.spec.group_columns.empty()) AddGroups(rows, count, out);
}

/// Adds the numbers of the build rows' groups.
void JoinOutput::AddGroups(const BufferPtr& rows, uint32_t count, std::vector<Vector>& out) const {
  BufferPtr numbers = rows;
  if (!table_.groups.are_rows()) {
    numbers = Buffer::Allocate(count * sizeof(uint32_t));
    table_.groups.Find(rows->as<uint32_t>(), count, numbers->as<uint32_t>());
  }
  out.push_back(Vector::Flat(TypeId::kUInt32, count, std::move(numbers), nullptr));
}

Chunk JoinOutput::Pairs(const Chunk& input, const uint32_t* probe_rows, const uint32_t* build_rows,
                        uint32_t count) const {
  std::vector<Vector> columns;
  for (const uint32_t position : table_.spec.probe_output) {
    columns.push_back(input.column(position).Gather(probe_rows, count));
  }
  AddBuildColumns(CopyRows(build_rows, count), count, nullptr, columns);
  return {std::move(columns), count};
}

Chunk JoinOutput::AtMostOne(const Chunk& input, const RowRef* refs, bool keep_all) const {
  const RowSet live = input.rows();
  uint32_t hits = 0;
  for (uint32_t i = 0; i < live.count; ++i) hits += refs[i] != kNoRow;
  if (hits == 0 && !keep_all) return {};
  if (!keep_all && hits < live.size / kSparse) {
    std::vector<uint32_t> probe_rows(hits + 1);
    std::vector<uint32_t> build_rows(hits + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < live.count; ++i) {
      probe_rows[n] = live[i];
      build_rows[n] = refs[i] - 1;
      n += refs[i] != kNoRow;
    }
    return Pairs(input, probe_rows.data(), build_rows.data(), hits);
  }

  // Build columns are gathered for all rows of the chunk, for dead ones from row 0.
  const uint32_t size = live.size;
  const BufferPtr rows = Buffer::Allocate(size * sizeof(uint32_t));
  auto* row_of = rows->as<uint32_t>();
  BufferPtr validity;
  if (!live.IsDense()) std::memset(row_of, 0, size * sizeof(uint32_t));
  for (uint32_t i = 0; i < live.count; ++i) row_of[live[i]] = refs[i] - (refs[i] != kNoRow);
  std::vector<Vector> columns = ProbeColumns(input);
  std::optional<Selection> selection = input.selection();
  if (hits < live.count && keep_all) {
    validity = MakeBitmap(size, true);
    for (uint32_t i = 0; i < live.count; ++i) {
      if (refs[i] == kNoRow) ClearBit(validity->as<uint64_t>(), live[i]);
    }
  } else if (hits < live.count) {
    selection = Selection::Allocate(live.count + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < live.count; ++i) {
      selection->data()[n] = live[i];
      n += refs[i] != kNoRow;
    }
    selection->set_count(hits);
  }
  AddBuildColumns(rows, size, validity, columns);
  Chunk out(std::move(columns), size);
  if (selection) out.SetSelection(std::move(*selection));
  return out;
}

Chunk JoinOutput::ProbeAlone(const Chunk& input, Selection rows) const {
  std::vector<Vector> columns = ProbeColumns(input);
  AddNulls(input.size(), columns);
  Chunk out(std::move(columns), input.size());
  out.SetSelection(std::move(rows));
  return out;
}

Chunk JoinOutput::ProbeOnly(const Chunk& input, std::optional<Selection> rows) const {
  Chunk out(ProbeColumns(input), input.size());
  if (rows) out.SetSelection(std::move(*rows));
  return out;
}

Chunk JoinOutput::BuildAlone(const uint32_t* build_rows, uint32_t count) const {
  std::vector<Vector> columns;
  if (!table_.traits.flipped) {
    for (const uint32_t position : table_.spec.probe_output) {
      columns.push_back(Vector::Constant(Value(table_.spec.probe_types[position]), count));
    }
  }
  AddBuildColumns(CopyRows(build_rows, count), count, nullptr, columns);
  return {std::move(columns), count};
}

}  // namespace lakebolt
