// Functions and operators of bit strings (type BIT).

#include <algorithm>
#include <string>

#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar_adapter.h"
#include "types/bit_string.h"

namespace lakebolt {

namespace {

const LogicalType kBit = TypeId::kBit;

/// Combines two bit strings of one length bit by bit.
template <typename Op>
StringView Combine(StringHeap& heap, const StringView& a, const StringView& b, const char* name,
                   Op op) {
  if (a.size() != b.size()) {
    throw UserError(ErrorCode::kInvalidArgument, std::string("cannot ") + name +
                                                     " bit strings of " + std::to_string(a.size()) +
                                                     " and " + std::to_string(b.size()) + " bits");
  }
  std::string out(a.view());
  for (size_t i = 0; i < out.size(); ++i) {
    out[i] = op(a.view()[i] == '1', b.view()[i] == '1') ? '1' : '0';
  }
  return heap.Add(out);
}

StringView And(StringHeap& heap, const StringView& a, const StringView& b) {
  return Combine(heap, a, b, "AND", [](bool x, bool y) { return x && y; });
}
StringView Or(StringHeap& heap, const StringView& a, const StringView& b) {
  return Combine(heap, a, b, "OR", [](bool x, bool y) { return x || y; });
}
StringView Xor(StringHeap& heap, const StringView& a, const StringView& b) {
  return Combine(heap, a, b, "XOR", [](bool x, bool y) { return x != y; });
}

StringView Not(StringHeap& heap, const StringView& bits) {
  std::string out(bits.view());
  for (char& c : out) c = c == '1' ? '0' : '1';
  return heap.Add(out);
}

/// Moves bits to the left, filling up with zeros; a negative or too large step is an error.
StringView ShiftLeft(StringHeap& heap, const StringView& bits, int32_t by) {
  if (by < 0) throw UserError(ErrorCode::kOutOfRange, "cannot shift by a negative number of bits");
  const size_t step = std::min<size_t>(static_cast<size_t>(by), bits.size());
  return heap.Add(std::string(bits.view().substr(step)) + std::string(step, '0'));
}
StringView ShiftRight(StringHeap& heap, const StringView& bits, int32_t by) {
  if (by < 0) throw UserError(ErrorCode::kOutOfRange, "cannot shift by a negative number of bits");
  const size_t step = std::min<size_t>(static_cast<size_t>(by), bits.size());
  return heap.Add(std::string(step, '0') + std::string(bits.view().substr(0, bits.size() - step)));
}

StringView Append(StringHeap& heap, const StringView& a, const StringView& b) {
  return heap.Add(a.str() + b.str());
}

int64_t CountOnes(const StringView& bits) {
  return std::count(bits.view().begin(), bits.view().end(), '1');
}
int64_t Length(const StringView& bits) {
  return bits.size();
}
int64_t ByteLength(const StringView& bits) {
  return (static_cast<int64_t>(bits.size()) + 7) / 8;
}

int32_t Position(const StringView& wanted, const StringView& bits) {
  const size_t at = bits.view().find(wanted.view());
  return at == std::string_view::npos ? 0 : static_cast<int32_t>(at) + 1;
}

void CheckIndex(const StringView& bits, int32_t index) {
  if (index >= 0 && static_cast<uint32_t>(index) < bits.size()) return;
  throw UserError(ErrorCode::kOutOfRange, "there is no bit " + std::to_string(index) + " of " +
                                              std::to_string(bits.size()) + " bits");
}

int32_t BitAt(const StringView& bits, int32_t index) {
  CheckIndex(bits, index);
  return bits.view()[static_cast<size_t>(index)] == '1' ? 1 : 0;
}

StringView WithBit(StringHeap& heap, const StringView& bits, int32_t index, int32_t value) {
  CheckIndex(bits, index);
  if (value != 0 && value != 1) {
    throw UserError(ErrorCode::kInvalidArgument, "a bit is 0 or 1, not " + std::to_string(value));
  }
  std::string out(bits.view());
  out[static_cast<size_t>(index)] = value == 1 ? '1' : '0';
  return heap.Add(out);
}

/// Bit strings made of a number may have so many bits, as lists may have elements.
constexpr int32_t kMostBits = 1 << 28;

/// Makes a bit string of at least as many bits as asked for.
StringView MakeBits(StringHeap& heap, const StringView& text, int32_t length) {
  if (text.size() == 0 || !IsBitString(text.view())) {
    throw UserError(ErrorCode::kInvalidArgument, "'" + text.str() + "' is no bit string");
  }
  if (length < 0 || static_cast<uint32_t>(length) < text.size()) {
    throw UserError(ErrorCode::kOutOfRange,
                    std::to_string(length) + " bits do not hold '" + text.str() + "'");
  }
  if (length > kMostBits) {
    throw UserError(ErrorCode::kOutOfRange, "a bit string of " + std::to_string(length) +
                                                " bits is too long: at most " +
                                                std::to_string(kMostBits) + " can be made");
  }
  return heap.Add(std::string(static_cast<size_t>(length) - text.size(), '0') + text.str());
}

void Add(FunctionRegistry& registry, const char* name, const char* description,
         FunctionExample example, std::vector<ScalarOverload> overloads,
         const FunctionTraits& traits = {}) {
  registry.Add(ScalarFunction{
      name, {}, "bits", description, {std::move(example)}, traits, std::move(overloads)});
}

void RegisterOperators(FunctionRegistry& registry) {
  using View = StringView;
  const auto pair = [](auto fn) {
    return std::vector{MakeOverload<View, View>({kBit, kBit}, kBit, fn)};
  };
  const auto shift = [](auto fn) {
    return std::vector{MakeOverload<View, int32_t>({kBit, TypeId::kInt32}, kBit, fn)};
  };
  Add(registry, "&", "", {"'0101'::BIT & '0011'::BIT", "0001"}, pair(And));
  Add(registry, "|", "", {"'0101'::BIT | '0011'::BIT", "0111"}, pair(Or));
  Add(registry, "xor", "", {"xor('0101'::BIT, '0011'::BIT)", "0110"}, pair(Xor));
  Add(registry, "~", "", {"~'0101'::BIT", "1010"}, {MakeOverload<View>({kBit}, kBit, Not)});
  Add(registry, "<<", "", {"'0101'::BIT << 1", "1010"}, shift(ShiftLeft));
  Add(registry, ">>", "", {"'0101'::BIT >> 1", "0010"}, shift(ShiftRight));
  Add(registry, "||", "", {"'01'::BIT || '1'::BIT", "011"}, pair(Append));
}

}  // namespace

void RegisterBitStrings(FunctionRegistry& registry) {
  using View = StringView;
  const LogicalType big = TypeId::kInt64;
  const LogicalType number = TypeId::kInt32;
  RegisterOperators(registry);
  Add(registry, "bit_count", "", {"bit_count('0101'::BIT)", "2"},
      {MakeOverload<View>({kBit}, big, CountOnes)});
  Add(registry, "length", "", {"length('0101'::BIT)", "4"},
      {MakeOverload<View>({kBit}, big, Length)});
  Add(registry, "bit_length", "", {"bit_length('0101'::BIT)", "4"},
      {MakeOverload<View>({kBit}, big, Length)});
  Add(registry, "octet_length", "", {"octet_length('0101'::BIT)", "1"},
      {MakeOverload<View>({kBit}, big, ByteLength)});
  Add(registry, "bit_position",
      "Returns where a bit string first stands in another, counted from 1; 0 when it does not.",
      {"bit_position('010'::BIT, '1110101'::BIT)", "4"},
      {MakeOverload<View, View>({kBit, kBit}, number, Position)}, NeverFails());
  Add(registry, "get_bit", "Returns one bit, counted from 0 at the left.",
      {"get_bit('0110'::BIT, 2)", "1"},
      {MakeOverload<View, int32_t>({kBit, number}, number, BitAt)});
  Add(registry, "set_bit", "Returns the bit string with one bit, counted from 0, set to 0 or 1.",
      {"set_bit('0110'::BIT, 2, 0)", "0100"},
      {MakeOverload<View, int32_t, int32_t>({kBit, number, number}, kBit, WithBit)});
  Add(registry, "bitstring", "Fills a bit string up with zeros in front.",
      {"bitstring('1010'::BIT, 7)", "0001010"},
      {MakeOverload<View, int32_t>({TypeId::kVarchar, number}, kBit, MakeBits),
       MakeOverload<View, int32_t>({kBit, number}, kBit, MakeBits)});
}

}  // namespace lakebolt
