// Tests what the shell makes of text: scripts, tables of a statement, progress, completions.

#include <gtest/gtest.h>

#include "cli/completion_scripts.h"
#include "cli/editor/completion_menu.h"
#include "cli/format/duration_text.h"
#include "cli/progress_text.h"
#include "cli/shell/script_parts.h"
#include "cli/shell/statement_tables.h"
#include "sql/lexer.h"

namespace lakebolt {
namespace {

std::vector<std::string> Parts(std::string_view script) {
  std::vector<std::string> parts;
  for (const ScriptPart& part : SplitScript(script)) {
    parts.push_back((part.is_command ? "!" : "") + std::string(part.text));
  }
  return parts;
}

TEST(SplitScript, FindsCommandsBetweenStatements) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(Parts("SELECT 1; SELECT 2"), Texts({"SELECT 1; SELECT 2"}));
  EXPECT_EQ(Parts(".mode csv\nSELECT 1;\n\\x\n"), Texts({"!.mode csv", "SELECT 1;\n", "!\\x"}));
  EXPECT_EQ(Parts("-- note\n.mode csv"), Texts({"-- note\n", "!.mode csv"}));
  EXPECT_EQ(Parts("SELECT 1 +\n.5;"), Texts({"SELECT 1 +\n.5;"}));
  EXPECT_EQ(Parts("SELECT '\n.mode csv\n';"), Texts({"SELECT '\n.mode csv\n';"}));
  EXPECT_EQ(Parts(""), Texts());
}

std::string Tables(std::string_view sql) {
  std::string found;
  for (const NamedTable& table : FindStatementTables(sql, sql::TokenizePartial(sql).tokens)) {
    found += table.source + "=" + table.name + " ";
  }
  return found;
}

TEST(FindStatementTables, TakesNamesPathsCallsAndAliases) {
  EXPECT_EQ(Tables("SELECT a FROM t"), "t=t ");
  EXPECT_EQ(Tables("FROM s.t x, \"My T\" JOIN 'f.parquet' AS f ON x.a = f.a"),
            "s.t=x \"My T\"=My T 'f.parquet'=f ");
  EXPECT_EQ(Tables("FROM range(3) r, (SELECT 1 FROM u) WHERE"), "range(3)=r u=u ");
  EXPECT_EQ(Tables("INSERT INTO t (a"), "");
  EXPECT_EQ(Tables("UPDATE t SET a = 1; FROM u"), "t=t ");
  EXPECT_EQ(Tables("SELECT FROM"), "");
}

TEST(ProgressText, TellsShareRowsSpeedAndTimeLeft) {
  const QueryProgress progress{0.25, 5'000'000};
  const std::string text = ProgressText(progress, 2, 100);
  EXPECT_NE(text.find(" 25 %  5.0 M rows  2.5 M rows/s  7 s left"), std::string::npos) << text;
  EXPECT_EQ(ProgressText(progress, 2, 30).find("▕"), std::string::npos);
  EXPECT_EQ(ProgressText({0, 0}, 1, 100).find("left"), std::string::npos);
}

TEST(DurationText, ChoosesItsUnit) {
  EXPECT_EQ(DurationText(0.00042), "0.42 ms");
  EXPECT_EQ(DurationText(0.0421), "42 ms");
  EXPECT_EQ(DurationText(4.2), "4.20 s");
  EXPECT_EQ(DurationText(125), "2 min 5 s");
}

TEST(CompletionMenu, StepsAndScrolls) {
  CompletionMenu menu(false);
  Completions completions;
  for (int i = 0; i < 20; ++i) completions.choices.push_back({"name" + std::to_string(i), "table"});
  EXPECT_EQ(CommonStart(completions.choices), "name");
  menu.Open(completions);
  EXPECT_EQ(menu.chosen(), nullptr);
  menu.Step(true);
  EXPECT_EQ(menu.chosen()->text, "name19");
  EXPECT_EQ(menu.Lines(80).back(), "  … 20 in all");
  EXPECT_EQ(menu.Lines(80)[7], "> name19  table");
  menu.Step(false);
  EXPECT_EQ(menu.chosen()->text, "name0");
}

TEST(CompletionScript, QuotesForEachShell) {
  const std::vector<OptionInfo> options = {
      {"-o", "--out", "Write [it] there's: x", OptionValue::kFile}};
  EXPECT_NE(CompletionScript("bash", options).find("-o|--out) COMPREPLY"), std::string::npos);
  EXPECT_NE(CompletionScript("zsh", options)
                .find(R"('(-o --out)'{-o,--out}'[Write \[it\] there'\''s\: x]:file:_files')"),
            std::string::npos);
  EXPECT_NE(
      CompletionScript("fish", options).find(R"(-s o -l out -d 'Write [it] there\'s: x' -r -F)"),
      std::string::npos);
}

}  // namespace
}  // namespace lakebolt
