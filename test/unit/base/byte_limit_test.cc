// Checks bounds of bytes as settings give them.

#include "base/byte_limit.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/settings.h"

namespace lakebolt {
namespace {

TEST(ByteLimit, TakesAmountsSharesAndNone) {
  EXPECT_EQ(ByteLimit::Parse("4KiB").Of(1000, 7), 4096);
  EXPECT_EQ(ByteLimit::Parse("80%").Of(1000, 7), 800);
  EXPECT_EQ(ByteLimit::Parse("80 %").Of(1000, 7), 800);
  EXPECT_EQ(ByteLimit::Parse("12.5%").Of(1000, 7), 125);
  EXPECT_EQ(ByteLimit::Parse("100%").Of(1000, 7), 1000);
  for (const char* none : {"", "-1", "none", "NONE"}) {
    EXPECT_EQ(ByteLimit::Parse(none).Of(1000, 7), 7) << none;
  }
  EXPECT_TRUE(ByteLimit::Parse("1%").IsShare());
  EXPECT_FALSE(ByteLimit::Parse("1").IsShare());
}

TEST(ByteLimit, IsRefusedWhereItIsSet) {
  for (const char* wrong : {"%", " %", "0%", "-5%", "150%", "100.1%", "abc%", "8x%", "8%%", "nan%",
                            "inf%", "1e400%", "x", "-2"}) {
    EXPECT_THROW(ByteLimit::Parse(wrong), UserError) << wrong;
    for (const char* name : {"memory_limit", "max_temp_directory_size"}) {
      Settings settings;
      EXPECT_THROW(settings.Set(name, wrong), UserError) << name << " = " << wrong;
      EXPECT_GT(settings.memory_limit(), 0);
    }
  }
}

}  // namespace
}  // namespace lakebolt
