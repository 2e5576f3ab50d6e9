// Aggregates of bit strings: bit_and, bit_or and bit_xor of BIT, and bitstring_agg, which sets one
// bit for each integer seen.

#include <string>
#include <vector>

#include "base/error.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/state_column.h"

namespace lakebolt {

namespace {

using JoinBit = char (*)(char a, char b);

char AndBit(char a, char b) {
  return a == '1' && b == '1' ? '1' : '0';
}
char OrBit(char a, char b) {
  return a == '1' || b == '1' ? '1' : '0';
}
char XorBit(char a, char b) {
  return a != b ? '1' : '0';
}

/// Joins bit strings of one length; an empty state has seen nothing.
class JoinedBits : public AggregateStates {
 public:
  explicit JoinedBits(JoinBit join) : join_(join) {}

  void Resize(uint32_t groups) override { bits_.resize(groups); }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    Merge(args[0], rows, groups);
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    ForEachValid<StringView>(states, rows, [&](uint32_t i, const StringView& bits) {
      Join(bits_[groups == nullptr ? 0 : groups[i]], bits.view());
    });
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(TypeId::kBit, count);
    auto heap = std::make_shared<StringHeap>();
    for (uint32_t i = 0; i < count; ++i) {
      const std::string& bits = bits_[begin + i];
      if (bits.empty()) {
        out.SetNull(i);
      } else {
        out.mutable_values<StringView>()[i] = heap->Add(bits);
      }
    }
    out.AddOwner(std::move(heap));
    return out;
  }
  Vector Finalize(uint32_t begin, uint32_t count) const override { return Export(begin, count); }

  size_t MemoryBytes() const override {
    size_t bytes = bits_.capacity() * sizeof(std::string);
    for (const std::string& bits : bits_) bytes += bits.capacity();
    return bytes;
  }

 protected:
  void Join(std::string& state, std::string_view bits) const {
    if (state.empty()) {
      state.assign(bits);
      return;
    }
    if (state.size() != bits.size()) {
      throw UserError(ErrorCode::kInvalidArgument, "cannot join bit strings of " +
                                                       std::to_string(state.size()) + " and " +
                                                       std::to_string(bits.size()) + " bits");
    }
    for (size_t i = 0; i < state.size(); ++i) state[i] = join_(state[i], bits[i]);
  }

  std::vector<std::string>& bits() { return bits_; }

 private:
  JoinBit join_;
  std::vector<std::string> bits_;
};

/// Sets the bit of each integer between two bounds.
class SetBits final : public JoinedBits {
 public:
  SetBits(int128_t least, int128_t most) : JoinedBits(OrBit), least_(least), most_(most) {}

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    ForEachValid<int128_t>(args[0], rows, [&](uint32_t i, int128_t value) {
      if (value < least_ || value > most_) {
        throw UserError(ErrorCode::kOutOfRange, Value::Integral(TypeId::kInt128, value).ToString() +
                                                    " lies outside of the bounds of bitstring_agg");
      }
      std::string& state = bits()[groups == nullptr ? 0 : groups[i]];
      if (state.empty()) state.assign(static_cast<size_t>(most_ - least_ + 1), '0');
      state[static_cast<size_t>(value - least_)] = '1';
    });
  }

 private:
  int128_t least_;
  int128_t most_;
};

template <JoinBit kJoin>
std::optional<BoundAggregate> BindJoined(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1 || actual[0].id() != TypeId::kBit) return std::nullopt;
  BoundAggregate bound;
  bound.arguments = {TypeId::kBit};
  bound.result = TypeId::kBit;
  bound.state = TypeId::kBit;
  bound.ignores_order = true;
  bound.ignores_duplicates = kJoin != XorBit;
  bound.make_states = [] { return std::make_unique<JoinedBits>(kJoin); };
  return bound;
}

std::optional<BoundAggregate> BindSetBits(const std::vector<LogicalType>& actual,
                                          std::span<const Value* const> constants) {
  constexpr int128_t kMostBits = 1'000'000'000;
  if (actual.size() != 3 || !actual[0].IsInteger()) return std::nullopt;
  for (size_t i = 1; i < 3; ++i) {
    if (!actual[i].IsInteger() || constants[i] == nullptr || constants[i]->IsNull() ||
        !constants[i]->HasIntegral()) {
      return std::nullopt;
    }
  }
  const int128_t least = constants[1]->integral();
  const int128_t most = constants[2]->integral();
  if (most < least || most - least >= kMostBits) {
    throw UserError(ErrorCode::kOutOfRange,
                    "bitstring_agg takes bounds of at most 1000000000 bits");
  }
  BoundAggregate bound;
  bound.arguments = {TypeId::kInt128};
  bound.constants = {*constants[1], *constants[2]};
  bound.result = TypeId::kBit;
  bound.state = TypeId::kBit;
  bound.ignores_order = true;
  bound.ignores_duplicates = true;
  bound.make_states = [least, most] { return std::make_unique<SetBits>(least, most); };
  return bound;
}

}  // namespace

void RegisterBitStringAggregates(FunctionRegistry& registry) {
  const LogicalType bit = TypeId::kBit;
  registry.Add(AggregateFunction{
      "bit_and", {}, "", {{"bit_and('011'::BIT)", "011"}}, {{{bit}, BindJoined<AndBit>}}});
  registry.Add(AggregateFunction{
      "bit_or", {}, "", {{"bit_or('011'::BIT)", "011"}}, {{{bit}, BindJoined<OrBit>}}});
  registry.Add(AggregateFunction{
      "bit_xor", {}, "", {{"bit_xor('011'::BIT)", "011"}}, {{{bit}, BindJoined<XorBit>}}});
  const LogicalType number = TypeId::kInt64;
  registry.Add(
      AggregateFunction{"bitstring_agg",
                        {},
                        "Returns a bit string with one bit for each integer from the second "
                        "argument to the third, set for those that occur.",
                        {{"bitstring_agg(3, 1, 5)", "00100"}},
                        {{{number, number, number}, {}, BindSetBits}}});
}

}  // namespace lakebolt
