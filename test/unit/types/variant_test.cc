#include "types/variant/variant_encode.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace lakebolt {
namespace {

std::string Bytes(std::initializer_list<int> bytes) {
  std::string out;
  for (const int byte : bytes) out += static_cast<char>(byte);
  return out;
}

// The metadata of no keys: version 1, sorted, offsets of one byte, no strings.
const std::string kNoKeys = Bytes({0x11, 0, 0});

TEST(Variant, EncodesPrimitivesAsTheFormatSays) {
  EXPECT_EQ(EncodeVariant(Value()), kNoKeys + Bytes({0x00}));
  EXPECT_EQ(EncodeVariant(Value::Boolean(true)), kNoKeys + Bytes({0x04}));
  EXPECT_EQ(EncodeVariant(Value::Int32(258)), kNoKeys + Bytes({0x14, 2, 1, 0, 0}));
  EXPECT_EQ(EncodeVariant(Value::Varchar("hi")), kNoKeys + Bytes({0x09, 'h', 'i'}));
  const std::string text(64, 'x');
  EXPECT_EQ(EncodeVariant(Value::Varchar(text)), kNoKeys + Bytes({0x40, 64, 0, 0, 0}) + text);
  EXPECT_EQ(EncodeVariant(Value::Integral(LogicalType::Decimal(5, 2), -1)),
            kNoKeys + Bytes({0x20, 2, 255, 255, 255, 255}));
}

TEST(Variant, EncodesObjectsWithSortedKeys) {
  const LogicalType type = LogicalType::Struct({{"b", TypeId::kInt8}, {"a", TypeId::kInt8}});
  const Value value =
      Value::Nested(type, {Value::Integral(TypeId::kInt8, 1), Value::Integral(TypeId::kInt8, 2)});
  // Two keys; object: one byte each for ids and offsets; values of two bytes, a's first.
  EXPECT_EQ(EncodeVariant(value), Bytes({0x11, 2, 0, 1, 2, 'a', 'b'}) +
                                      Bytes({0x02, 2, 0, 1, 0, 2, 4, 0x0C, 2, 0x0C, 1}));
}

TEST(Variant, ReadsBackWhatItWrote) {
  const LogicalType inner = LogicalType::Struct({{"k", TypeId::kVarchar}});
  std::vector<Value> items;
  for (int i = 0; i < 300; ++i) {
    items.push_back(Value::Nested(inner, {Value::Varchar("value " + std::to_string(i))}));
  }
  const std::string blob = EncodeVariant(Value::Nested(LogicalType::List(inner), items));
  const VariantView view(blob);
  ASSERT_EQ(view.size(), 300U);
  const auto member = view.Part(299).Member("k");
  ASSERT_TRUE(member.has_value());
  EXPECT_EQ(member->text(), "value 299");
  const std::string part = view.Part(7).Blob();
  EXPECT_EQ(VariantView(part).Member("k")->text(), "value 7");
  EXPECT_FALSE(view.Part(0).Member("l").has_value());
}

TEST(Variant, RefusesDamagedBytes) {
  const std::string blob = EncodeVariant(Value::Varchar("hello"));
  for (size_t length = 0; length < blob.size(); ++length) {
    const auto read = [&] { return std::string(VariantView(blob.substr(0, length)).text()); };
    EXPECT_THROW(read(), UserError) << length;
  }
}

}  // namespace
}  // namespace lakebolt
