// Joins of random tables against the naive oracle: all kinds, key types, NULLs, duplicates,
// residual conditions, chunk sizes, encodings, selections and worker counts.

#include <gtest/gtest.h>

#include <set>

#include "base/hash.h"
#include "join_oracle.h"
#include "join_runner.h"
#include "vector/hash_vector.h"

namespace lakebolt {
namespace {

/// Makes 16 bytes whose hash does not depend on `n`: the second word cancels what the first one is
/// multiplied by. Joins must tell such keys apart.
std::string CollidingBytes(uint64_t n) {
  std::string bytes(16, 0);
  std::memcpy(bytes.data(), &n, 8);
  const uint64_t second = 16 * 0xE7037ED1A0B428DBULL;
  std::memcpy(bytes.data() + 8, &second, 8);
  return bytes;
}

/// Draws values of one type; `domain` bounds how many different ones there are.
Value RandomValue(const LogicalType& type, uint32_t domain, double nulls, std::mt19937& random) {
  if (std::uniform_real_distribution<>(0, 1)(random) < nulls) return Value(type);
  const auto n = static_cast<int64_t>(random() % domain);
  switch (type.id()) {
    case TypeId::kBoolean: return Value::Boolean(n % 2 == 1);
    case TypeId::kFloat64: {
      const double specials[] = {0.0, -0.0, std::nan(""), 1.5};
      return Value::Float64(n < 4 ? specials[n] : static_cast<double>(n) / 3);
    }
    case TypeId::kVarchar:
      return Value::Varchar(n % 3 == 0 ? "" : std::string(n % 20, 'x') + std::to_string(n));
    case TypeId::kBlob: return Value::Blob(CollidingBytes(static_cast<uint64_t>(n)));
    case TypeId::kInterval:
      return Value::MakeInterval({static_cast<int32_t>(n % 3), static_cast<int32_t>(n), 0});
    case TypeId::kList: {
      std::vector<Value> parts;
      for (int64_t i = 0; i < n % 4; ++i) parts.push_back(Value::Int32(static_cast<int32_t>(n)));
      return Value::Nested(type, std::move(parts));
    }
    case TypeId::kStruct: return Value::Nested(type, {Value::Int32(static_cast<int32_t>(n))});
    case TypeId::kUInt64: return Value::Integral(type, static_cast<int128_t>(~uint64_t{0}) - n);
    case TypeId::kTimestamp:  // far apart: too wide for 32 bits
      return Value::Integral(type, (static_cast<int128_t>(n) - 2) * 4'000'000'000'000);
    case TypeId::kInt64:  // wide enough for slots instead of an array
      return Value::Integral(type, static_cast<int128_t>(n) * 1'000'003 - 5);
    case TypeId::kInt8: return Value::Integral(type, n % 100 - 50);
    default: return Value::Integral(type, n - 3);
  }
}

struct Case {
  JoinSpec spec;
  TestTable probe;
  TestTable build;
};

// Columns of both sides: the keys, then an INT32 for the residual, then a VARCHAR.
TestTable RandomTable(const std::vector<LogicalType>& keys, uint32_t rows, uint32_t domain,
                      double nulls, std::mt19937& random) {
  TestTable table;
  table.types = keys;
  table.types.push_back(TypeId::kInt32);
  table.types.push_back(TypeId::kVarchar);
  for (uint32_t r = 0; r < rows; ++r) {
    std::vector<Value> row;
    for (const LogicalType& key : keys) row.push_back(RandomValue(key, domain, nulls, random));
    row.push_back(RandomValue(TypeId::kInt32, 10, nulls, random));
    row.push_back(Value::Varchar("a rather long payload " + std::to_string(r)));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Truth LessThan(const Value& a, const Value& b) {
  if (a.IsNull() || b.IsNull()) return Truth::kNull;
  return Value::Compare(a, b) < 0 ? Truth::kTrue : Truth::kFalse;
}

Case RandomCase(const std::vector<LogicalType>& keys, JoinKind kind, bool flipped,
                std::mt19937& random) {
  Case one;
  const uint32_t sizes[] = {0, 1, 5, 40, 150};
  const uint32_t domains[] = {1, 3, 30, 1000};
  const double null_shares[] = {0, 0, 0.05, 0.4};
  const double nulls = null_shares[random() % 4];
  const uint32_t domain = domains[random() % 4];
  one.probe = RandomTable(keys, sizes[random() % 5], domain, nulls, random);
  one.build = RandomTable(keys, sizes[random() % 5], domain, random() % 2 ? nulls : 0, random);
  JoinSpec& spec = one.spec;
  spec.kind = kind;
  spec.build_is_left = flipped;
  spec.probe_types = one.probe.types;
  spec.build_types = one.build.types;
  const auto key_count = static_cast<uint32_t>(keys.size());
  for (uint32_t k = 0; k < key_count; ++k) {
    spec.probe_keys.push_back(std::make_shared<InputExpr>(k, keys[k]));
    spec.build_keys.push_back(std::make_shared<InputExpr>(k, keys[k]));
    if (random() % 4 == 0) {
      spec.null_safe.resize(key_count, false);
      spec.null_safe[k] = true;
    }
  }
  if (!spec.null_safe.empty()) spec.null_safe.resize(key_count, false);
  if (!flipped) spec.probe_output = {key_count + 1, 0};
  const bool presence =
      kind == JoinKind::kSemi || kind == JoinKind::kAnti || kind == JoinKind::kMark;
  if (flipped || !presence) spec.build_output = {key_count, key_count + 1};
  spec.null_aware = random() % 4 != 0;
  if (random() % 2 == 0) {
    const uint32_t columns = key_count + 2;
    spec.residual =
        MakeCompare(CompareOp::kLess, std::make_shared<InputExpr>(key_count, TypeId::kInt32),
                    std::make_shared<InputExpr>(columns + key_count, TypeId::kInt32));
  }
  return one;
}

void Check(const Case& one, uint32_t threads, uint32_t chunk_size, std::mt19937& random) {
  const size_t residual_column = one.probe.types.size() - 2;
  const auto expected =
      OracleJoin(one.spec, one.probe, one.build, [&](const auto& left, const auto& right) {
        if (one.spec.residual == nullptr) return Truth::kTrue;
        return LessThan(left[residual_column], right[residual_column]);
      });
  JoinRunner runner(threads, chunk_size);
  JoinOperators join = MakeJoin(one.spec, runner.query());
  const auto probe = MakeChunks(one.probe, chunk_size, random);
  const auto build = MakeChunks(one.build, chunk_size, random);
  try {
    EXPECT_EQ(runner.Run(join, probe, build), expected);
    EXPECT_LE(runner.largest(), chunk_size);
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), ErrorCode::kCardinality);
    EXPECT_EQ(std::vector<std::string>{"error"}, expected);
  }
  join = {};
  EXPECT_EQ(runner.memory().used(), 0);
}

TEST(HashBytes, TellsLengthsOfRepeatedBytesApart) {
  std::set<uint64_t> hashes;
  for (size_t size = 0; size < 100; ++size) {
    const std::string text(size, 'a');
    hashes.insert(HashBytes(text.data(), text.size()));
  }
  EXPECT_EQ(hashes.size(), 100);
}

TEST(CollidingBytes, Collide) {
  Vector column(TypeId::kBlob, 2);
  for (uint32_t i = 0; i < 2; ++i) column.SetValue(i, Value::Blob(CollidingBytes(i)));
  uint64_t hashes[2];
  HashColumn(column, RowSet::Dense(2), true, hashes);
  EXPECT_EQ(hashes[0], hashes[1]);
}

struct Kind {
  const char* name;
  JoinKind kind;
  bool flipped;
};

const std::vector<Kind> kKinds = {
    {"Inner", JoinKind::kInner, false},     {"Left", JoinKind::kLeft, false},
    {"Right", JoinKind::kRight, false},     {"Full", JoinKind::kFull, false},
    {"Semi", JoinKind::kSemi, false},       {"Anti", JoinKind::kAnti, false},
    {"Mark", JoinKind::kMark, false},       {"Single", JoinKind::kSingle, false},
    {"FlippedSemi", JoinKind::kSemi, true}, {"FlippedAnti", JoinKind::kAnti, true},
};

class RandomJoin : public testing::TestWithParam<Kind> {};

TEST_P(RandomJoin, AgreesWithOracle) {
  const LogicalType decimal = LogicalType::Decimal(30, 2);
  const std::vector<std::vector<LogicalType>> key_sets = {
      {},
      {TypeId::kInt32},
      {TypeId::kInt64},
      {LogicalType::Timestamp()},
      {TypeId::kUInt64},
      {TypeId::kInt8},
      {TypeId::kBoolean},
      {TypeId::kDate, TypeId::kInt64},
      {LogicalType::Timestamp(), LogicalType::Timestamp(), LogicalType::Timestamp()},
      {TypeId::kVarchar},
      {TypeId::kVarchar, TypeId::kInt32},
      {TypeId::kFloat64},
      {TypeId::kBlob},
      {TypeId::kBlob, TypeId::kInt32},
      {decimal},
      {TypeId::kInterval},
      {LogicalType::List(TypeId::kInt32)},
      {LogicalType::Struct({{"a", TypeId::kInt32}}), TypeId::kInt32},
  };
  for (size_t k = 0; k < key_sets.size(); ++k) {
    for (uint32_t seed = 0; seed < 40; ++seed) {
      std::mt19937 random(seed * 1000 + static_cast<uint32_t>(k));
      const Case one = RandomCase(key_sets[k], GetParam().kind, GetParam().flipped, random);
      const uint32_t chunk_sizes[] = {1, 3, 64, 2048};
      const uint32_t chunk_size = chunk_sizes[seed % 4];
      SCOPED_TRACE("keys " + std::to_string(k) + " seed " + std::to_string(seed));
      Check(one, 1 + seed / 4 % 2, chunk_size, random);
      if (HasFailure()) return;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, RandomJoin, testing::ValuesIn(kKinds),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace lakebolt
