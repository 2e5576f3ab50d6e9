#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/growth.h"
#include "base/huge_allocator.h"
#include "types/logical_type.h"
#include "vector/vector.h"

namespace lakebolt {

/// Holds one field of the states of all groups, and turns it into vectors and back.
template <typename T>
class StateColumn {
 public:
  explicit StateColumn(T initial = T{}) : initial_(initial) {}

  void Resize(uint32_t groups) {
    MakeRoom(values_, groups);
    values_.resize(groups, initial_);
  }
  T& operator[](uint32_t group) { return values_[group]; }
  const T& operator[](uint32_t group) const { return values_[group]; }
  T* data() { return values_.data(); }
  uint32_t size() const { return static_cast<uint32_t>(values_.size()); }

  /// Adds the fields of groups `begin .. begin + count` elsewhere to those of groups 0 .. count.
  void AddRange(const StateColumn& other, uint32_t begin, uint32_t count) {
    const T* added = other.values_.data() + begin;
    for (uint32_t i = 0; i < count; ++i) values_[i] += added[i];
  }

  /// Copies the fields of groups `begin .. begin + count` to a flat vector of `type`.
  Vector Export(const LogicalType& type, uint32_t begin, uint32_t count) const {
    Vector out(type, count);
    T* to = out.mutable_values<T>();
    for (uint32_t i = 0; i < count; ++i) to[i] = values_[begin + i];
    return out;
  }

  size_t MemoryBytes() const { return values_.capacity() * sizeof(T); }

 private:
  T initial_;
  HugeVector<T> values_;
};

/// Says for each group whether it has seen a value: the validity of its state.
class SeenColumn {
 public:
  void Resize(uint32_t groups) {
    MakeRoom(seen_, groups);
    seen_.resize(groups, 0);
  }
  uint8_t& operator[](uint32_t group) { return seen_[group]; }
  bool operator[](uint32_t group) const { return seen_[group] != 0; }

  /// Notes what groups `begin .. begin + count` elsewhere have seen for groups 0 .. count.
  void AddRange(const SeenColumn& other, uint32_t begin, uint32_t count) {
    const uint8_t* added = other.seen_.data() + begin;
    for (uint32_t i = 0; i < count; ++i) seen_[i] |= added[i];
  }

  /// Tells whether every group has seen a value.
  bool All() const { return std::find(seen_.begin(), seen_.end(), 0) == seen_.end(); }

  /// Makes the rows of `out` NULL whose group has seen nothing.
  void ApplyTo(Vector& out, uint32_t begin) const {
    if (std::memchr(seen_.data() + begin, 0, out.size()) == nullptr) return;
    for (uint32_t i = 0; i < out.size(); ++i) {
      if (seen_[begin + i] == 0) out.SetNull(i);
    }
  }
  size_t MemoryBytes() const { return seen_.capacity(); }

 private:
  HugeVector<uint8_t> seen_;
};

/// Calls `body(i, value)` for each i whose row `rows[i]` is not NULL. Flat and dictionary vectors
/// without NULLs have loops of their own, which compilers can unroll.
template <typename T, typename Body>
void ForEachValid(const Vector& vector, RowSet rows, Body&& body) {
  const VectorReader<T> reader(vector);
  if (reader.MayHaveNulls()) {
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (!reader.IsNull(rows[i])) body(i, reader[rows[i]]);
    }
  } else if (reader.IsFlat() && rows.IsDense()) {
    const T* values = reader.values();
    for (uint32_t i = 0; i < rows.count; ++i) body(i, values[i]);
  } else if (vector.IsDictionary() && rows.IsDense()) {
    const T* values = reader.values();
    const uint32_t* codes = vector.codes();
    for (uint32_t i = 0; i < rows.count; ++i) body(i, values[codes[i]]);
  } else {
    for (uint32_t i = 0; i < rows.count; ++i) body(i, reader[rows[i]]);
  }
}

}  // namespace lakebolt
