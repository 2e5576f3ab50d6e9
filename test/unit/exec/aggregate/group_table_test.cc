// Group tables: keys come as vectors and packed, in turn.

#include "exec/aggregate/group_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <string>

#include "base/cancellation_scope.h"
#include "base/error.h"

namespace lakebolt {
namespace {

Vector Numbers(uint32_t count, int64_t first) {
  Vector out(TypeId::kInt64, count);
  std::iota(out.mutable_values<int64_t>(), out.mutable_values<int64_t>() + count, first);
  return out;
}

TEST(GroupTable, TakesVectorsAfterMorePackedKeys) {
  const auto layout = std::make_shared<KeyLayout>(
      std::vector<LogicalType>{LogicalType(TypeId::kInt64), LogicalType(TypeId::kInt64)});
  GroupTable table(layout);
  constexpr uint32_t kFew = 8;
  constexpr uint32_t kMany = 5000;
  const std::vector<Vector> few = {Numbers(kFew, 0), Numbers(kFew, 0)};
  const std::vector<Vector> many = {Numbers(kMany, 0), Numbers(kMany, 0)};
  std::vector<uint32_t> groups(kMany);
  table.FindOrAdd(few, RowSet::Dense(kFew), groups.data());
  std::vector<uint64_t> packed(size_t{kMany} * layout->words());
  layout->Encode(many, RowSet::Dense(kMany), packed.data());
  table.FindOrAddPacked({packed.data(), layout->words()}, kMany, groups.data());
  EXPECT_EQ(table.size(), kMany);
  table.FindOrAdd(many, RowSet::Dense(kMany), groups.data());
  EXPECT_EQ(table.size(), kMany);
  for (uint32_t i = 0; i < kMany; ++i) EXPECT_EQ(groups[i], i);
}

// Rows that say the same as the one before are looked up once.
TEST(GroupTable, FindsRunsOfTexts) {
  const auto layout =
      std::make_shared<KeyLayout>(std::vector<LogicalType>{LogicalType(TypeId::kVarchar)});
  GroupTable table(layout);
  std::map<std::string, uint32_t> expected;
  constexpr uint32_t kRows = 2000;
  for (uint32_t round = 0; round < 12; ++round) {
    const uint32_t rows = round == 0 ? 0 : round < 4 ? round : kRows;
    Vector texts(TypeId::kVarchar, rows);
    for (uint32_t i = 0; i < rows; ++i) {
      const std::string text =
          i % (round + 1) != 0 ? "" : "a text of more than a word " + std::to_string(i % 70);
      texts.SetValue(i, Value::Varchar(text));
      if (round % 3 == 2 && i % 5 < 4) texts.SetNull(i);
    }
    std::vector<uint32_t> groups(rows);
    table.FindOrAdd({texts}, RowSet::Dense(rows), groups.data());
    for (uint32_t i = 0; i < rows; ++i) {
      const Value value = texts.GetValue(i);
      const std::string name = value.IsNull() ? "NULL" : value.ToString();
      const auto [known, is_new] = expected.emplace(name, groups[i]);
      if (is_new) {
        ASSERT_EQ(groups[i] + 1, expected.size());
      }
      ASSERT_EQ(known->second, groups[i]) << name;
    }
  }
  EXPECT_EQ(table.size(), expected.size());
}

// Keys come as codes of dictionaries that are in order or not, of all rows or of some.
TEST(GroupTable, NumbersCodesInOrder) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 300; ++round) {
    GroupTable table(
        std::make_shared<KeyLayout>(std::vector<LogicalType>{LogicalType(TypeId::kInt64)}));
    std::map<int64_t, uint32_t> expected;
    int64_t least = round % 3 == 0 ? -40 : 0;  // packed as they are, numbers below zero come last
    for (int chunk = 0; chunk < 6; ++chunk) {
      const auto values = static_cast<uint32_t>(1 + random() % 40);
      const auto dictionary = std::make_shared<Vector>(Numbers(values, least));
      if (random() % 8 == 0) {
        dictionary->mutable_values<int64_t>()[random() % values] =
            least + static_cast<int64_t>(random() % values);
      }
      least += static_cast<int64_t>(random() % values);
      const auto count = static_cast<uint32_t>(random() % 200);
      std::vector<uint32_t> codes(count);
      for (uint32_t& code : codes) code = static_cast<uint32_t>(random() % values);
      if (random() % 8 != 0) std::ranges::sort(codes);
      const BufferPtr buffer = Buffer::Allocate(count * sizeof(uint32_t));
      std::ranges::copy(codes, buffer->as<uint32_t>());
      const Vector key = Vector::Dictionary(dictionary, buffer, count);
      const auto value_of = [&](uint32_t row) { return dictionary->values<int64_t>()[codes[row]]; };
      std::vector<uint32_t> picked;
      for (uint32_t row = 0; row < count; ++row) {
        if (random() % 3 != 0) picked.push_back(row);
      }
      const bool is_dense = random() % 2 == 0;
      const RowSet rows = is_dense
                              ? RowSet::Dense(count)
                              : RowSet{picked.data(), static_cast<uint32_t>(picked.size()), count};
      std::vector<uint32_t> groups(rows.count + 1);
      table.FindOrAdd({key}, rows, groups.data());
      for (uint32_t i = 0; i < rows.count; ++i) {
        const int64_t value = value_of(rows[i]);
        const auto [known, is_new] = expected.emplace(value, groups[i]);
        ASSERT_EQ(known->second, groups[i]) << value;
        if (is_new) {
          ASSERT_EQ(groups[i] + 1, expected.size()) << value;
        }
      }
    }
    ASSERT_EQ(table.size(), expected.size());
    if (table.size() == 0) continue;
    const Vector keys = table.Keys(0, table.size())[0];
    for (const auto& [value, group] : expected) {
      ASSERT_EQ(keys.values<int64_t>()[group], value);
    }
  }
}

