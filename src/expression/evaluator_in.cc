// x IN (constants): a few are compared one after another, many are looked up in a set.

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>

#include "base/hash.h"
#include "expression/compare_kernels.h"
#include "expression/eval_node.h"
#include "function/validity.h"

namespace lakebolt {

namespace {

/// Is the number of constants up to which comparing with each is faster than looking up.
constexpr size_t kFewConstants = 8;
constexpr size_t kFewTexts = 2;

/// Tells for rows whether their value, taken as not NULL, is in the list.
class Membership {
 public:
  virtual ~Membership() = default;
  virtual void Test(const Vector& input, RowSet rows, uint8_t* out) = 0;
};

class CompareEach final : public Membership {
 public:
  explicit CompareEach(const std::vector<Value>& list) {
    for (const Value& value : list) constants_.push_back(Vector::Constant(value, 1));
  }

  void Test(const Vector& input, RowSet rows, uint8_t* out) override {
    rows.ForEach([&](uint32_t row) { out[row] = 0; });
    one_.resize(rows.size + 64);
    for (const Vector& constant : constants_) {
      CompareVectors(CompareOp::kEqual, input, constant.Resized(rows.size), rows, one_.data());
      const uint8_t* one = one_.data();
      rows.ForEach([&](uint32_t row) { out[row] |= one[row]; });
    }
  }

 private:
  std::vector<Vector> constants_;
  std::vector<uint8_t> one_;
};

/// Hashes text by its two words; of a long one, whose second word is a pointer, by its end.
uint64_t HashText(const StringView& text) {
  uint64_t second;
  std::memcpy(&second, text.IsInline() ? text.data() + 4 : text.data() + text.size() - 8, 8);
  return HashWord(text.FirstWord() ^ HashWord(second));
}

template <typename T>
uint64_t HashValue(const T& value) {
  if constexpr (std::is_same_v<T, StringView>) {
    return HashText(value);
  } else if constexpr (sizeof(T) == 16) {
    const auto word = static_cast<uint128_t>(value);
    return CombineHash(HashWord(static_cast<uint64_t>(word)), static_cast<uint64_t>(word >> 64));
  } else {
    return HashWord(static_cast<uint64_t>(value));
  }
}

/// Looks values up in a table of slots, a quarter of them in use at most, with linear probing.
template <typename T>
class LookUp final : public Membership {
 public:
  explicit LookUp(const std::vector<Value>& list)
      : constants_(list.front().type(), static_cast<uint32_t>(list.size())) {
    for (uint32_t i = 0; i < list.size(); ++i) constants_.SetValue(i, list[i]);
    constexpr size_t kSlotsPerValue = 4;
    const size_t slots = std::bit_ceil(list.size() * kSlotsPerValue);
    slots_.resize(slots);
    used_.resize(slots);
    const T* values = constants_.template values<T>();
    for (size_t i = 0; i < list.size(); ++i) {
      size_t slot = SlotOf(values[i]);
      while (used_[slot] != 0 && !(slots_[slot] == values[i])) slot = (slot + 1) & (slots - 1);
      slots_[slot] = values[i];
      used_[slot] = 1;
    }
  }

  void Test(const Vector& input, RowSet rows, uint8_t* out) override {
    const VectorReader<T> reader(input);
    rows.ForEach([&](uint32_t row) { out[row] = Has(reader[row]) ? 1 : 0; });
  }

 private:
  size_t SlotOf(const T& value) const { return HashValue(value) & (slots_.size() - 1); }

  bool Has(const T& value) const {
    for (size_t slot = SlotOf(value); used_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
      if (slots_[slot] == value) return true;
    }
    return false;
  }

  Vector constants_;  // owns the text
  std::vector<T> slots_;
  std::vector<uint8_t> used_;
};

/// Looks numbers of a short range up in a table of bytes.
template <typename T>
class RangeLookUp final : public Membership {
 public:
  /// `values` lie from `least` on, within `range` numbers.
  RangeLookUp(std::span<const T> values, T least, size_t range)
      : least_(least), member_(range + 1) {
    for (const T value : values) member_[Distance(value)] = 1;
  }

  void Test(const Vector& input, RowSet rows, uint8_t* out) override {
    const VectorReader<T> reader(input);
    const size_t outside = member_.size() - 1;
    rows.ForEach(
        [&](uint32_t row) { out[row] = member_[std::min(Distance(reader[row]), outside)]; });
  }

