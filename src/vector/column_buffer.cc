#include "vector/column_buffer.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "vector/copy_texts.h"

namespace lakebolt {

namespace {

constexpr uint32_t kFirstCapacity = 16;
/// Garbage below this is not looked at.
constexpr size_t kMinGarbage = 1 << 16;
constexpr uint64_t kMaxRows = ~uint32_t{0} - 64;

/// Returns the vector that holds the values of `vector`: itself, or its dictionary.
const Vector& ValuesOf(const Vector& vector) {
  return vector.IsDictionary() ? vector.dictionary() : vector;
}

uint32_t ValueRow(const Vector& vector, uint32_t row) {
  if (vector.IsDictionary()) return vector.codes()[row];
  return vector.IsConstant() ? 0 : row;
}

}  // namespace

ColumnBuffer::ColumnBuffer(LogicalType type)
    : type_(std::move(type)), width_(PhysicalWidth(type_.physical())) {
  switch (type_.physical()) {
    case PhysicalType::kString: heap_ = std::make_shared<StringHeap>(); break;
    case PhysicalType::kList: children_.emplace_back(type_.element()); break;
    case PhysicalType::kStruct:
      for (const Field& field : type_.children()) children_.emplace_back(field.type);
      break;
    default: break;
  }
  values_ = Buffer::Allocate(0);
}

void ColumnBuffer::Reserve(uint32_t extra) {
  const uint64_t needed = static_cast<uint64_t>(size_) + extra;
  if (needed <= capacity_) return;
  if (needed > kMaxRows) {
    throw UserError(ErrorCode::kOutOfMemory, "more than 4 billion rows in one aggregate");
  }
  capacity_ = static_cast<uint32_t>(
      std::min<uint64_t>(kMaxRows, std::max<uint64_t>({needed, capacity_ * 2ULL, kFirstCapacity})));
  BufferPtr grown = Buffer::Allocate(static_cast<size_t>(capacity_) * width_);
  if (size_ > 0) {
    CopyBytes(grown->data(), values_->data(), static_cast<size_t>(size_) * width_);
  }
  values_ = std::move(grown);
  if (validity_ != nullptr) GrowValidity();
}

void ColumnBuffer::GrowValidity() {
  BufferPtr grown = MakeBitmap(capacity_, true);
  if (validity_ != nullptr) {
    CopyBytes(grown->data(), validity_->data(), BitmapWords(size_) * sizeof(uint64_t));
  }
  validity_ = std::move(grown);
}

void ColumnBuffer::AppendValidity(const Vector& vector, RowSet rows) {
  if (!vector.MayHaveNulls() && type_.id() != TypeId::kNull) return;
  ForEachBlock(rows.count, [&](size_t begin, size_t end) {
    for (auto i = static_cast<uint32_t>(begin); i < end; ++i) {
      if (type_.id() != TypeId::kNull && !vector.IsNull(rows[i])) continue;
      if (validity_ == nullptr) GrowValidity();
      ClearBit(validity_->as<uint64_t>(), size_ + i);
    }
  });
}

void ColumnBuffer::Append(const Vector& vector, RowSet rows) {
  if (rows.count == 0) return;
  Reserve(rows.count);
  AppendValidity(vector, rows);
  AppendValues(vector, rows);
  size_ += rows.count;
}

void ColumnBuffer::AppendValues(const Vector& vector, RowSet rows) {
  const PhysicalType physical = type_.physical();
  if (physical != PhysicalType::kList && physical != PhysicalType::kStruct) {
    DispatchPhysical(physical, [&]<typename T>() {
      const VectorReader<T> reader(vector);
      T* to = values_->as<T>() + size_;
      if constexpr (std::is_same_v<T, StringView>) {
        // Under NULL stands an empty string, which points nowhere.
        ForEachBlock(rows.count, [&](size_t begin, size_t end) {
          const auto text_at = [&](uint32_t i) {
            const uint32_t row = rows[static_cast<uint32_t>(begin) + i];
            return reader.IsNull(row) ? StringView() : reader[row];
          };
          CopyTexts(static_cast<uint32_t>(end - begin), text_at, *heap_, to + begin);
        });
      } else if (reader.IsFlat() && rows.IsDense()) {
        CopyBytes(to, reader.values(), rows.count * sizeof(T));
      } else {
        ForEachBlock(rows.count, [&](size_t begin, size_t end) {
          for (auto i = static_cast<uint32_t>(begin); i < end; ++i) to[i] = reader[rows[i]];
        });
      }
    });
    return;
  }
  const Vector& base = ValuesOf(vector);
  scratch_.resize(rows.count);
  for (uint32_t i = 0; i < rows.count; ++i) scratch_[i] = ValueRow(vector, rows[i]);
  if (physical == PhysicalType::kList) {
    AppendLists(base, scratch_.data(), rows.count);
    return;
  }
  for (size_t c = 0; c < children_.size(); ++c) {
    const Vector& child = base.children()[c];
    children_[c].Append(child, {scratch_.data(), rows.count, child.size()});
  }
}

void ColumnBuffer::AppendLists(const Vector& base, const uint32_t* base_rows, uint32_t count) {
  const auto* from = base.values<ListEntry>();
  auto* to = values_->as<ListEntry>() + size_;
  const Vector& elements = base.children()[0];
  element_rows_.clear();
  uint32_t offset = children_[0].size();
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t row = base_rows[i];
    const bool null = base.validity() != nullptr && !GetBit(base.validity(), row);
    const ListEntry entry = null ? ListEntry{} : from[row];
    to[i] = {offset, entry.length};
    offset += entry.length;
    for (uint32_t k = 0; k < entry.length; ++k) element_rows_.push_back(entry.offset + k);
  }
  children_[0].Append(elements, {element_rows_.data(), static_cast<uint32_t>(element_rows_.size()),
                                 elements.size()});
}

