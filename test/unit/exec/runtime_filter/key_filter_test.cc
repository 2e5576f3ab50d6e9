#include "exec/runtime_filter/key_filter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace lakebolt {
namespace {

Vector Integers(const LogicalType& type, const std::vector<int64_t>& numbers) {
  Vector out(type, static_cast<uint32_t>(numbers.size()));
  for (uint32_t i = 0; i < out.size(); ++i) out.SetValue(i, Value::Integral(type, numbers[i]));
  return out;
}

void Fill(KeyFilter& filter, const Vector& keys, Reservation& memory) {
  KeyBounds bounds(keys.type());
  if (IsIntegerKey(keys.type())) bounds.Add(keys, RowSet::Dense(keys.size()));
  filter.Prepare(bounds, keys.size(), memory);
  filter.Add(keys, false);
  EXPECT_FALSE(filter.IsReady());
  filter.Finish();
  EXPECT_TRUE(filter.IsReady());
}

std::vector<uint8_t> Passing(const KeyFilter& filter, const Vector& values) {
  std::vector<uint8_t> mask(values.size(), 7);
  filter.Test(values, RowSet::Dense(values.size()), mask.data());
  return mask;
}

TEST(KeyFilter, SmallSpansAreExact) {
  MemoryPool pool(1 << 30);
  Reservation memory(&pool, "test");
  for (const LogicalType& type : {LogicalType(TypeId::kInt32), LogicalType(TypeId::kInt8),
                                  LogicalType::Decimal(15, 2), LogicalType(TypeId::kDate)}) {
    KeyFilter filter(type);
    Fill(filter, Integers(type, {-5, 3, 100, 3}), memory);
    EXPECT_EQ(filter.min(), Value::Integral(type, -5));
    EXPECT_EQ(filter.max(), Value::Integral(type, 100));
    EXPECT_FALSE(filter.IsEmpty());
    Vector values = Integers(type, {-6, -5, 0, 3, 100, 101, 3});
    values.SetNull(6);
    EXPECT_EQ(Passing(filter, values), (std::vector<uint8_t>{0, 1, 0, 1, 1, 0, 0}));
  }
}

TEST(KeyFilter, TakesKeysBeforeAllAreKnown) {
  MemoryPool pool(1 << 30);
  Reservation memory(&pool, "test");
  for (const int64_t limit : {int64_t{1} << 30, int64_t{0}}) {  // a Bloom filter, and bounds alone
    pool.SetLimit(limit);
    KeyFilter filter(TypeId::kInt64);
    filter.PrepareOpen(1000, memory);
    KeyBounds bounds(TypeId::kInt64);
    for (int64_t key = 0; key < 1000; ++key) {
      const Vector keys = Integers(TypeId::kInt64, {key * 1000});
      filter.Add(keys, true);
      bounds.Add(keys, RowSet::Dense(1));
    }
    filter.SetBounds(bounds);
    filter.Finish();
    EXPECT_FALSE(filter.IsEmpty());
    EXPECT_EQ(filter.max(), Value::Integral(TypeId::kInt64, 999'000));
    EXPECT_EQ(Passing(filter, Integers(TypeId::kInt64, {0, 5000, 999'000})),
              (std::vector<uint8_t>{1, 1, 1}));
    const Vector others = Integers(TypeId::kInt64, {-1, 1'000'000, 1'000'001});
    const std::vector<uint8_t> passing = Passing(filter, others);
    EXPECT_LT(std::count(passing.begin(), passing.end(), 1), 2);
  }
}

TEST(KeyFilter, TestsDictionariesByEntry) {
  MemoryPool pool(1 << 30);
  Reservation memory(&pool, "test");
  KeyFilter filter(TypeId::kInt64);
  Fill(filter, Integers(TypeId::kInt64, {1, 3}), memory);
  auto entries = std::make_shared<Vector>(Integers(TypeId::kInt64, {1, 2, 3}));
  BufferPtr codes = Buffer::Allocate(4 * sizeof(uint32_t));
  for (uint32_t i = 0; i < 4; ++i) codes->as<uint32_t>()[i] = 2 - i % 3;
  const Vector values = Vector::Dictionary(entries, codes, 4);
  EXPECT_EQ(Passing(filter, values), (std::vector<uint8_t>{1, 0, 1, 1}));
}

template <typename T>
void TestClustered(const LogicalType& type) {
  std::mt19937_64 random(7);
  MemoryPool pool(1 << 30);
  Reservation memory(&pool, "test");
  for (int round = 0; round < 60; ++round) {
    std::vector<int64_t> keys(random() % 40);
    const auto any = [&] { return static_cast<int64_t>(static_cast<T>(random())); };
    for (int64_t& key : keys) key = any();
    KeyFilter filter(type);
    Fill(filter, Integers(type, keys), memory);
    std::vector<int64_t> values(random() % 1000);
    for (int64_t& value : values) {
      value = keys.empty() || random() % 3 != 0 ? any() : keys[random() % keys.size()];
    }
    if (round % 4 != 0) std::ranges::sort(values);
    const std::vector<uint8_t> passing = Passing(filter, Integers(type, values));
    for (size_t i = 0; i < values.size(); ++i) {
      const bool is_key = std::ranges::find(keys, values[i]) != keys.end();
      if (is_key || round % 4 != 0) {
        ASSERT_EQ(passing[i] != 0, is_key) << values[i];
      }
    }
  }
}

// Few keys are exact among values that stand close together.
TEST(KeyFilter, FewKeysAreCompared) {
  TestClustered<int64_t>(TypeId::kInt64);
  TestClustered<int32_t>(TypeId::kInt32);
  TestClustered<uint32_t>(TypeId::kUInt32);
  TestClustered<uint8_t>(TypeId::kUInt8);
  TestClustered<int16_t>(TypeId::kInt16);
}

TEST(KeyFilter, TakesTruthValues) {
  MemoryPool pool(1 << 30);
  Reservation memory(&pool, "test");
  for (const int64_t key : {0, 1}) {
    KeyFilter filter(TypeId::kBoolean);
    Fill(filter, Integers(TypeId::kBoolean, {key}), memory);
    const std::vector<uint8_t> expected = {key == 0, key == 1, key == 1};
    EXPECT_EQ(Passing(filter, Integers(TypeId::kBoolean, {0, 1, 1})), expected);
  }
}

TEST(KeyFilter, WideSpansDropMost) {
  MemoryPool pool(1 << 30);
  Reservation memory(&pool, "test");
  std::vector<int64_t> numbers;
  std::vector<int64_t> others;
  for (int64_t i = 0; i < 1000; ++i) {
    numbers.push_back(i * 1'000'000'000'007 - 5);
    others.push_back(i * 1'000'000'000'007 + 5);
  }
  KeyFilter filter(TypeId::kInt64);
  Fill(filter, Integers(TypeId::kInt64, numbers), memory);
  for (const uint8_t passes : Passing(filter, Integers(TypeId::kInt64, numbers))) {
    EXPECT_EQ(passes, 1);
  }
  uint32_t passed = 0;
  for (const uint8_t passes : Passing(filter, Integers(TypeId::kInt64, others))) passed += passes;
  EXPECT_LT(passed, 50);
}

TEST(KeyFilter, TakesStrings) {
  MemoryPool pool(1 << 30);
  Reservation memory(&pool, "test");
  Vector keys(TypeId::kVarchar, 3);
  keys.SetValue(0, Value::Varchar("apple"));
  keys.SetNull(1);
  keys.SetValue(2, Value::Varchar("a longer kind of pear"));
  KeyFilter filter(TypeId::kVarchar);
  Fill(filter, keys, memory);
  EXPECT_TRUE(filter.min().IsNull());
  EXPECT_EQ(Passing(filter, keys), (std::vector<uint8_t>{1, 0, 1}));
}

TEST(KeyFilter, WithoutKeysNothingPasses) {
  MemoryPool pool(1 << 30);
  Reservation memory(&pool, "test");
  KeyFilter filter(TypeId::kInt32);
  Fill(filter, Vector(TypeId::kInt32, 0), memory);
  EXPECT_TRUE(filter.IsEmpty());
  EXPECT_EQ(Passing(filter, Integers(TypeId::kInt32, {0, 1})), (std::vector<uint8_t>{0, 0}));
}

TEST(KeyFilter, FallsBackToBoundsWithoutMemory) {
  MemoryPool pool(8);
  Reservation memory(&pool, "test");
  KeyFilter filter(TypeId::kInt32);
  std::vector<int64_t> keys;  // more than are listed
  for (int64_t key = 10; key <= 5000; key += 2) keys.push_back(key);
  Fill(filter, Integers(TypeId::kInt32, keys), memory);
  EXPECT_EQ(Passing(filter, Integers(TypeId::kInt32, {9, 10, 11, 5000, 5001})),
            (std::vector<uint8_t>{0, 1, 1, 1, 0}));
}

}  // namespace
}  // namespace lakebolt
