#include <algorithm>
#include <limits>

#include "base/error.h"
#include "function/aggregate/builtin.h"
#include "function/cast.h"
#include "function/scalar/nested/nested_overload.h"
#include "types/decimal.h"
#include "vector/column_buffer.h"
#include "vector/compare_rows.h"
#include "vector/order_key.h"

namespace lakebolt {

namespace {

/// Holds the bounds of a histogram, sorted and each once, as values and as bytes that order them.
struct Bins {
  LogicalType type;
  bool exact = false;  // counts values equal to a bound instead of those up to it
  std::vector<Value> bounds;
  std::vector<std::string> keys;
};

void WriteKey(const Vector& vector, uint32_t row, std::vector<uint8_t>& bytes, std::string& key) {
  bytes.clear();
  AppendOrderKey(vector, row, {}, bytes);
  key.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

/// Counts values by bins; the last bin takes what is in none. The state of a group is the list of
/// its counts.
class BinStates final : public AggregateStates {
 public:
  explicit BinStates(std::shared_ptr<const Bins> bins)
      : bins_(std::move(bins)), width_(static_cast<uint32_t>(bins_->bounds.size()) + 1) {}

  void Resize(uint32_t groups) override {
    counts_.resize(static_cast<size_t>(groups) * width_);
    seen_.resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (args[0].IsNull(rows[i])) continue;
      WriteKey(args[0], rows[i], bytes_, key_);
      const auto found = std::lower_bound(bins_->keys.begin(), bins_->keys.end(), key_);
      size_t bin = static_cast<size_t>(found - bins_->keys.begin());
      if (bins_->exact && (found == bins_->keys.end() || *found != key_)) bin = width_ - 1;
      Add(groups == nullptr ? 0 : groups[i], bin, 1);
    }
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    const auto* entries = flat.values<ListEntry>();
    const VectorReader<uint64_t> counts(flat.children()[0]);
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (flat.IsNull(rows[i])) continue;
      for (uint32_t bin = 0; bin < width_; ++bin) {
        Add(groups == nullptr ? 0 : groups[i], bin, counts[entries[rows[i]].offset + bin]);
      }
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(LogicalType::List(TypeId::kUInt64), count);
    Vector counts(TypeId::kUInt64, count * width_);
    std::copy_n(counts_.begin() + static_cast<ptrdiff_t>(begin) * width_, count * width_,
                counts.mutable_values<uint64_t>());
    for (uint32_t i = 0; i < count; ++i) {
      out.mutable_values<ListEntry>()[i] = {i * width_, width_};
      if (seen_[begin + i] == 0) out.SetNull(i);
    }
    out.mutable_children()[0] = std::move(counts);
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override;

  size_t MemoryBytes() const override {
    return counts_.capacity() * sizeof(uint64_t) + seen_.capacity();
  }

 private:
  void Add(uint32_t group, size_t bin, uint64_t count) {
    counts_[static_cast<size_t>(group) * width_ + bin] += count;
    seen_[group] = 1;
  }

  std::shared_ptr<const Bins> bins_;
  uint32_t width_;
  std::vector<uint64_t> counts_;
  std::vector<uint8_t> seen_;
  std::vector<uint8_t> bytes_;
  std::string key_;
};

/// Returns the key under which values in no bin are counted: the greatest of the type, or the empty
/// text; nothing for types without such a value.
std::optional<Value> OtherKey(const LogicalType& type) {
  if (type.IsStringLike()) return Value::String(type, "");
  if (type.IsFloating()) {
    return Value::Floating(type, std::numeric_limits<double>::infinity());
  }
  if (type.physical() == PhysicalType::kInt256) return std::nullopt;
  if (type.IsDecimal()) return Value::Integral(type, PowerOfTen(type.precision()) - 1);
  if (type.IsNested() || type.id() == TypeId::kInterval) return std::nullopt;
  return DispatchPhysical(type.physical(), [&]<typename T>() -> std::optional<Value> {
    if constexpr (std::is_same_v<T, int128_t>) {
      return Value::Integral(type, ~(int128_t{1} << 127));
    } else if constexpr (std::is_integral_v<T>) {
      return Value::Integral(type, std::numeric_limits<T>::max());
    } else {
      return std::nullopt;
    }
  });
}

Vector BinStates::Finalize(uint32_t begin, uint32_t count) const {
  const LogicalType type = LogicalType::Map(bins_->type, TypeId::kUInt64);
  const std::optional<Value> other = OtherKey(bins_->type);
  Vector keys(bins_->type, width_);
  for (uint32_t b = 0; b + 1 < width_; ++b) keys.SetValue(b, bins_->bounds[b]);
  if (other) keys.SetValue(width_ - 1, *other);
  Vector out(type, count);
  std::vector<uint32_t> chosen;
  std::vector<uint64_t> numbers;
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t* counts = counts_.data() + static_cast<size_t>(begin + i) * width_;
    const bool others = other && counts[width_ - 1] > 0;
    const uint32_t size = seen_[begin + i] == 0 ? 0 : width_ - (others ? 0 : 1);
    out.mutable_values<ListEntry>()[i] = {static_cast<uint32_t>(chosen.size()), size};
    if (seen_[begin + i] == 0) out.SetNull(i);
    for (uint32_t b = 0; b < size; ++b) {
      chosen.push_back(b);
      numbers.push_back(counts[b]);
    }
  }
  const auto total = static_cast<uint32_t>(chosen.size());
  Vector counts(TypeId::kUInt64, total);
  std::copy(numbers.begin(), numbers.end(), counts.mutable_values<uint64_t>());
  Vector pairs = Vector::Flat(type.element(), total, Buffer::Allocate(0), nullptr);
  pairs.mutable_children() = {keys.Gather(chosen.data(), total), std::move(counts)};
  out.mutable_children()[0] = std::move(pairs);
  return out;
}

std::shared_ptr<const Bins> MakeBins(const LogicalType& type, bool exact, const Value& list) {
  auto bins = std::make_shared<Bins>();
  bins->type = type;
  bins->exact = exact;
  std::vector<std::pair<std::string, Value>> sorted;
  std::vector<uint8_t> bytes;
  for (const Value& part : list.parts()) {
    if (part.IsNull()) {
      throw UserError(ErrorCode::kInvalidQuery, "a bound of a histogram must not be NULL");
    }
    const Value bound = CastValue(part, type);
    sorted.emplace_back("", bound);
    WriteKey(Vector::Constant(bound, 1), 0, bytes, sorted.back().first);
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [key, bound] : sorted) {
    if (!bins->keys.empty() && bins->keys.back() == key) continue;
    bins->keys.push_back(std::move(key));
    bins->bounds.push_back(std::move(bound));
  }
  return bins;
}

AggregateOverload Overload(bool exact) {
  const auto bind = [=](const std::vector<LogicalType>& actual,
                        std::span<const Value* const> constants) -> std::optional<BoundAggregate> {
    if (actual.size() != 2 || actual[1].id() != TypeId::kList) return std::nullopt;
    if (constants[1] == nullptr || constants[1]->IsNull()) {
      throw UserError(ErrorCode::kInvalidQuery,
                      "the bounds of a histogram must be a constant list");
    }
    BoundAggregate bound;
    const LogicalType type = actual[0].id() == TypeId::kNull ? actual[1].element() : actual[0];
    bound.arguments = {type};
    bound.result = LogicalType::Map(type, TypeId::kUInt64);
    bound.state = LogicalType::List(TypeId::kUInt64);
    bound.ignores_order = true;
    bound.constants = {*constants[1]};
    bound.make_states = [bins = MakeBins(type, exact, *constants[1])] {
      return std::make_unique<BinStates>(bins);
    };
    return bound;
  };
  return {{TypeId::kNull, LogicalType::List(TypeId::kNull)}, {}, bind};
}

/// Tells whether a key of a histogram stands for the values in no bin.
ScalarOverload IsOtherOverload() {
  return MakeBinding({TypeId::kNull}, [](const Types& actual) -> std::optional<BoundScalar> {
    const LogicalType& type = actual[0];
    return MakeBound(actual, TypeId::kBoolean, [type](std::span<const Vector> args, RowSet rows) {
      const std::optional<Value> other = OtherKey(type);
      const Vector key = other ? Vector::Constant(*other, rows.size) : Vector();
      Vector out(TypeId::kBoolean, rows.size);
      auto* values = out.mutable_values<uint8_t>();
      rows.ForEach([&](uint32_t row) {
        values[row] = other && CompareRows(args[0], row, key, row) == 0 ? 1 : 0;
      });
      return out;
    });
  });
}

}  // namespace

void RegisterBinnedHistogram(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{
      "histogram", {}, "", {{"histogram(42, [10, 50])", "{10=0, 50=1}"}}, {Overload(false)}});
  registry.Add(AggregateFunction{"histogram_exact",
                                 {},
                                 "Maps each of a list of values to how often it occurs, and the "
                                 "greatest value of the type to the count of all others.",
                                 {{"histogram_exact(42, [10, 42])", "{10=0, 42=1}"}},
                                 {Overload(true)}});
  registry.Add(ScalarFunction{"is_histogram_other_bin",
                              {},
                              "general",
                              "Tells whether a key of a histogram stands for the values in no bin: "
                              "whether it is the greatest value of its type, or the empty text.",
                              {{"is_histogram_other_bin('')", "true"}},
                              {},
                              {IsOtherOverload()}});
}

}  // namespace lakebolt
