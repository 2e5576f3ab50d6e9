#include "function/aggregate/arg_extreme.h"

#include "function/aggregate/builtin.h"
#include "types/value_order.h"
#include "vector/column_buffer.h"
#include "vector/order_key.h"

namespace lakebolt {

namespace {

/// Says what a group has kept.
enum Kept : uint8_t { kNothing, kNullKey, kKey };

/// Keeps values and keys in columns; a better row is written over the one before. `T` is the
/// physical type of keys; nested keys are compared as bytes (StringView).
template <typename T, bool kLargest, bool kNested>
class ArgExtremeStates final : public AggregateStates {
 public:
  ArgExtremeStates(const LogicalType& value, const LogicalType& key, ArgNulls nulls)
      : nulls_(nulls),
        state_(ArgExtremeState(value, key)),
        values_(value),
        keys_(kNested ? LogicalType(TypeId::kBlob) : key) {}

  void Resize(uint32_t groups) override {
    if (groups <= kept_.size()) return;
    const auto more = static_cast<uint32_t>(groups - kept_.size());
    values_.AppendNulls(more);
    keys_.AppendNulls(more);
    kept_.resize(groups, kNothing);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    if constexpr (kNested) {
      OfferAll(args[0], EncodeKeys(args[1], rows), rows, groups, nullptr);
    } else {
      OfferAll(args[0], args[1], rows, groups, nullptr);
    }
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    OfferAll(flat.children()[1], flat.children()[2], rows, groups,
             flat.children()[0].values<uint8_t>());
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector kept(TypeId::kUInt8, count);
    for (uint32_t i = 0; i < count; ++i) kept.mutable_values<uint8_t>()[i] = kept_[begin + i];
    Vector out = Vector::Flat(state_, count, Buffer::Allocate(0), nullptr);
    out.mutable_children() = {std::move(kept), values_.Copy(begin, count),
                              keys_.Copy(begin, count)};
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    return values_.Copy(begin, count);
  }

  size_t MemoryBytes() const override {
    return values_.MemoryBytes() + keys_.MemoryBytes() + kept_.capacity();
  }

 private:
  static Vector EncodeKeys(const Vector& keys, RowSet rows) {
    Vector out(TypeId::kBlob, rows.size);
    auto heap = std::make_shared<StringHeap>();
    std::vector<uint8_t> bytes;
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (keys.IsNull(rows[i])) {
        out.SetNull(rows[i]);
        continue;
      }
      bytes.clear();
      AppendOrderKey(keys, rows[i], {}, bytes);
      out.mutable_values<StringView>()[rows[i]] =
          heap->Add({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
    out.AddOwner(heap);
    return out;
  }

  void OfferAll(const Vector& values, const Vector& keys, RowSet rows, const uint32_t* groups,
                const uint8_t* kept) {
    const VectorReader<T> reader(keys);
    const bool skips_values = nulls_ == ArgNulls::kSkipBoth && values.MayHaveNulls();
    for (uint32_t i = 0; i < rows.count; ++i) {
      const uint32_t row = rows[i];
      if (kept != nullptr && kept[row] == kNothing) continue;
      if (skips_values && values.IsNull(row)) continue;
      const uint32_t group = groups == nullptr ? 0 : groups[i];
      if (reader.IsNull(row)) {
        // Among rows without a key the first with a value counts, as in DuckDB.
        const bool better =
            kept_[group] == kNothing ||
            (kept_[group] == kNullKey && values_.IsNull(group) && !values.IsNull(row));
        if (nulls_ == ArgNulls::kKeysLast && better) {
          values_.Overwrite(group, values, row);
          kept_[group] = kNullKey;
        }
        continue;
      }
      const T& key = reader[row];
      if (kept_[group] == kKey) {
        const T& best = keys_.values<T>()[group];
        if (!(kLargest ? ValueLess(best, key) : ValueLess(key, best))) continue;
      }
      values_.Overwrite(group, values, row);
      keys_.Overwrite(group, keys, row);
      kept_[group] = kKey;
    }
  }

  ArgNulls nulls_;
  LogicalType state_;
  ColumnBuffer values_;
  ColumnBuffer keys_;
  std::vector<uint8_t> kept_;
};

template <bool kLargest>
std::unique_ptr<AggregateStates> Make(const LogicalType& value, const LogicalType& key,
                                      ArgNulls nulls) {
  if (key.IsNested()) {
    return std::make_unique<ArgExtremeStates<StringView, kLargest, true>>(value, key, nulls);
  }
  return DispatchPhysical(key.physical(), [&]<typename T>() -> std::unique_ptr<AggregateStates> {
    return std::make_unique<ArgExtremeStates<T, kLargest, false>>(value, key, nulls);
  });
}

void Add(FunctionRegistry& registry, const char* name, std::vector<std::string> aliases,
         std::string description, bool largest, ArgNulls nulls) {
  const auto bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundAggregate> {
    if (actual.size() != 2) return std::nullopt;
    BoundAggregate bound;
    bound.arguments = actual;
    bound.result = actual[0];
    bound.state = ArgExtremeState(actual[0], actual[1]);
    bound.make_states = [value = actual[0], key = actual[1], largest, nulls] {
      return MakeArgExtreme(value, key, largest, nulls);
    };
    return bound;
  };
  registry.Add(AggregateFunction{name,
                                 std::move(aliases),
                                 std::move(description),
                                 {{std::string(name) + "('a', 1)", "a"}},
                                 {{{TypeId::kNull, TypeId::kNull}, bind}}});
}

}  // namespace

LogicalType ArgExtremeState(const LogicalType& value, const LogicalType& key) {
  return LogicalType::Struct({{"kept", TypeId::kUInt8},
                              {"value", value},
                              {"key", key.IsNested() ? LogicalType(TypeId::kBlob) : key}});
}

std::unique_ptr<AggregateStates> MakeArgExtreme(const LogicalType& value, const LogicalType& key,
                                                bool largest, ArgNulls nulls) {
  return largest ? Make<true>(value, key, nulls) : Make<false>(value, key, nulls);
}

void RegisterArgExtremes(FunctionRegistry& registry) {
  const std::string greatest = "Gives the value of the row with the greatest key";
  const std::string least = "Gives the value of the row with the least key";
  const std::string skipped = "; rows where either is NULL are left out.";
  const std::string kept = "; the value may be NULL, the key not.";
  const std::string last = "; a NULL key counts where there is no other.";
  Add(registry, "arg_max", {"max_by", "argmax"}, greatest + skipped, true, ArgNulls::kSkipBoth);
  Add(registry, "arg_min", {"min_by", "argmin"}, least + skipped, false, ArgNulls::kSkipBoth);
  Add(registry, "arg_max_null", {}, greatest + kept, true, ArgNulls::kSkipKeys);
  Add(registry, "arg_min_null", {}, least + kept, false, ArgNulls::kSkipKeys);
  Add(registry, "arg_max_nulls_last", {}, greatest + last, true, ArgNulls::kKeysLast);
  Add(registry, "arg_min_nulls_last", {}, least + last, false, ArgNulls::kKeysLast);
}

}  // namespace lakebolt