 private:
  /// Returns how far a number lies behind the least; a huge one for those before it.
  size_t Distance(T value) const {
    return static_cast<uint64_t>(value) - static_cast<uint64_t>(least_);
  }

  T least_;
  std::vector<uint8_t> member_;  // by distance from the least; the last one for all outside
};

template <typename T>
std::unique_ptr<Membership> MakeNumberLookUp(const LogicalType& type,
                                             const std::vector<Value>& list) {
  constexpr uint64_t kLongestRange = 1 << 15;
  Vector constants(type, static_cast<uint32_t>(list.size()));
  for (uint32_t i = 0; i < list.size(); ++i) constants.SetValue(i, list[i]);
  const std::span<const T> values(constants.values<T>(), list.size());
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const uint64_t range = static_cast<uint64_t>(*most) - static_cast<uint64_t>(*least);
  if (range >= kLongestRange) return std::make_unique<LookUp<T>>(list);
  return std::make_unique<RangeLookUp<T>>(values, *least, range + 1);
}

std::unique_ptr<Membership> MakeMembership(const LogicalType& type,
                                           const std::vector<Value>& list) {
  if (type.physical() == PhysicalType::kString && list.size() > kFewTexts) {
    return std::make_unique<LookUp<StringView>>(list);
  }
  if (list.size() <= kFewConstants) return std::make_unique<CompareEach>(list);
  switch (type.physical()) {
    case PhysicalType::kInt32: return MakeNumberLookUp<int32_t>(type, list);
    case PhysicalType::kInt64: return MakeNumberLookUp<int64_t>(type, list);
    case PhysicalType::kInt128: return std::make_unique<LookUp<int128_t>>(list);
    case PhysicalType::kUInt128: return std::make_unique<LookUp<uint128_t>>(list);
    case PhysicalType::kInt16: return MakeNumberLookUp<int16_t>(type, list);
    case PhysicalType::kUInt32: return MakeNumberLookUp<uint32_t>(type, list);
    case PhysicalType::kUInt64: return MakeNumberLookUp<uint64_t>(type, list);
    default: return std::make_unique<CompareEach>(list);
  }
}

class InNode final : public EvalNode {
 public:
  InNode(EvalNodePtr input, const LogicalType& type, std::vector<Value> list)
      : input_(std::move(input)) {
    const auto first_null =
        std::stable_partition(list.begin(), list.end(), [](const Value& v) { return !v.IsNull(); });
    has_null_ = first_null != list.end();
    list.erase(first_null, list.end());
    membership_ = MakeMembership(type, list);
  }

  Vector Evaluate(Columns columns, RowSet rows) override {
    const Vector input = input_->Evaluate(columns, rows);
    if (input.type().id() == TypeId::kNull) {
      return Vector::Constant(Value(TypeId::kBoolean), rows.size);
    }
    Vector out(TypeId::kBoolean, rows.size);
    auto* values = out.mutable_values<uint8_t>();
    membership_->Test(input, rows, values);
    out.SetValidity(CombineValidity({&input, 1}, rows));
    if (has_null_) {
      BufferPtr validity = MakeBitmap(rows.size, true);
      auto* bits = validity->as<uint64_t>();
      rows.ForEach([&](uint32_t row) {
        if (values[row] == 0) ClearBit(bits, row);
      });
      ApplyValidity(out, validity);
    }
    return out;
  }

  uint32_t Select(Columns columns, RowSet rows, uint32_t* out) override {
    uint8_t* mask = Mask(rows.size);
    Test(columns, rows, mask);
    return SelectByMask(rows, mask, out);
  }

  void Test(Columns columns, RowSet rows, uint8_t* mask) override {
    const Vector input = input_->Evaluate(columns, rows);
    if (input.type().id() == TypeId::kNull) {
      rows.ForEach([&](uint32_t row) { mask[row] = 0; });
      return;
    }
    membership_->Test(input, rows, mask);
    const BufferPtr validity = CombineValidity({&input, 1}, rows);
    if (validity != nullptr) MaskByValidity(rows, validity->as<uint64_t>(), mask);
  }

 private:
  EvalNodePtr input_;
  std::unique_ptr<Membership> membership_;
  bool has_null_ = false;
};

}  // namespace

EvalNodePtr MakeInNode(EvalNodePtr input, const LogicalType& type, std::vector<Value> list) {
  return std::make_unique<InNode>(std::move(input), type, std::move(list));
}

}  // namespace lakebolt
