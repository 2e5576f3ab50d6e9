#include "base/error.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/state_column.h"

namespace lakebolt {

namespace {

enum class BitOp : uint8_t { kAnd, kOr, kXor };

/// Joins the bits of all integers by AND, OR or XOR.
template <typename T, BitOp kOp>
class BitStates final : public AggregateStates {
 public:
  explicit BitStates(LogicalType type)
      : type_(std::move(type)), bits_(kOp == BitOp::kAnd ? static_cast<T>(~T{0}) : T{0}) {}

  void Resize(uint32_t groups) override {
    bits_.Resize(groups);
    seen_.Resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    Merge(args[0], rows, groups);
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    ForEachValid<T>(states, rows, [&](uint32_t i, T value) {
      const uint32_t group = groups == nullptr ? 0 : groups[i];
      if constexpr (kOp == BitOp::kAnd) bits_[group] = static_cast<T>(bits_[group] & value);
      if constexpr (kOp == BitOp::kOr) bits_[group] = static_cast<T>(bits_[group] | value);
      if constexpr (kOp == BitOp::kXor) bits_[group] = static_cast<T>(bits_[group] ^ value);
      seen_[group] = 1;
    });
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out = bits_.Export(type_, begin, count);
    seen_.ApplyTo(out, begin);
    return out;
  }
  Vector Finalize(uint32_t begin, uint32_t count) const override { return Export(begin, count); }
  size_t MemoryBytes() const override { return bits_.MemoryBytes() + seen_.MemoryBytes(); }

 private:
  LogicalType type_;
  StateColumn<T> bits_;
  SeenColumn seen_;
};

template <BitOp kOp>
std::optional<BoundAggregate> BindBits(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1) return std::nullopt;
  const LogicalType type =
      actual[0].id() == TypeId::kNull ? LogicalType(TypeId::kInt64) : actual[0];
  if (!type.IsInteger()) return std::nullopt;
  BoundAggregate bound;
  bound.arguments = {type};
  bound.result = type;
  bound.state = type;
  bound.ignores_order = true;
  bound.ignores_duplicates = kOp != BitOp::kXor;
  bound.make_states = [type]() -> std::unique_ptr<AggregateStates> {
    return DispatchPhysical(type.physical(), [&]<typename T>() -> std::unique_ptr<AggregateStates> {
      if constexpr (std::is_integral_v<T> || std::is_same_v<T, int128_t> ||
                    std::is_same_v<T, uint128_t>) {
        return std::make_unique<BitStates<T, kOp>>(type);
      } else {
        throw InternalError("bits of a type that is no integer");
      }
    });
  };
  return bound;
}

}  // namespace

void RegisterBitwise(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{"bit_and",
                                 {},
                                 "Joins the bits of all values by AND.",
                                 {{"bit_and(6)", "6"}},
                                 {{{TypeId::kInt64}, BindBits<BitOp::kAnd>}}});
  registry.Add(AggregateFunction{"bit_or",
                                 {},
                                 "Joins the bits of all values by OR.",
                                 {{"bit_or(6)", "6"}},
                                 {{{TypeId::kInt64}, BindBits<BitOp::kOr>}}});
  registry.Add(AggregateFunction{"bit_xor",
                                 {},
                                 "Joins the bits of all values by XOR.",
                                 {{"bit_xor(6)", "6"}},
                                 {{{TypeId::kInt64}, BindBits<BitOp::kXor>}}});
}

}  // namespace lakebolt
