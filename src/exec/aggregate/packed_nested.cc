#include "exec/aggregate/packed_nested.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <string>

namespace lakebolt {

namespace {

// A value is a byte, 1 or 0 for NULL, and then: a number's bytes; a text's length and bytes; a
// struct's fields; a list's length, where each element ends (from the first one's start), and the
// elements.

template <typename T>
void Put(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

template <typename T>
T Take(const char*& from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  from += sizeof(T);
  return value;
}

/// Makes equal values the same bytes: -0 becomes 0, NaNs one, intervals whole months and days.
template <typename T>
T Canonical(const T& value) {
  if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(value)) return std::numeric_limits<T>::quiet_NaN();
    return value == 0 ? T{0} : value;
  } else if constexpr (std::is_same_v<T, Interval>) {
    constexpr int64_t kNanosPerDay = 86'400'000'000'000;
    constexpr int kDaysPerMonth = 30;
    const int128_t span = value.Normalized();
    const auto days = static_cast<int64_t>(span / kNanosPerDay);
    return {static_cast<int32_t>(days / kDaysPerMonth), static_cast<int32_t>(days % kDaysPerMonth),
            static_cast<int64_t>(span % kNanosPerDay)};
  } else {
    return value;
  }
}

void Append(const Vector& vector, uint32_t row, std::string& out) {
  if (vector.type().id() == TypeId::kNull || vector.IsNull(row)) {
    out += '\0';
    return;
  }
  if (vector.IsDictionary()) return Append(vector.dictionary(), vector.codes()[row], out);
  if (vector.IsConstant()) row = 0;
  out += '\1';
  switch (vector.type().physical()) {
    case PhysicalType::kStruct:
      for (const Vector& child : vector.children()) Append(child, row, out);
      return;
    case PhysicalType::kList: {
      const ListEntry entry = vector.values<ListEntry>()[row];
      Put(out, entry.length);
      const size_t ends = out.size();
      out.append(entry.length * sizeof(uint32_t), '\0');
      const size_t first = out.size();
      for (uint32_t k = 0; k < entry.length; ++k) {
        Append(vector.children()[0], entry.offset + k, out);
        const auto end = static_cast<uint32_t>(out.size() - first);
        std::memcpy(out.data() + ends + k * sizeof(uint32_t), &end, sizeof(end));
      }
      return;
    }
    case PhysicalType::kString: {
      const StringView text = vector.values<StringView>()[row];
      Put(out, text.size());
      out.append(text.data(), text.size());
      return;
    }
    default:
      DispatchPhysical(vector.type().physical(), [&]<typename T>() {
        if constexpr (!std::is_same_v<T, StringView>) {
          Put(out, Canonical(vector.values<T>()[row]));
        }
      });
  }
}

/// Reads one value at each of `from`, which move behind it; null pointers stand for NULL.
Vector Read(const LogicalType& type, std::vector<const char*>& from) {
  const auto size = static_cast<uint32_t>(from.size());
  Vector out(type, size);
  for (uint32_t i = 0; i < size; ++i) {
    const char present = from[i] == nullptr ? '\0' : *from[i]++;
    if (present != 0) continue;
    out.SetNull(i);
  }
  // Where the value is NULL nothing follows.
  std::vector<const char*> there = from;
  for (uint32_t i = 0; i < size; ++i) {
    if (out.IsNull(i)) there[i] = nullptr;
  }
  switch (type.id() == TypeId::kNull ? PhysicalType::kBool : type.physical()) {
    case PhysicalType::kStruct:
      for (size_t c = 0; c < type.children().size(); ++c) {
        out.mutable_children()[c] = Read(type.children()[c].type, there);
      }
      break;
    case PhysicalType::kList: {
      auto* entries = out.mutable_values<ListEntry>();
      std::vector<const char*> elements;
      for (uint32_t i = 0; i < size; ++i) {
        if (there[i] == nullptr) continue;
        const auto length = Take<uint32_t>(there[i]);
        entries[i] = {static_cast<uint32_t>(elements.size()), length};
        const char* first = there[i] + static_cast<size_t>(length) * sizeof(uint32_t);
        uint32_t end = 0;
        for (uint32_t k = 0; k < length; ++k) {
          elements.push_back(first + end);
          end = Take<uint32_t>(there[i]);
        }
        there[i] = first + end;
      }
      out.mutable_children()[0] = Read(type.element(), elements);
      break;
    }
    case PhysicalType::kString:
      for (uint32_t i = 0; i < size; ++i) {
        if (there[i] == nullptr) continue;
        const auto length = Take<uint32_t>(there[i]);
        out.mutable_values<StringView>()[i] = StringView(there[i], length);
        there[i] += length;
      }
      break;
    default:
      DispatchPhysical(type.physical(), [&]<typename T>() {
        if constexpr (!std::is_same_v<T, StringView>) {
          T* values = out.mutable_values<T>();
          for (uint32_t i = 0; i < size; ++i) {
            values[i] = there[i] == nullptr ? T{} : Take<T>(there[i]);
          }
        }
      });
  }
  for (uint32_t i = 0; i < size; ++i) {
    if (there[i] != nullptr) from[i] = there[i];
  }
  return out;
}

/// Adds `owners` to all strings within a vector.
void ShareDeep(Vector& vector, const Vector& owners) {
  if (vector.type().physical() == PhysicalType::kString) vector.ShareOwners(owners);
  for (Vector& child : vector.mutable_children()) ShareDeep(child, owners);
}

}  // namespace

Vector PackNested(const Vector& nested, RowSet rows) {
  Vector out(TypeId::kBlob, rows.size);
  auto heap = std::make_shared<StringHeap>();
  auto* values = out.mutable_values<StringView>();
  std::string bytes;
  rows.ForEach([&](uint32_t row) {
    if (nested.IsNull(row)) {
      out.SetNull(row);
      return;
    }
    bytes.clear();
    Append(nested, row, bytes);
    values[row] = heap->Add(bytes);
  });
  out.AddOwner(std::move(heap));
  return out;
}

Vector UnpackNested(const LogicalType& type, const Vector& packed) {
  // Short values stand within the views themselves: they are copied to where they stay.
  auto heap = std::make_shared<StringHeap>();
  const auto* values = packed.values<StringView>();
  std::vector<const char*> from(packed.size(), nullptr);
  for (uint32_t i = 0; i < packed.size(); ++i) {
    if (packed.IsNull(i)) continue;
    from[i] = values[i].data();
    if (!values[i].IsInline()) continue;
    char* copy = heap->Allocate(values[i].size());
    std::memcpy(copy, values[i].data(), values[i].size());
    from[i] = copy;
  }
  Vector out = Read(type, from);
  Vector owners = packed;
  owners.AddOwner(std::move(heap));
  ShareDeep(out, owners);
  return out;
}

}  // namespace lakebolt
