#include "parts/sandbox.h"

#include "base/error.h"

namespace lakebolt::fuzz {

namespace {

std::shared_ptr<Database> MakeDatabase() {
  Settings settings;
  settings.Set("memory_limit", "64MB");
  settings.Set("threads", "1");
  settings.Set("max_temp_directory_size", "64MB");
  settings.Set("timezone", "Europe/Berlin");
  settings.Set("verify_plans", "true");
  std::shared_ptr<Database> database = Database::Create(settings);
  Session session(database);
  // A table of every family of types, with NULLs and odd values.
  session.Query(
      "CREATE TABLE t (i INTEGER, b BIGINT, s VARCHAR, d DOUBLE, n DECIMAL(12,2), day DATE,"
      " at TIMESTAMP, l INTEGER[], r STRUCT(x INTEGER, y VARCHAR), m MAP(VARCHAR, INTEGER),"
      " j JSON, f BOOLEAN, v INTERVAL, z TIMESTAMPTZ, u UUID, o BLOB);"
      "INSERT INTO t VALUES"
      " (1, 10, 'one', 1.5, 1.25, '2024-01-31', '2024-01-31 10:00:00', [1, 2, NULL],"
      "  {x: 1, y: 'a'}, MAP {'k': 1}, '{\"a\": [1, 2]}', true, INTERVAL 1 DAY,"
      "  '2024-01-31 10:00:00+01', '6f1ed002-ab59-4f2e-8f2d-1b2ae4b6a2d1', '\\x00a'),"
      " (2, -9223372036854775808, '', 'NaN', -0.01, '1992-02-29', 'epoch', [], NULL, MAP {},"
      "  'null', false, INTERVAL '-1 month 3 hours', NULL, NULL, ''),"
      " (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
      "  NULL, NULL),"
      " (2147483647, 9223372036854775807, 'zwölf 本', '-inf', 9999999999.99, 'infinity',"
      "  '294247-01-10 04:00:54', [2147483647], {x: NULL, y: ''}, MAP {'': NULL}, '[]', NULL,"
      "  INTERVAL 0 DAY, 'epoch', '00000000-0000-0000-0000-000000000000', '\\xFF');"
      "CREATE TABLE w AS SELECT range % 7 AS g, range AS x, 'text ' || range % 3 AS s"
      " FROM range(300);"
      "CREATE VIEW q AS SELECT g, sum(x) AS total FROM w GROUP BY g;"
      "CREATE MACRO twice(a) AS a * 2;"
      "CREATE SEQUENCE numbers;"
      "CREATE TYPE mood AS ENUM ('sad', 'ok')");
  return database;
}

}  // namespace

const std::shared_ptr<Database>& SharedDatabase() {
  // Never destroyed: other statics may go before it.
  static const auto* database = new std::shared_ptr<Database>(MakeDatabase());
  return *database;
}

Sandbox::Sandbox(const std::string& dialect, TimeLimit limit) : session_(SharedDatabase()) {
  if (limit == TimeLimit::kShort) session_.settings().Set("statement_timeout", "1000");
  if (!dialect.empty()) session_.settings().Set("dialect", dialect);
  session_.Query("BEGIN");
}

Sandbox::~Sandbox() = default;

bool Sandbox::Run(const std::string& sql, const Parameters& parameters) {
  return Survives([&] {
    const std::unique_ptr<Result> result = session_.Query(sql, parameters);
    while (result->Next()) {
    }
  });
}

}  // namespace lakebolt::fuzz
