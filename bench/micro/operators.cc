// Measures operators as SQL sees them: CPU nanoseconds a row on one thread, over a table in memory
// and over dictionary-encoded Parquet, less what reading the same columns takes.
//
// Usage: lakebolt_bench_operators [rows] [part of a name]

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "api/database.h"
#include "api/result.h"
#include "api/session.h"
#include "measure.h"

namespace lakebolt {
namespace {

constexpr int kRounds = 5;

/// Is a query and one that reads as much but does no more. The limit of a join counts its build
/// side of 1.5 million rows, at 6 million probes.
struct Case {
  const char* name;
  const char* sql;
  const char* scan;
  double limit;
};

constexpr const char* kTable = R"(
  CREATE TABLE t AS
  SELECT i AS id, (hash(i) % 1500000)::BIGINT AS many, i // 4 AS clustered,
         (hash(i) % 4)::INTEGER AS few, (hash(i + 1) % 10000)::INTEGER AS mid,
         (hash(i + 2) % 1000000)::BIGINT AS number, (hash(i + 3) % 1000000)::DOUBLE AS real,
         'customer#' || (hash(i) % 100000) AS name,
         'word' || (hash(i + 4) % 50) AS word,
         'the ' || md5(i::VARCHAR) || ' of ' || (hash(i + 5) % 1000) AS comment
  FROM range(ROWS) r(i))";

constexpr Case kCases[] = {
    {"filter: bigint < constant (half pass)", "SELECT count(*) FROM t WHERE number < 500000",
     "SELECT count(number) FROM t", 0.3},
    {"filter: two comparisons", "SELECT count(*) FROM t WHERE number < 500000 AND mid > 5000",
     "SELECT count(number), count(mid) FROM t", 0},
    {"filter: text = constant", "SELECT count(*) FROM t WHERE name = 'customer#77'",
     "SELECT count(name) FROM t", 0},
    {"filter: text = constant, dictionary", "SELECT count(*) FROM p WHERE word = 'word7'",
     "SELECT count(word) FROM p", 0.3},
    {"filter: LIKE, dictionary", "SELECT count(*) FROM p WHERE word LIKE '%d7%'",
     "SELECT count(word) FROM p", 0.3},
    {"LIKE '%needle%' (40 bytes)", "SELECT count(*) FROM t WHERE comment LIKE '%beef%'",
     "SELECT count(comment) FROM t", 0},
    {"LIKE '%a%b%' (40 bytes)", "SELECT count(*) FROM t WHERE comment LIKE '%bee%of 7%'",
     "SELECT count(comment) FROM t", 0},
    {"LIKE 'prefix%'", "SELECT count(*) FROM t WHERE comment LIKE 'the ab%'",
     "SELECT count(comment) FROM t", 0},
    {"substring", "SELECT count(substring(comment, 5, 8)) FROM t", "SELECT count(comment) FROM t",
     0},
    {"regexp_matches", "SELECT count(*) FROM t WHERE regexp_matches(comment, 'b[ae]d.*of 7')",
     "SELECT count(comment) FROM t", 0},
    {"arithmetic: number * 3 + mid", "SELECT sum(number * 3 + mid) FROM t",
     "SELECT sum(number), sum(mid) FROM t", 0},
    {"group-by: none, sum", "SELECT sum(number) FROM t", "SELECT count(number) FROM t", 0.25},
    {"group-by: 4 groups, sum", "SELECT few, sum(number) FROM t GROUP BY few",
     "SELECT count(few), count(number) FROM t", 0.25},
    {"group-by: 50 strings, dictionary", "SELECT word, count(*) FROM p GROUP BY word",
     "SELECT count(word) FROM p", 0.25},
    {"group-by: 10 k groups, sum", "SELECT mid, sum(number) FROM t GROUP BY mid",
     "SELECT count(mid), count(number) FROM t", 0},
    {"group-by: 1.5 M groups, random",
     "SELECT count(*) FROM (SELECT many, sum(number) FROM t GROUP BY many)",
     "SELECT count(many), count(number) FROM t", 12},
    {"group-by: clustered",
     "SELECT count(*) FROM (SELECT clustered, sum(number) FROM t GROUP BY clustered)",
     "SELECT count(clustered), count(number) FROM t", 7.2},
    {"group-by: 100 k strings", "SELECT count(*) FROM (SELECT name, count(*) FROM t GROUP BY name)",
     "SELECT count(name) FROM t", 0},
    {"group-by: all distinct", "SELECT count(*) FROM (SELECT id, count(*) FROM t GROUP BY id)",
     "SELECT count(id) FROM t", 0},
    {"count distinct, 1.5 M", "SELECT count(DISTINCT many) FROM t", "SELECT count(many) FROM t", 0},
    {"join: dense keys, random", "SELECT count(*), sum(b.w) FROM t JOIN b ON t.many = b.k",
     "SELECT count(many) FROM t", 10.5},
    {"join: dense keys, clustered", "SELECT count(*), sum(b.w) FROM t JOIN b ON t.clustered = b.k",
     "SELECT count(clustered) FROM t", 3.2},
    {"join: sparse keys, random",
     "SELECT count(*), sum(s.w) FROM t JOIN s ON t.many * 1000003 = s.k",
     "SELECT count(many * 1000003) FROM t", 14.3},
    {"sort: bigint", "SELECT sum(n) FROM (SELECT number AS n FROM t ORDER BY number OFFSET 1)",
     "SELECT sum(number) FROM t", 0},
    {"sort: text", "SELECT count(n) FROM (SELECT name AS n FROM t ORDER BY name OFFSET 1)",
     "SELECT count(name) FROM t", 0},
    {"sort: three keys",
     "SELECT count(n) FROM (SELECT id AS n FROM t ORDER BY few, mid DESC, real OFFSET 1)",
     "SELECT count(few), count(mid), count(real), count(id) FROM t", 0},
    {"top 10 by bigint", "SELECT number FROM t ORDER BY number LIMIT 10",
     "SELECT count(number) FROM t", 0},
    {"window: running sum by 10 k keys",
     "SELECT sum(s) FROM (SELECT sum(number) OVER (PARTITION BY mid ORDER BY id) AS s FROM t)",
     "SELECT count(mid), count(id), sum(number) FROM t", 0},
};

void RunAll(Session& session, const std::string& sql) {
  const auto result = session.Query(sql);
  while (result->Next()) {
  }
}

double QueryNanos(Session& session, const char* sql) {
  return LeastNanos(ProcessCpuNanos, kRounds, [&] { RunAll(session, sql); });
}

int Main(int argc, char** argv) {
  const std::string rows = argc > 1 ? argv[1] : "6000000";
  const std::string wanted = argc > 2 ? argv[2] : "";
  const auto file = std::filesystem::temp_directory_path() / "lakebolt_bench_operators.parquet";
  const auto session = std::make_unique<Session>(Database::Create());
  RunAll(*session, "SET threads = 1");
  std::string table = kTable;
  table.replace(table.find("ROWS"), 4, rows);
  RunAll(*session, table);
  RunAll(*session, "COPY (SELECT word FROM t) TO '" + file.string() + "' (FORMAT parquet)");
  RunAll(*session, "CREATE VIEW p AS SELECT * FROM '" + file.string() + "'");
  RunAll(*session, "CREATE TABLE b AS SELECT i AS k, -i AS w FROM range(1500000) r(i)");
  RunAll(*session, "CREATE TABLE s AS SELECT i * 1000003 AS k, -i AS w FROM range(1500000) r(i)");
  PrintHeading();
  for (const Case& one : kCases) {
    if (std::string(one.name).find(wanted) == std::string::npos) continue;
    const double nanos = QueryNanos(*session, one.sql) - QueryNanos(*session, one.scan);
    PrintKernel(one.name, nanos / std::atof(rows.c_str()), one.limit);
  }
  std::filesystem::remove(file);
  return 0;
}

}  // namespace
}  // namespace lakebolt

int main(int argc, char** argv) {
  return lakebolt::Main(argc, argv);
}
