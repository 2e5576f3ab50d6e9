#include <cmath>
#include <limits>

#include "base/error.h"
#include "function/aggregate/arg_extreme.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/state_column.h"
#include "types/text_order.h"
#include "vector/column_buffer.h"

namespace lakebolt {

namespace {

/// Tells whether `a` comes before `b`; NaN is above every number.
template <typename T>
bool Before(const T& a, const T& b) {
  if constexpr (std::is_floating_point_v<T>) {
    return std::isnan(b) ? !std::isnan(a) : a < b;
  } else {
    return a < b;
  }
}

template <typename T, bool kMin>
bool Improves(const T& value, const T& best) {
  return kMin ? Before(value, best) : Before(best, value);
}

/// Returns the value that all others improve, from which a group without values starts; for some
/// types there is none known, and the first value is taken as it is.
template <typename T, bool kMin>
T WorstOf() {
  if constexpr (std::is_floating_point_v<T>) {
    return kMin ? std::numeric_limits<T>::quiet_NaN() : -std::numeric_limits<T>::infinity();
  } else if constexpr (std::is_arithmetic_v<T>) {
    return kMin ? std::numeric_limits<T>::max() : std::numeric_limits<T>::lowest();
  } else {
    return T{};
  }
}

/// Keeps the least or greatest value of fixed width.
template <typename T, bool kMin>
class FixedMinMaxStates final : public AggregateStates {
 public:
  explicit FixedMinMaxStates(LogicalType type)
      : type_(std::move(type)), best_(WorstOf<T, kMin>()) {}

  void Resize(uint32_t groups) override {
    best_.Resize(groups);
    seen_.Resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    Merge(args[0], rows, groups);
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    if (groups != nullptr) {
      ForEachValid<T>(states, rows, [&](uint32_t i, const T& value) {
        Offer(best_[groups[i]], seen_[groups[i]], value);
      });
      return;
    }
    T best = best_[0];  // in a register, where compilers can use wide instructions
    uint8_t seen = seen_[0];
    ForEachValid<T>(states, rows, [&](uint32_t, const T& value) { Offer(best, seen, value); });
    best_[0] = best;
    seen_[0] = seen;
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out = best_.Export(type_, begin, count);
    seen_.ApplyTo(out, begin);
    return out;
  }
  Vector Finalize(uint32_t begin, uint32_t count) const override { return Export(begin, count); }
  size_t MemoryBytes() const override { return best_.MemoryBytes() + seen_.MemoryBytes(); }

 private:
  static void Offer(T& best, uint8_t& seen, const T& value) {
    const bool has_worst = std::is_arithmetic_v<T>;
    if ((!has_worst && seen == 0) || Improves<T, kMin>(value, best)) best = value;
    seen = 1;
  }

  LogicalType type_;
  StateColumn<T> best_;
  SeenColumn seen_;
};

/// Keeps the least or greatest string; the bytes of all groups stand in one heap.
template <bool kMin>
class StringMinMaxStates final : public AggregateStates {
 public:
  explicit StringMinMaxStates(const LogicalType& type) : best_(type) {}

  void Resize(uint32_t groups) override {
    if (groups > best_.size()) best_.AppendNulls(groups - best_.size());
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    Merge(args[0], rows, groups);
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    ForEachValid<StringView>(states, rows, [&](uint32_t i, const StringView& value) {
      const uint32_t group = groups == nullptr ? 0 : groups[i];
      if (groups != nullptr && i + kPrefetchViews < rows.count) Prefetch(groups + i);
      if (!best_.IsNull(group)) {
        const StringView& best = best_.template values<StringView>()[group];
        if (!(kMin ? TextBefore(value, best) : TextBefore(best, value))) return;
      }
      best_.Overwrite(group, states, rows[i]);
    });
  }

  Vector Export(uint32_t begin, uint32_t count) const override { return best_.Copy(begin, count); }
  Vector Finalize(uint32_t begin, uint32_t count) const override { return Export(begin, count); }

  size_t MemoryBytes() const override { return best_.MemoryBytes(); }

 private:
  // Prefetching runs so many rows ahead: the views, then the bytes that they lead to.
  static constexpr uint32_t kPrefetchViews = 16;
  static constexpr uint32_t kPrefetchTexts = 8;

  void Prefetch(const uint32_t* groups) const {
    const StringView* const best = best_.template values<StringView>();
    __builtin_prefetch(best + groups[kPrefetchViews]);
    __builtin_prefetch(best[groups[kPrefetchTexts]].data());
  }

  ColumnBuffer best_;
};

/// Keeps the least or greatest value of a nested type: the one that is its own extreme key.
class NestedMinMaxStates final : public AggregateStates {
 public:
  NestedMinMaxStates(const LogicalType& type, bool largest)
      : states_(MakeArgExtreme(type, type, largest, ArgNulls::kSkipBoth)) {}

  void Resize(uint32_t groups) override { states_->Resize(groups); }
  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    const Vector twice[] = {args[0], args[0]};
    states_->Update(twice, rows, groups);
  }
  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    states_->Merge(states, rows, groups);
  }
  Vector Export(uint32_t begin, uint32_t count) const override {
    return states_->Export(begin, count);
  }
  Vector Finalize(uint32_t begin, uint32_t count) const override {
    return states_->Finalize(begin, count);
  }
  size_t MemoryBytes() const override { return states_->MemoryBytes(); }

 private:
  std::unique_ptr<AggregateStates> states_;
};

template <bool kMin>
std::unique_ptr<AggregateStates> MakeStates(const LogicalType& type) {
  if (type.IsNested()) return std::make_unique<NestedMinMaxStates>(type, !kMin);
  return DispatchPhysical(type.physical(), [&]<typename T>() -> std::unique_ptr<AggregateStates> {
    if constexpr (std::is_same_v<T, StringView>) {
      return std::make_unique<StringMinMaxStates<kMin>>(type);
    } else {
      return std::make_unique<FixedMinMaxStates<T, kMin>>(type);
    }
  });
}

template <bool kMin>
std::optional<BoundAggregate> BindMinMax(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1) return std::nullopt;
  const LogicalType& type = actual[0];
  BoundAggregate bound;
  bound.ignores_order = true;
  bound.name = kMin ? "min" : "max";
  bound.arguments = {type};
  bound.result = type;
  bound.state = type.IsNested() ? ArgExtremeState(type, type) : type;
  bound.ignores_duplicates = true;
  bound.make_states = [type] { return MakeStates<kMin>(type); };
  return bound;
}

}  // namespace

void RegisterMinMax(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{"min",
                                 {},
                                 "Gives the least value that is not NULL.",
                                 {{"min(7)", "7"}},
                                 {{{TypeId::kNull}, BindMinMax<true>}}});
  registry.Add(AggregateFunction{"max",
                                 {},
                                 "Gives the greatest value that is not NULL.",
                                 {{"max(7)", "7"}},
                                 {{{TypeId::kNull}, BindMinMax<false>}}});
}

}  // namespace lakebolt
