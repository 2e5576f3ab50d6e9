// x IN (constants): a few are compared one after another, many are looked up in a set.

#include <algorithm>
#include <unordered_set>

#include "base/hash.h"
#include "expression/compare_kernels.h"
#include "expression/eval_node.h"
#include "function/validity.h"

namespace lakebolt {

namespace {

/// Is the number of constants up to which comparing with each is faster than looking up.
constexpr size_t kFewConstants = 8;

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

struct HashKey {
  template <typename T>
  size_t operator()(const T& key) const {
    if constexpr (std::is_same_v<T, StringView>) {
      return HashBytes(key.data(), key.size());
    } else if constexpr (sizeof(T) == 16) {
      const auto word = static_cast<uint128_t>(key);
      return CombineHash(HashWord(static_cast<uint64_t>(word)), static_cast<uint64_t>(word >> 64));
    } else {
      return HashWord(static_cast<uint64_t>(key));
    }
  }
};

template <typename T>
class LookUp final : public Membership {
 public:
  explicit LookUp(const std::vector<Value>& list)
      : constants_(list.front().type(), static_cast<uint32_t>(list.size())) {
    for (uint32_t i = 0; i < list.size(); ++i) constants_.SetValue(i, list[i]);
    const T* values = constants_.template values<T>();
    set_.insert(values, values + list.size());
  }

  void Test(const Vector& input, RowSet rows, uint8_t* out) override {
    const VectorReader<T> reader(input);
    rows.ForEach([&](uint32_t row) { out[row] = set_.count(reader[row]) != 0; });
  }

 private:
  Vector constants_;  // owns the text
  std::unordered_set<T, HashKey> set_;
};

std::unique_ptr<Membership> MakeMembership(const LogicalType& type,
                                           const std::vector<Value>& list) {
  if (list.size() <= kFewConstants) return std::make_unique<CompareEach>(list);
  switch (type.physical()) {
    case PhysicalType::kInt32: return std::make_unique<LookUp<int32_t>>(list);
    case PhysicalType::kInt64: return std::make_unique<LookUp<int64_t>>(list);
    case PhysicalType::kInt128: return std::make_unique<LookUp<int128_t>>(list);
    case PhysicalType::kUInt128: return std::make_unique<LookUp<uint128_t>>(list);
    case PhysicalType::kInt16: return std::make_unique<LookUp<int16_t>>(list);
    case PhysicalType::kUInt32: return std::make_unique<LookUp<uint32_t>>(list);
    case PhysicalType::kUInt64: return std::make_unique<LookUp<uint64_t>>(list);
    case PhysicalType::kString: return std::make_unique<LookUp<StringView>>(list);
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
