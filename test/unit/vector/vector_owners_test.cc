// What copies of rows keep alive.

#include <gtest/gtest.h>

#include <memory>
#include <string_view>

#include "vector/arrow_export.h"
#include "vector/vector.h"

namespace lakebolt {
namespace {

/// Makes a dictionary vector of two rows.
Vector TwoRows(std::shared_ptr<const Vector> dictionary) {
  const BufferPtr codes = Buffer::AllocateZeroed(2 * sizeof(uint32_t));
  return Vector::Dictionary(std::move(dictionary), codes, 2, nullptr);
}

TEST(VectorOwners, CopiesOfNumbersLetTheirDictionaryGo) {
  auto dictionary = std::make_shared<const Vector>(TypeId::kInt64, 1000);
  const std::weak_ptr<const Vector> kept = dictionary;
  Vector rows = TwoRows(std::move(dictionary));
  rows.AddOwner(std::make_shared<int>(1));
  rows = rows.Flatten();
  EXPECT_TRUE(kept.expired());
  const uint32_t row = 1;
  EXPECT_TRUE(rows.Gather(&row, 1).owners().empty());
}

TEST(VectorOwners, CopiesOfStringsKeepWhatTheyPointInto) {
  auto heap = std::make_shared<StringHeap>();
  const std::weak_ptr<StringHeap> kept = heap;
  auto values = std::make_shared<Vector>(TypeId::kVarchar, 1);
  values->mutable_values<StringView>()[0] = heap->Add("a string too long for its view");
  values->AddOwner(std::move(heap));
  Vector rows = TwoRows(std::move(values));
  rows = rows.Flatten();
  const uint32_t row = 1;
  rows = rows.Gather(&row, 1);
  EXPECT_FALSE(kept.expired());
  EXPECT_EQ(
      std::string_view(rows.values<StringView>()[0].data(), rows.values<StringView>()[0].size()),
      "a string too long for its view");
}

TEST(VectorOwners, ExportedRowsKeepNothingElse) {
  auto heap = std::make_shared<StringHeap>();
  const std::weak_ptr<StringHeap> kept = heap;
  const Schema schema = {{"text", TypeId::kVarchar, true}};
  ArrowArray array;
  {
    Vector text(TypeId::kVarchar, 1);
    text.mutable_values<StringView>()[0] = heap->Add("a string too long for its view");
    text.AddOwner(std::move(heap));
    ExportChunk(schema, Chunk({std::move(text)}, 1), &array);
  }
  EXPECT_TRUE(kept.expired());
  const auto* bytes = static_cast<const char*>(array.children[0]->buffers[2]);
  EXPECT_EQ(std::string_view(bytes, 8), "a string");
  array.release(&array);
}

}  // namespace
}  // namespace lakebolt