void ColumnBuffer::AppendString(std::string_view text) {
  Reserve(1);
  values_->as<StringView>()[size_++] = heap_->Add(text);
}

void ColumnBuffer::AppendNulls(uint32_t count) {
  if (count == 0) return;
  Reserve(count);
  if (validity_ == nullptr) GrowValidity();
  for (uint32_t i = 0; i < count; ++i) ClearBit(validity_->as<uint64_t>(), size_ + i);
  std::memset(values_->data() + static_cast<size_t>(size_) * width_, 0,
              static_cast<size_t>(count) * width_);
  if (type_.physical() == PhysicalType::kStruct) {
    for (ColumnBuffer& child : children_) child.AppendNulls(count);
  }
  size_ += count;
}

void ColumnBuffer::Overwrite(uint32_t to, const Vector& vector, uint32_t from) {
  if (vector.IsNull(from) || type_.id() == TypeId::kNull) {
    if (validity_ == nullptr) GrowValidity();
    ClearBit(validity_->as<uint64_t>(), to);
    return;
  }
  if (validity_ != nullptr) SetBit(validity_->as<uint64_t>(), to);
  const Vector& base = ValuesOf(vector);
  const uint32_t row = ValueRow(vector, from);
  switch (type_.physical()) {
    case PhysicalType::kList: OverwriteList(to, base, row); return;
    case PhysicalType::kStruct:
      for (size_t c = 0; c < children_.size(); ++c) {
        children_[c].Overwrite(to, base.children()[c], row);
      }
      return;
    case PhysicalType::kString: OverwriteString(to, base.values<StringView>()[row]); return;
    default:
      std::memcpy(values_->data() + static_cast<size_t>(to) * width_,
                  base.values_buffer()->data() + static_cast<size_t>(row) * width_, width_);
  }
}

void ColumnBuffer::OverwriteString(uint32_t to, const StringView& text) {
  auto* strings = values_->as<StringView>();
  if (!IsNull(to) && !strings[to].IsInline()) garbage_ += strings[to].size();
  strings[to] = heap_->Add(text);
  if (garbage_ < kMinGarbage || garbage_ * 2 < heap_->bytes()) return;
  const auto old = std::exchange(heap_, std::make_shared<StringHeap>());
  for (uint32_t i = 0; i < size_; ++i)
    strings[i] = IsNull(i) ? StringView() : heap_->Add(strings[i]);
  garbage_ = 0;
}

void ColumnBuffer::OverwriteList(uint32_t to, const Vector& base, uint32_t row) {
  auto* lists = values_->as<ListEntry>();
  const ListEntry entry = base.values<ListEntry>()[row];
  const Vector& elements = base.children()[0];
  garbage_ += lists[to].length;
  lists[to] = {children_[0].size(), entry.length};
  element_rows_.clear();
  for (uint32_t k = 0; k < entry.length; ++k) element_rows_.push_back(entry.offset + k);
  children_[0].Append(elements, {element_rows_.data(), entry.length, elements.size()});
  if (garbage_ < kMinGarbage || garbage_ * 2 < children_[0].size()) return;
  ColumnBuffer fresh(type_);
  fresh.Append(View(), RowSet::Dense(size_));
  *this = std::move(fresh);
}

Vector ColumnBuffer::Copy(uint32_t begin, uint32_t count) const {
  std::vector<uint32_t> rows(count);
  std::iota(rows.begin(), rows.end(), begin);
  return View().Gather(rows.data(), count);
}

Vector ColumnBuffer::View() const {
  Vector out = Vector::Flat(type_, size_, values_, validity_);
  for (const ColumnBuffer& child : children_) out.mutable_children().push_back(child.View());
  if (heap_) out.AddOwner(heap_);
  return out;
}

size_t ColumnBuffer::MemoryBytes() const {
  size_t bytes = static_cast<size_t>(capacity_) * width_ + (validity_ ? capacity_ / 8 : 0);
  if (heap_) bytes += heap_->bytes();
  for (const ColumnBuffer& child : children_) bytes += child.MemoryBytes();
  return bytes;
}

}  // namespace lakebolt
