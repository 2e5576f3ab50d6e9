#include "function/aggregate/select_nth.h"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "types/value_order.h"

namespace lakebolt {
namespace {

/// Selects every place of `values`, and checks what lies there and on both sides.
template <typename T>
void ExpectSelected(const std::vector<T>& values) {
  const auto less = [](const T& a, const T& b) { return ValueLess(a, b); };
  std::vector<T> sorted = values;
  std::sort(sorted.begin(), sorted.end(), less);
  const size_t step = 1 + values.size() / 50;
  for (size_t place = 0; place < values.size(); place += step) {
    std::vector<T> moved = values;
    SelectNth(moved.data(), moved.data() + place, moved.data() + moved.size(), less);
    ASSERT_TRUE(ValueEqual(moved[place], sorted[place])) << "place " << place;
    for (size_t i = 0; i < place; ++i) ASSERT_FALSE(less(moved[place], moved[i]));
    for (size_t i = place; i < moved.size(); ++i) ASSERT_FALSE(less(moved[i], moved[place]));
    std::sort(moved.begin(), moved.end(), less);
    for (size_t i = 0; i < moved.size(); ++i) ASSERT_TRUE(ValueEqual(moved[i], sorted[i]));
  }
}

TEST(SelectNth, SelectsAmongRandomValues) {
  std::mt19937_64 random(1);
  for (const size_t count : {1, 2, 3, 24, 25, 26, 100, 1000, 5000}) {
    for (const int64_t span : {1, 2, 10, 1'000'000}) {
      std::vector<int64_t> values(count);
      for (int64_t& value : values) value = static_cast<int64_t>(random() % span);
      ExpectSelected(values);
    }
  }
}

TEST(SelectNth, SelectsAmongValuesInOrder) {
  std::vector<int32_t> values(3000);
  std::iota(values.begin(), values.end(), -1500);
  ExpectSelected(values);
  std::reverse(values.begin(), values.end());
  ExpectSelected(values);
  // Up and down again: pivots by place are the least values time after time.
  for (size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<int32_t>(std::min(i, values.size() - i));
  }
  ExpectSelected(values);
}

TEST(SelectNth, OrdersNanBehindAllNumbers) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  std::vector<double> values;
  for (int i = 0; i < 40; ++i) values.insert(values.end(), {nan, 1.5 * i, -0.0, 0.0, -infinity});
  values.push_back(infinity);
  ExpectSelected(values);
}

}  // namespace
}  // namespace lakebolt
