// Bitmaps of 32,768 bits as Spark cuts sets of numbers into them: made of bit positions, joined by
// OR and AND.

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "function/aggregate/builtin.h"

namespace lakebolt {

namespace {

constexpr size_t kBitmapBytes = 4096;

enum class BitmapFold : uint8_t { kConstruct, kOr, kAnd };

/// Folds bit positions or bitmaps of each group; NULLs are left out. A bitmap shorter than 4,096
/// bytes counts as filled up with zeros.
class BitmapStates final : public AggregateStates {
 public:
  explicit BitmapStates(BitmapFold fold) : fold_(fold) {}

  void Resize(uint32_t groups) override {
    bytes_.resize(groups * kBitmapBytes, fold_ == BitmapFold::kAnd ? 0xFF : 0);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    if (fold_ != BitmapFold::kConstruct) return Merge(args[0], rows, groups);
    const VectorReader<int64_t> positions(args[0]);
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (positions.IsNull(rows[i])) continue;
      const int64_t bit = positions[rows[i]];
      if (bit < 0 || bit >= static_cast<int64_t>(8 * kBitmapBytes)) {
        throw UserError(ErrorCode::kOutOfRange,
                        "a bitmap has the bits 0 to 32767, not " + std::to_string(bit));
      }
      const auto at = static_cast<size_t>(bit);
      Group(groups, i)[at / 8] |= static_cast<uint8_t>(1U << (at % 8));
    }
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const VectorReader<StringView> bitmaps(states);
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (bitmaps.IsNull(rows[i])) continue;
      const std::string_view other = bitmaps[rows[i]].view();
      const size_t size = std::min(other.size(), kBitmapBytes);
      uint8_t* bytes = Group(groups, i);
      for (size_t k = 0; k < size; ++k) {
        const auto byte = static_cast<uint8_t>(other[k]);
        bytes[k] = fold_ == BitmapFold::kAnd ? bytes[k] & byte : bytes[k] | byte;
      }
      if (fold_ == BitmapFold::kAnd) std::memset(bytes + size, 0, kBitmapBytes - size);
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(TypeId::kBlob, count);
    auto heap = std::make_shared<StringHeap>();
    for (uint32_t i = 0; i < count; ++i) {
      const uint8_t* bytes = bytes_.data() + (begin + i) * kBitmapBytes;
      out.mutable_values<StringView>()[i] =
          heap->Add({reinterpret_cast<const char*>(bytes), kBitmapBytes});
    }
    out.AddOwner(heap);
    return out;
  }
  Vector Finalize(uint32_t begin, uint32_t count) const override { return Export(begin, count); }
  size_t MemoryBytes() const override { return bytes_.capacity(); }

 private:
  uint8_t* Group(const uint32_t* groups, uint32_t i) {
    return bytes_.data() + (groups == nullptr ? 0 : groups[i]) * kBitmapBytes;
  }

  BitmapFold fold_;
  std::vector<uint8_t> bytes_;
};

void Add(FunctionRegistry& registry, const char* name, const char* description,
         FunctionExample example, BitmapFold fold) {
  const LogicalType argument = fold == BitmapFold::kConstruct ? TypeId::kInt64 : TypeId::kBlob;
  const auto bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundAggregate> {
    if (actual.size() != 1) return std::nullopt;
    BoundAggregate bound;
    bound.arguments = {argument};
    bound.result = TypeId::kBlob;
    bound.state = TypeId::kBlob;
    bound.ignores_duplicates = true;
    bound.ignores_order = true;
    bound.null_on_empty = false;
    bound.make_states = [fold] { return std::make_unique<BitmapStates>(fold); };
    return bound;
  };
  registry.Add(
      AggregateFunction{name, {}, description, {std::move(example)}, {{{argument}, bind}}});
}

}  // namespace

void RegisterBitmaps(FunctionRegistry& registry) {
  Add(registry, "bitmap_construct_agg",
      "Makes a bitmap with the bits of all positions, which bitmap_bit_position gives.",
      {"bitmap_count(bitmap_construct_agg(5))", "1"}, BitmapFold::kConstruct);
  Add(registry, "bitmap_or_agg", "Joins bitmaps by OR.",
      {"bitmap_count(bitmap_or_agg('\\x0F'::BLOB))", "4"}, BitmapFold::kOr);
  Add(registry, "bitmap_and_agg", "Joins bitmaps by AND.",
      {"bitmap_count(bitmap_and_agg('\\x0F'::BLOB))", "4"}, BitmapFold::kAnd);
}

}  // namespace lakebolt
