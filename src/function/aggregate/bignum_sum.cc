// The sum of BIGNUM.

#include <optional>
#include <vector>

#include "function/aggregate/bignum_sum.h"
#include "function/aggregate/state_column.h"
#include "types/bignum.h"

namespace lakebolt {

namespace {

class BignumSums final : public AggregateStates {
 public:
  void Resize(uint32_t groups) override { sums_.resize(groups); }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    Merge(args[0], rows, groups);
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    ForEachValid<StringView>(states, rows, [&](uint32_t i, const StringView& bytes) {
      std::optional<Bignum>& sum = sums_[groups == nullptr ? 0 : groups[i]];
      const Bignum number = Bignum::FromBytes(bytes.view());
      sum = sum ? *sum + number : number;
    });
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(TypeId::kBignum, count);
    auto heap = std::make_shared<StringHeap>();
    for (uint32_t i = 0; i < count; ++i) {
      if (const auto& sum = sums_[begin + i]) {
        out.mutable_values<StringView>()[i] = heap->Add(sum->ToBytes());
      } else {
        out.SetNull(i);
      }
    }
    out.AddOwner(std::move(heap));
    return out;
  }
  Vector Finalize(uint32_t begin, uint32_t count) const override { return Export(begin, count); }

  size_t MemoryBytes() const override {
    size_t bytes = sums_.capacity() * sizeof(sums_[0]);
    for (const auto& sum : sums_) bytes += sum ? sum->MemoryBytes() : 0;
    return bytes;
  }

 private:
  std::vector<std::optional<Bignum>> sums_;
};

}  // namespace

std::optional<BoundAggregate> BindBignumSum(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1 || actual[0].id() != TypeId::kBignum) return std::nullopt;
  BoundAggregate bound;
  bound.arguments = {TypeId::kBignum};
  bound.result = TypeId::kBignum;
  bound.state = TypeId::kBignum;
  bound.ignores_order = true;
  bound.make_states = [] { return std::make_unique<BignumSums>(); };
  return bound;
}

}  // namespace lakebolt
