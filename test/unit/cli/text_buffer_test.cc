#include "cli/editor/text_buffer.h"

#include <gtest/gtest.h>

namespace lakebolt {
namespace {

TEST(TextBuffer, StepsOverWholeCharacters) {
  TextBuffer buffer;
  buffer.Set("ae\u0301\U0001F468\u200D\U0001F469z");  // e with an accent; a couple of emoji as one
  buffer.DeleteBefore();
  buffer.DeleteBefore();
  EXPECT_EQ(buffer.text(), "ae\u0301");
  buffer.MoveLeft();
  EXPECT_EQ(buffer.cursor(), 1u);
  buffer.MoveRight();
  EXPECT_EQ(buffer.cursor(), buffer.text().size());
  buffer.DeleteBefore();
  buffer.DeleteBefore();
  buffer.DeleteBefore();
  EXPECT_EQ(buffer.text(), "");
}

TEST(TextBuffer, MovesBetweenLines) {
  TextBuffer buffer;
  buffer.Set("long line\nx\nother");
  EXPECT_TRUE(buffer.MoveUp());
  EXPECT_EQ(buffer.cursor(), 11u);  // a short line's end
  EXPECT_TRUE(buffer.MoveUp());
  EXPECT_EQ(buffer.cursor(), 1u);
  EXPECT_FALSE(buffer.MoveUp());
  EXPECT_TRUE(buffer.MoveDown());
  EXPECT_TRUE(buffer.MoveDown());
  EXPECT_FALSE(buffer.MoveDown());
  buffer.MoveToLineStart();
  EXPECT_EQ(buffer.cursor(), 12u);
  buffer.DeleteBefore();
  EXPECT_EQ(buffer.text(), "long line\nxother");
}

TEST(TextBuffer, KillsYanksAndUndoes) {
  TextBuffer buffer;
  buffer.Set("one two\nthree");
  buffer.KillWordBefore();
  EXPECT_EQ(buffer.text(), "one two\n");
  buffer.MoveToStart();
  buffer.Yank();
  EXPECT_EQ(buffer.text(), "threeone two\n");
  buffer.KillToLineEnd();
  EXPECT_EQ(buffer.text(), "three\n");
  buffer.KillToLineEnd();
  EXPECT_EQ(buffer.text(), "three");
  buffer.Undo();
  buffer.Undo();
  buffer.Undo();
  buffer.Undo();
  EXPECT_EQ(buffer.text(), "one two\nthree");
  buffer.Undo();
  EXPECT_EQ(buffer.text(), "one two\nthree");
}

TEST(TextBuffer, UndoesWordsAsTheyWereTyped) {
  TextBuffer buffer;
  for (const char* key : {"o", "n", "e", " ", "t", "w", "o"}) buffer.Insert(key);
  buffer.Undo();
  EXPECT_EQ(buffer.text(), "one");
  buffer.Insert("s");
  buffer.MoveToStart();
  buffer.Insert("x");
  buffer.Undo();
  EXPECT_EQ(buffer.text(), "ones");
  buffer.Undo();
  buffer.Undo();
  EXPECT_EQ(buffer.text(), "");
}

TEST(TextBuffer, HoldsLargeTexts) {
  TextBuffer buffer;
  const std::string large(1 << 20, 'x');
  for (int i = 0; i < 40; ++i) buffer.Replace(0, buffer.text().size(), large);
  for (int i = 0; i < 100; ++i) buffer.Undo();
  EXPECT_EQ(buffer.text().size(), large.size());  // the oldest states are gone
}

}  // namespace
}  // namespace lakebolt
