// Compares the order of texts with that of the standard library, over texts that begin alike.

#include "types/text_order.h"

#include <gtest/gtest.h>

#include <random>

namespace lakebolt {
namespace {

TEST(TextOrder, IsTheOrderOfBytes) {
  std::mt19937 random(7);
  const auto text = [&] {
    std::string made(random() % 40, 'a');
    for (uint32_t changes = random() % 3; changes > 0 && !made.empty(); --changes) {
      constexpr char kBytes[] = {'b', '\0', '\xFF', '\x7F'};
      made[random() % made.size()] = kBytes[random() % std::size(kBytes)];
    }
    return made;
  };
  for (int i = 0; i < 200000; ++i) {
    const std::string a = text();
    const std::string b = text();
    ASSERT_EQ(TextBefore(StringView(a), StringView(b)), a < b) << i;
  }
}

}  // namespace
}  // namespace lakebolt
