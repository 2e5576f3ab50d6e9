// Numbers of texts: equal ones get one, whoever asks and however they come.

#include "exec/aggregate/text_numbers.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace lakebolt {
namespace {

constexpr uint32_t kTexts = 3000;

std::string TextOf(uint32_t i) {
  return i % 3 == 0 ? std::to_string(i)
                    : "text that is too long to stand in a word " + std::to_string(i);
}

/// Makes a vector of all texts from `first` on, and a NULL behind each tenth.
Vector MakeTexts(uint32_t first) {
  Vector out(TypeId::kVarchar, kTexts);
  for (uint32_t i = 0; i < kTexts; ++i) {
    out.SetValue(i, Value::Varchar(TextOf((first + i) % kTexts)));
    if (i % 10 == 0) out.SetNull(i);
  }
  return out;
}

Vector AsDictionary(const Vector& values) {
  BufferPtr codes = Buffer::Allocate(values.size() * sizeof(uint32_t));
  for (uint32_t i = 0; i < values.size(); ++i) codes->as<uint32_t>()[i] = values.size() - 1 - i;
  return Vector::Dictionary(std::make_shared<const Vector>(values), codes, values.size());
}

void Check(TextNumbers& numbers, const Vector& texts) {
  std::vector<uint32_t> found(texts.size());
  numbers.ForEach(texts, RowSet::Dense(texts.size()),
                  [&](uint32_t i, uint32_t number) { found[i] = number; });
  const auto all = numbers.Texts();
  for (uint32_t i = 0; i < texts.size(); ++i) {
    if (texts.IsNull(i)) {
      ASSERT_EQ(found[i], 0U);
    } else {
      ASSERT_LT(found[i], all->size());
      ASSERT_EQ(Value::Compare(all->GetValue(found[i]), texts.GetValue(i)), 0) << i;
    }
  }
}

TEST(TextNumbers, AreOneForEqualTextsOfAllThreads) {
  MemoryPool pool(64 << 20);
  TextNumbers numbers(Reservation(&pool, "test"));
  std::vector<std::thread> threads;
  for (uint32_t t = 0; t < 4; ++t) {
    threads.emplace_back([&numbers, t] {
      for (uint32_t round = 0; round < 3; ++round) {
        const Vector texts = MakeTexts(t * 700 + round);
        Check(numbers, texts);
        const Vector coded = AsDictionary(texts);
        for (int again = 0; again < 3; ++again) Check(numbers, coded);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(numbers.Texts()->size(), kTexts + 1);
}

TEST(TextNumbers, FewRowsOfLargeDictionaries) {
  MemoryPool pool(64 << 20);
  TextNumbers numbers(Reservation(&pool, "test"));
  const Vector coded = AsDictionary(MakeTexts(0));
  for (uint32_t begin = 0; begin < 8; begin += 2) {
    const uint32_t rows[] = {begin, begin + 1};
    numbers.ForEach(coded, {rows, 2, coded.size()}, [&](uint32_t i, uint32_t number) {
      ASSERT_EQ(number == 0, coded.IsNull(rows[i]));
    });
  }
  Check(numbers, Vector::Constant(Value::Varchar("constant"), 5));
  Check(numbers, Vector::Constant(Value(LogicalType(TypeId::kVarchar)), 5));
}

}  // namespace
}  // namespace lakebolt
