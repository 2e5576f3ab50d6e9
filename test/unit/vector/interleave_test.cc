#include "vector/interleave.h"

#include <gtest/gtest.h>

#include "random_columns.h"

namespace lakebolt {
namespace {

TEST(Interleave, TakesRowsOfSeveralVectors) {
  test::Random random(3);
  for (const LogicalType& type : test::AllTypes()) {
    for (const bool flat : {true, false}) {
      std::vector<Vector> vectors;
      for (const uint32_t size : {1U, 70U, 200U}) {
        const Encoding encoding = flat ? Encoding::kFlat : test::RandomEncoding(random);
        vectors.push_back(test::RandomColumn(random, type, size, encoding, 20));
      }
      InterleavedRows rows;
      for (int i = 0; i < 300; ++i) {
        const auto source = static_cast<uint32_t>(test::Between(random, 0, 2));
        rows.sources.push_back(source);
        rows.rows.push_back(
            static_cast<uint32_t>(test::Between(random, 0, vectors[source].size() - 1)));
      }
      const Vector out = Interleave(type, {&vectors[0], &vectors[1], &vectors[2]}, rows);
      ASSERT_EQ(out.size(), 300U);
      for (uint32_t i = 0; i < 300; ++i) {
        ASSERT_EQ(out.GetValue(i).ToString(),
                  vectors[rows.sources[i]].GetValue(rows.rows[i]).ToString());
      }
    }
  }
}

}  // namespace
}  // namespace lakebolt
