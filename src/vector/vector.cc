#include "vector/vector.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/cancellation_scope.h"
#include "base/error.h"

namespace lakebolt {

Vector::Vector(LogicalType type, uint32_t size) : type_(std::move(type)), size_(size) {
  const PhysicalType physical = type_.physical();
  const size_t bytes = static_cast<size_t>(PhysicalWidth(physical)) * size;
  const bool zeroed = physical == PhysicalType::kString || physical == PhysicalType::kList;
  values_ = zeroed ? Buffer::AllocateZeroed(bytes) : Buffer::Allocate(bytes);
  if (physical == PhysicalType::kStruct) {
    for (const Field& field : type_.children()) children_.emplace_back(field.type, size);
  } else if (physical == PhysicalType::kList) {
    children_.emplace_back(type_.element(), 0);
  }
}

Vector Vector::Constant(const Value& value, uint32_t size) {
  Vector vector(value.type(), 1);
  vector.SetValue(0, value);
  vector.encoding_ = Encoding::kConstant;
  vector.size_ = size;
  return vector;
}

Vector Vector::Dictionary(std::shared_ptr<const Vector> values, BufferPtr codes, uint32_t size,
                          BufferPtr validity) {
  Vector vector;
  vector.type_ = values->type();
  vector.encoding_ = Encoding::kDictionary;
  vector.size_ = size;
  vector.values_ = std::move(codes);
  vector.validity_ = std::move(validity);
  vector.dictionary_ = std::move(values);
  return vector;
}

Vector Vector::Flat(LogicalType type, uint32_t size, BufferPtr values, BufferPtr validity) {
  Vector vector;
  vector.type_ = std::move(type);
  vector.size_ = size;
  vector.values_ = std::move(values);
  vector.validity_ = std::move(validity);
  return vector;
}

uint64_t* Vector::MutableValidity() {
  if (validity_ == nullptr) validity_ = MakeBitmap(IsConstant() ? 1 : size_, true);
  return validity_->as<uint64_t>();
}

bool Vector::IsNull(uint32_t row) const {
  const uint64_t* bits = validity();
  if (bits != nullptr && !GetBit(bits, IsConstant() ? 0 : row)) return true;
  return IsDictionary() && dictionary_->IsNull(codes()[row]);
}

namespace {

/// Tells whether values lie partly outside the vector's buffers. Others, once copied, must not keep
/// alive what they were copied from: a few rows would keep whole pages and dictionaries.
bool PointElsewhere(const LogicalType& type) {
  return type.physical() == PhysicalType::kString || type.IsNested();
}

size_t BytesOfRows(const Vector& vector, uint32_t begin, uint32_t count);

/// Counts the elements of lists alone: a slice of a large column shares the elements of all.
size_t BytesOfElements(const Vector& lists, uint32_t begin, uint32_t count) {
  const auto* entries = lists.values<ListEntry>();
  const Vector& elements = lists.children()[0];
  size_t bytes = 0;
  for (uint32_t i = begin; i < begin + count;) {
    const uint32_t first = entries[i].offset;
    uint32_t last = first;
    for (; i < begin + count && entries[i].offset == last; ++i) last += entries[i].length;
    bytes += BytesOfRows(elements, first, last - first);
  }
  return bytes;
}

size_t BytesOfRows(const Vector& vector, uint32_t begin, uint32_t count) {
  if (vector.IsConstant()) {
    begin = 0;
    count = 1;
  }
  const size_t bytes = vector.validity() != nullptr ? count / 8 : 0;
  if (vector.IsDictionary()) return bytes + count * sizeof(uint32_t);
  const PhysicalType physical = vector.type().physical();
  size_t below = count * size_t{PhysicalWidth(physical)};
  if (physical == PhysicalType::kString) {
    const auto* views = vector.values<StringView>();
    for (uint32_t i = begin; i < begin + count; ++i) {
      below += views[i].IsInline() ? 0 : views[i].size();
    }
  } else if (physical == PhysicalType::kList) {
    below += BytesOfElements(vector, begin, count);
  } else {
    for (const Vector& child : vector.children()) below += BytesOfRows(child, begin, count);
  }
  return bytes + below;
}

}  // namespace

void Vector::ShareOwners(const Vector& other) {
  if (!PointElsewhere(other.type_)) return;
  owners_.insert(owners_.end(), other.owners_.begin(), other.owners_.end());
  // A dictionary vector's strings belong to its values.
  if (other.dictionary_) owners_.push_back(other.dictionary_);
}

Vector Vector::Flatten() const {
  if (IsFlat()) return *this;
  if (IsDictionary()) {
    Vector out = dictionary_->Gather(codes(), size_);
    if (out.type_.IsStringLike()) out.owners_.push_back(dictionary_);
    if (validity_) {
      uint64_t* bits = out.MutableValidity();
      const uint64_t* rows = validity();
      ForEachBlock(BitmapWords(size_), [&](size_t begin, size_t end) {
        for (size_t i = begin; i < end; ++i) bits[i] &= rows[i];
      });
    }
    return out;
  }
  Vector one = *this;
  one.encoding_ = Encoding::kFlat;
  one.size_ = 1;
  const BufferPtr zeros = Buffer::AllocateZeroed(size_ * sizeof(uint32_t));
  return one.Gather(zeros->as<uint32_t>(), size_);
}

namespace {

template <typename T>
void GatherValues(const T* in, const uint32_t* rows, uint32_t count, T* out) {
  ForEachBlock(count, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) out[i] = in[rows[i]];
  });
}

