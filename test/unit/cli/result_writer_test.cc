#include "cli/format/result_writer.h"

#include <gtest/gtest.h>

#include "cli/format/text_width.h"

namespace lakebolt {
namespace {

/// Makes a chunk of a column "n" (BIGINT) with values 0 .. rows and a column "s" (VARCHAR).
Chunk MakeChunk(const std::vector<std::string>& texts) {
  const auto size = static_cast<uint32_t>(texts.size());
  Vector numbers(TypeId::kInt64, size);
  Vector strings(TypeId::kVarchar, size);
  for (uint32_t i = 0; i < size; ++i) {
    numbers.SetValue(i, Value::Int64(i));
    if (texts[i] == "NULL") {
      strings.SetNull(i);
    } else {
      strings.SetValue(i, Value::Varchar(texts[i]));
    }
  }
  std::vector<Vector> columns;
  columns.push_back(std::move(numbers));
  columns.push_back(std::move(strings));
  return Chunk(std::move(columns), size);
}

const Schema kSchema = {{"n", TypeId::kInt64}, {"s", TypeId::kVarchar}};

std::string Written(OutputFormat format, const std::vector<std::string>& texts,
                    const TableLimits& limits = {}) {
  DisplaySettings display;
  display.format = format;
  StringOutput output;
  const auto writer = MakeResultWriter(display, &output, limits);
  writer->Begin(kSchema);
  if (!texts.empty()) writer->Write(MakeChunk(texts));
  writer->Finish();
  return output.text();
}

TEST(CsvWriter, TellsNullFromEmptyAndQuotes) {
  EXPECT_EQ(Written(OutputFormat::kCsv, {"plain", "", "NULL", "a,b", "say \"hi\""}),
            "n,s\n0,plain\n1,\"\"\n2,\n3,\"a,b\"\n4,\"say \"\"hi\"\"\"\n");
}

TEST(JsonWriter, WritesAnArrayOrLines) {
  EXPECT_EQ(Written(OutputFormat::kJson, {"a\n\"", "NULL"}),
            "[\n{\"n\":0,\"s\":\"a\\n\\\"\"},\n{\"n\":1,\"s\":null}\n]\n");
  EXPECT_EQ(Written(OutputFormat::kJson, {}), "[]\n");
  EXPECT_EQ(Written(OutputFormat::kJsonLines, {"é"}), "{\"n\":0,\"s\":\"é\"}\n");
}

TEST(MarkdownWriter, EscapesPipes) {
  EXPECT_EQ(Written(OutputFormat::kMarkdown, {"a|b"}), "| n | s |\n|--:|---|\n| 0 | a\\|b |\n");
}

TEST(TableWriter, DrawsABox) {
  EXPECT_EQ(Written(OutputFormat::kTable, {"one", "NULL"}),
            "┌────────┬─────────┐\n"
            "│   n    │    s    │\n"
            "│ bigint │ varchar │\n"
            "├────────┼─────────┤\n"
            "│      0 │ one     │\n"
            "│      1 │ NULL    │\n"
            "├────────┴─────────┤\n"
            "│ 2 rows           │\n"
            "└──────────────────┘\n");
}

TEST(TableWriter, ShowsTheFirstAndLastRows) {
  std::vector<std::string> texts(100, "x");
  TableLimits limits;
  limits.max_rows = 4;
  const std::string text = Written(OutputFormat::kTable, texts, limits);
  EXPECT_NE(text.find("│      1 │ x"), std::string::npos);
  EXPECT_EQ(text.find("│      2 │ x"), std::string::npos);
  EXPECT_EQ(text.find("│     97 │ x"), std::string::npos);
  EXPECT_NE(text.find("│     98 │ x"), std::string::npos);
  EXPECT_NE(text.find("100 rows (4 shown)"), std::string::npos);
  limits.max_rows = 0;
  EXPECT_NE(Written(OutputFormat::kTable, texts, limits).find("│     50 │ x"), std::string::npos);
}

TEST(TableWriter, WidensNarrowTablesForTheFooter) {
  StringOutput output;
  const auto writer = MakeTableWriter(&output, {});
  writer->Begin({{"n", TypeId::kInt64}});
  std::vector<Vector> columns;
  columns.emplace_back(TypeId::kInt64, 100);
  for (uint32_t i = 0; i < 100; ++i) columns[0].SetValue(i, Value::Int64(i));
  writer->Write(Chunk(std::move(columns), 100));
  writer->Finish();
  EXPECT_NE(output.text().find("│ 100 rows (40 shown) │\n└─────"), std::string::npos);
}

TEST(TableWriter, ShortensWideColumns) {
  TableLimits limits;
  limits.max_width = 40;
  const std::string text = Written(OutputFormat::kTable, {std::string(100, 'x')}, limits);
  EXPECT_EQ(TextWidth(text.substr(0, text.find('\n'))), 40);
  EXPECT_NE(text.find("x…"), std::string::npos);
}

TEST(TextWidth, CountsTerminalCells) {
  EXPECT_EQ(TextWidth("abc"), 3);
  EXPECT_EQ(TextWidth("naïve"), 5);
  EXPECT_EQ(TextWidth("日本"), 4);
  EXPECT_EQ(CutToWidth("日本語", 5), "日本…");
  EXPECT_EQ(OneLine("a\nb\x01"), "a\\nb\\x01");
}

}  // namespace
}  // namespace lakebolt
