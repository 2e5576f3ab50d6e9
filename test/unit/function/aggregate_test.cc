// Aggregates over columns of every encoding, grouped and not, through export and merge, against
// sums of single values.

#include <gtest/gtest.h>

#include "function/registry.h"
#include "random_columns.h"

namespace lakebolt::test {
namespace {

struct Batch {
  std::vector<Vector> args;
  std::vector<uint32_t> picked;
  RowSet rows;
  std::vector<uint32_t> groups;
};

/// Computes all rows at once, one group after another, from constants of one row each.
std::vector<Value> OneByOne(const BoundAggregate& bound, const std::vector<Batch>& batches,
                            uint32_t groups) {
  const auto states = bound.make_states();
  states->Resize(groups);
  for (const Batch& batch : batches) {
    for (uint32_t i = 0; i < batch.rows.count; ++i) {
      std::vector<Vector> single;
      for (const Vector& arg : batch.args) {
        Vector one(arg.type(), 1);
        one.SetValue(0, arg.GetValue(batch.rows[i]));
        single.push_back(std::move(one));
      }
      states->Update(single, RowSet::Dense(1), &batch.groups[i]);
    }
  }
  std::vector<Value> out;
  const Vector results = states->Finalize(0, groups);
  for (uint32_t g = 0; g < groups; ++g) out.push_back(results.GetValue(g));
  return out;
}

/// Computes batch by batch in two halves that are exported and merged.
std::vector<Value> ByBatches(const BoundAggregate& bound, const std::vector<Batch>& batches,
                             uint32_t groups, bool grouped) {
  const auto total = bound.make_states();
  total->Resize(groups);
  for (size_t half = 0; half < 2; ++half) {
    const auto states = bound.make_states();
    states->Resize(groups);
    for (size_t b = half; b < batches.size(); b += 2) {
      const Batch& batch = batches[b];
      states->Update(batch.args, batch.rows, grouped ? batch.groups.data() : nullptr);
    }
    const Vector exported = states->Export(0, groups);
    std::vector<uint32_t> same(groups);
    for (uint32_t g = 0; g < groups; ++g) same[g] = g;
    total->Merge(exported, RowSet::Dense(groups), grouped ? same.data() : nullptr);
  }
  std::vector<Value> out;
  const Vector results = total->Finalize(0, groups);
  for (uint32_t g = 0; g < groups; ++g) out.push_back(results.GetValue(g));
  return out;
}

void ExpectSame(const Value& a, const Value& b, const std::string& what) {
  ASSERT_EQ(a.IsNull(), b.IsNull()) << what;
  if (a.IsNull()) return;
  // With infinities among the values, moments end as inf or nan by the order of additions.
  if (a.type().IsFloating() && !std::isfinite(a.floating()) && !std::isfinite(b.floating())) return;
  if (a.type().IsFloating() && std::isfinite(a.floating()) && std::isfinite(b.floating())) {
    ASSERT_NEAR(a.floating(), b.floating(), 1e-9 * (1 + std::fabs(a.floating()))) << what;
  } else {
    ASSERT_EQ(a.ToString(), b.ToString()) << what;
  }
}

void CheckAggregate(Random& random, const BoundAggregate& bound) {
  for (int round = 0; round < 6; ++round) {
    const bool grouped = Between(random, 0, 1) == 1;
    const auto groups = static_cast<uint32_t>(grouped ? Between(random, 1, 20) : 1);
    const int nulls = static_cast<int>(Between(random, 0, 1) * Between(random, 1, 60));
    std::vector<Batch> batches(4);
    for (Batch& batch : batches) {
      const auto rows = static_cast<uint32_t>(Between(random, 1, 150));
      for (const LogicalType& type : bound.arguments) {
        batch.args.push_back(RandomColumn(random, type, rows, RandomEncoding(random), nulls));
      }
      batch.picked = RandomSelection(random, rows);
      const auto count = static_cast<uint32_t>(batch.picked.size());
      batch.rows = Between(random, 0, 1) == 0 ? RowSet::Dense(rows)
                                              : RowSet{batch.picked.data(), count, rows};
      for (uint32_t i = 0; i < batch.rows.count; ++i) {
        batch.groups.push_back(static_cast<uint32_t>(Between(random, 0, groups - 1)));
      }
    }
    // What depends on the order of rows is compared on one half only.
    const bool ordered =
        bound.name == "first" || bound.name == "last" || bound.name == "any_value" ||
        bound.name == "list" || bound.name == "array_agg" || bound.name == "string_agg" ||
        bound.name.starts_with("arg_m") || bound.name.starts_with("collect_") ||
        bound.name.starts_with("json_group") || bound.name.starts_with("variant_group") ||
        bound.name == "mode" || bound.name == "histogram" || bound.name == "histogram_numeric";
    if (ordered) batches.resize(1);
    std::vector<Value> expected;
    try {
      expected = OneByOne(bound, batches, groups);
    } catch (const UserError&) {  // the variance of infinite numbers
      EXPECT_THROW(ByBatches(bound, batches, groups, grouped), UserError);
      continue;
    }
    const auto got = ByBatches(bound, batches, groups, grouped);
    for (uint32_t g = 0; g < groups; ++g) {
      ExpectSame(expected[g], got[g],
                 bound.name + " of " +
                     (bound.arguments.empty() ? std::string() : bound.arguments[0].ToString()));
    }
  }
}

TEST(Aggregates, AgreeWithOneRowAtATime) {
  FunctionRegistry registry;
  RegisterBuiltinFunctions(registry);
  Random random(6);
  for (const auto& [name, function] : registry.aggregates()) {
    for (size_t count = 0; count < 3; ++count) {
      for (const LogicalType& type : AllTypes()) {
        std::vector<LogicalType> types(count, type);
        if (name == "string_agg" && count == 2) types[1] = TypeId::kVarchar;
        // The number of values to keep is one for all rows.
        if ((name == "min" || name == "max" || name == "approx_top_k") && count == 2) continue;
        std::shared_ptr<const BoundAggregate> bound;
        try {
          bound = registry.BindAggregate(name, types, {});
        } catch (const UserError&) {
          continue;
        }
        CheckAggregate(random, *bound);
        if (testing::Test::HasFatalFailure()) return;
        if (count == 0) break;
      }
    }
  }
}

TEST(Aggregates, SumsOfLargeNumbersAreExact) {
  FunctionRegistry registry;
  RegisterBuiltinFunctions(registry);
  for (const int64_t big : {INT64_MAX, INT64_MIN, int64_t{1} << 52, -(int64_t{1} << 51)}) {
    const auto bound = registry.BindAggregate("sum", {TypeId::kInt64}, {});
    const auto states = bound->make_states();
    states->Resize(3);
    constexpr uint32_t kRows = 3000;
    Vector column(TypeId::kInt64, kRows);
    std::vector<uint32_t> groups(kRows);
    for (uint32_t i = 0; i < kRows; ++i) {
      column.mutable_values<int64_t>()[i] = big;
      groups[i] = i % 3;
    }
    states->Update({&column, 1}, RowSet::Dense(kRows), groups.data());
    EXPECT_EQ(states->Finalize(0, 3).GetValue(1).integral(), static_cast<int128_t>(big) * 1000);
    const auto ungrouped = bound->make_states();
    ungrouped->Resize(1);
    ungrouped->Update({&column, 1}, RowSet::Dense(kRows), nullptr);
    EXPECT_EQ(ungrouped->Finalize(0, 1).GetValue(0).integral(), static_cast<int128_t>(big) * kRows);
  }
}

}  // namespace
}  // namespace lakebolt::test
