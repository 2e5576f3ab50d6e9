#include "exec/window/sorted_column.h"

#include "types/value_order.h"
#include "vector/compare_rows.h"

namespace lakebolt {

SortedColumn::SortedColumn(const Vector& source, const std::vector<uint32_t>& order)
    : source_(source), order_(order) {
  const auto rows = static_cast<uint32_t>(order.size());
  if (source.type().IsNested()) {
    out_ = source.Gather(order.data(), rows).Flatten();
    return;
  }
  const size_t width = PhysicalWidth(source.type().physical());
  out_ = Vector::Flat(source.type(), rows, Buffer::Allocate(rows * width), nullptr);
  if (source.type().physical() == PhysicalType::kString) {
    out_.ShareOwners(source);
    if (source.IsDictionary()) out_.AddOwner(source.dictionary_ptr());
  }
  if (source.MayHaveNulls()) out_.MutableValidity();
}

void SortedColumn::Gather(uint32_t begin, uint32_t end) {
  if (source_.type().IsNested()) return;
  DispatchPhysical(source_.type().physical(), [&]<typename T>() {
    const VectorReader<T> reader(source_);
    T* to = out_.mutable_values<T>();
    const bool empty_dictionary = source_.IsDictionary() && source_.dictionary().size() == 0;
    for (uint32_t i = begin; i < end; ++i) to[i] = empty_dictionary ? T{} : reader[order_[i]];
    if (!reader.MayHaveNulls()) return;
    auto* bits = out_.validity_buffer()->as<uint64_t>();
    for (uint32_t i = begin; i < end; ++i) {
      if (reader.IsNull(order_[i])) ClearBit(bits, i);
    }
  });
}

namespace {

/// Calls `differs(row, row before)` for each pair of neighbours.
template <typename Differs>
void MarkPairs(const std::vector<uint32_t>* order, uint32_t begin, uint32_t end, uint8_t* marks,
               const Differs& differs) {
  for (uint32_t i = begin; i < end; ++i) {
    if (i == 0) {
      marks[0] = 1;
      continue;
    }
    const uint32_t row = order ? (*order)[i] : i;
    const uint32_t before = order ? (*order)[i - 1] : i - 1;
    marks[i - begin] |= static_cast<uint8_t>(differs(row, before));
  }
}

}  // namespace

void MarkChanges(const Vector& column, const std::vector<uint32_t>* order, uint32_t begin,
                 uint32_t end, uint8_t* marks) {
  if (column.type().IsNested()) {
    MarkPairs(order, begin, end, marks, [&](uint32_t row, uint32_t before) {
      return CompareRows(column, row, column, before) != 0;
    });
    return;
  }
  DispatchPhysical(column.type().physical(), [&]<typename T>() {
    const VectorReader<T> reader(column);
    if (!reader.MayHaveNulls()) {
      MarkPairs(order, begin, end, marks, [&](uint32_t row, uint32_t before) {
        return !ValueEqual(reader[row], reader[before]);
      });
      return;
    }
    MarkPairs(order, begin, end, marks, [&](uint32_t row, uint32_t before) {
      const bool null = reader.IsNull(row);
      if (null != reader.IsNull(before)) return true;
      return !null && !ValueEqual(reader[row], reader[before]);
    });
  });
}

}  // namespace lakebolt