BufferPtr GatherBits(const uint64_t* in, const uint32_t* rows, uint32_t count) {
  BufferPtr out = MakeBitmap(count, false);
  auto* bits = out->as<uint64_t>();
  ForEachBlock(count, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      bits[i >> 6] |= static_cast<uint64_t>(GetBit(in, rows[i])) << (i & 63);
    }
  });
  return out;
}

}  // namespace

Vector Vector::Gather(const uint32_t* rows, uint32_t count) const {
  Vector out;
  out.type_ = type_;
  out.encoding_ = encoding_;
  out.size_ = count;
  if (IsConstant() || PointElsewhere(type_)) out.owners_ = owners_;
  if (IsConstant()) {
    out.values_ = values_;
    out.validity_ = validity_;
    out.children_ = children_;
    return out;
  }
  if (validity_) out.validity_ = GatherBits(validity(), rows, count);
  if (IsDictionary()) {
    out.dictionary_ = dictionary_;
    out.values_ = Buffer::Allocate(count * sizeof(uint32_t));
    GatherValues(codes(), rows, count, out.values_->as<uint32_t>());
    return out;
  }
  switch (type_.physical()) {
    case PhysicalType::kStruct:
      for (const Vector& child : children_) out.children_.push_back(child.Gather(rows, count));
      break;
    case PhysicalType::kList:
      out.values_ = Buffer::Allocate(count * sizeof(ListEntry));
      GatherValues(values<ListEntry>(), rows, count, out.values_->as<ListEntry>());
      out.children_ = children_;
      break;
    default:
      DispatchPhysical(type_.physical(), [&]<typename T>() {
        out.values_ = Buffer::Allocate(count * sizeof(T));
        GatherValues(values<T>(), rows, count, out.values_->as<T>());
      });
  }
  return out;
}

Vector Vector::Slice(uint32_t begin, uint32_t count) const {
  if (begin == 0 && (count == size_ || IsConstant())) return Resized(count);
  const BufferPtr rows = Buffer::Allocate(count * sizeof(uint32_t));
  ForEachBlock(count, [&](size_t first, size_t last) {
    std::iota(rows->as<uint32_t>() + first, rows->as<uint32_t>() + last,
              begin + static_cast<uint32_t>(first));
  });
  return Gather(rows->as<uint32_t>(), count);
}

Vector Vector::AsConstant(uint32_t size) const {
  if (IsConstant()) return Resized(size);
  const uint32_t first = 0;
  Vector one = Gather(&first, 1).Flatten();
  one.encoding_ = Encoding::kConstant;
  one.size_ = size;
  return one;
}

Vector Vector::Retyped(LogicalType type) const {
  Vector out = *this;
  out.type_ = type;
  if (dictionary_) {
    out.dictionary_ = std::make_shared<const Vector>(dictionary_->Retyped(std::move(type)));
  }
  return out;
}

Vector Vector::Resized(uint32_t size) const {
  Vector out = *this;
  out.size_ = size;
  if (type_.physical() == PhysicalType::kStruct && IsFlat()) {
    for (Vector& child : out.children_) child = child.Resized(size);
  }
  return out;
}

size_t Vector::MemoryBytes() const {
  return BytesOfRows(*this, 0, size_);
}

StringView StringHeap::Add(std::string_view text) {
  if (text.size() > INT32_MAX) {
    throw UserError(ErrorCode::kOutOfRange, "a text of more than 2 GiB");
  }
  const auto size = static_cast<uint32_t>(text.size());
  if (size == 0) return {};  // such a view may point nowhere
  if (size <= StringView::kInlineLength) return StringView(text);
  char* data = Allocate(size);
  CopyBytes(data, text.data(), size);
  return {data, size};
}

char* StringHeap::Allocate(uint32_t size) {
  constexpr size_t kBlock = 16384;
  bytes_ += size;
  if (size > left_) {
    const size_t bytes = std::max<size_t>(kBlock, size);
    blocks_.push_back(Buffer::Allocate(bytes));
    next_ = blocks_.back()->as<char>();
    left_ = bytes;
  }
  char* data = next_;
  next_ += size;
  left_ -= size;
  return data;
}

}  // namespace lakebolt