// Keys of one word get slots only once they fall.
TEST(GroupTable, FindsGroupsAfterKeysInOrder) {
  GroupTable table(
      std::make_shared<KeyLayout>(std::vector<LogicalType>{LogicalType(TypeId::kInt64)}));
  constexpr uint32_t kRows = 3000;
  std::vector<uint32_t> groups(kRows);
  const auto add = [&](const std::vector<int64_t>& keys) {
    const auto count = static_cast<uint32_t>(keys.size());
    Vector vector(TypeId::kInt64, count);
    std::copy(keys.begin(), keys.end(), vector.mutable_values<int64_t>());
    table.FindOrAdd({vector}, RowSet::Dense(count), groups.data());
    return std::vector<uint32_t>(groups.begin(), groups.begin() + count);
  };
  EXPECT_EQ(add({3, 3, 4, 7, 7}), (std::vector<uint32_t>{0, 0, 1, 2, 2}));
  EXPECT_EQ(add({7, 8}), (std::vector<uint32_t>{2, 3}));
  EXPECT_EQ(add({}), std::vector<uint32_t>{});
  table.FindOrAdd({Numbers(kRows, 8)}, RowSet::Dense(kRows), groups.data());
  EXPECT_EQ(groups.back(), kRows + 2);
  EXPECT_EQ(add({kRows + 8, 3, 2, 8, 4}), (std::vector<uint32_t>{kRows + 3, 0, kRows + 4, 3, 1}));
  EXPECT_EQ(add({2, 7}), (std::vector<uint32_t>{kRows + 4, 2}));
  EXPECT_EQ(table.size(), kRows + 5);
}

// Without hashing, values are told apart by their codes.
TEST(GroupTable, NumbersByCode) {
  GroupTable table(
      std::make_shared<KeyLayout>(std::vector<LogicalType>{LogicalType(TypeId::kInt64)}));
  table.NumberByCode();
  const auto add = [&](const std::shared_ptr<const Vector>& values, std::vector<uint32_t> codes,
                       uint32_t null_row) {
    const auto count = static_cast<uint32_t>(codes.size());
    const BufferPtr buffer = Buffer::Allocate(count * sizeof(uint32_t));
    std::copy(codes.begin(), codes.end(), buffer->as<uint32_t>());
    Vector vector = Vector::Dictionary(values, buffer, count);
    if (null_row < count) vector.SetNull(null_row);
    std::vector<uint32_t> groups(count);
    table.FindOrAdd({vector}, RowSet::Dense(count), groups.data());
    return groups;
  };
  const auto first = std::make_shared<const Vector>(Numbers(5, 10));
  const auto second = std::make_shared<const Vector>(Numbers(5, 12));
  constexpr uint32_t kNoNull = 99;
  EXPECT_EQ(add(first, {3, 3, 0, 3, 4}, kNoNull), (std::vector<uint32_t>{0, 0, 1, 0, 2}));
  EXPECT_EQ(add(first, {4, 1, 3, 3}, 3), (std::vector<uint32_t>{2, 3, 0, 4}));
  EXPECT_EQ(add(second, {1, 0, 1}, kNoNull), (std::vector<uint32_t>{5, 6, 5}));
  const std::vector<Vector> keys = table.Keys(0, table.size());
  EXPECT_EQ(keys[0].GetValue(0).ToString(), "13");
  EXPECT_TRUE(keys[0].IsNull(4));
  EXPECT_EQ(keys[0].GetValue(5).ToString(), "13");
  EXPECT_EQ(keys[0].GetValue(6).ToString(), "12");
}

// Keys that come in order are only moved, to ever more room: this, too, ends when the query does.
TEST(GroupTable, StopsWhileItsKeysMove) {
  GroupTable table(
      std::make_shared<KeyLayout>(std::vector<LogicalType>{LogicalType(TypeId::kInt32)}));
  constexpr uint32_t kRows = 1 << 16;
  std::vector<uint32_t> groups(kRows);
  std::vector<uint64_t> keys(kRows);
  uint64_t next = 0;
  const auto add = [&] {
    std::iota(keys.begin(), keys.end(), next);
    table.FindOrAddPacked({keys.data(), 1}, kRows, groups.data());
    next += kRows;
  };
  for (int i = 0; i < 8; ++i) add();
  ASSERT_TRUE(table.is_ascending());
  CancellationToken token;
  token.Cancel();
  const CancellationScope scope(&token);
  const auto add_many = [&] {
    for (int i = 0; i < 64; ++i) add();
  };
  EXPECT_THROW(add_many(), UserError);
}

}  // namespace
}  // namespace lakebolt
