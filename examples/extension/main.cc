// Extends Lakebolt from outside, through its public headers only: with a scalar function, an
// aggregate, a table source and an optimizer pass. Runs a query over each and checks its answer.

#include <lakebolt/api/session.h>

#include <iostream>
#include <string>

#include "extension.h"

namespace {

/// Runs `sql` and returns its rows as text, values apart by blanks, rows by line ends.
std::string Rows(lakebolt::Session& session, const std::string& sql) {
  std::string text;
  const auto result = session.Query(sql);
  while (const auto chunk = result->Next()) {
    for (uint32_t row = 0; row < chunk->size(); ++row) {
      for (size_t i = 0; i < chunk->columns().size(); ++i) {
        text += (i > 0 ? " " : "") + chunk->column(i).GetValue(row).ToString();
      }
      text += '\n';
    }
  }
  return text;
}

/// Shows a query and its answer; returns whether the answer contains `expected`.
bool Check(lakebolt::Session& session, const std::string& sql, const std::string& expected) {
  const std::string rows = Rows(session, sql);
  const bool good = rows.find(expected) != std::string::npos;
  std::cout << sql << '\n' << rows << (good ? "" : "WRONG, expected: " + expected + '\n') << '\n';
  return good;
}

constexpr const char* kCities =
    "CREATE TABLE cities AS SELECT * FROM (VALUES ('Berlin', 52.52, 13.40), ('Paris', 48.86, "
    "2.35), "
    "('Lima', -12.05, -77.04), ('Prague', 50.08, 14.44)) AS t(name, lat, lon)";

constexpr const char* kNearBerlin =
    "SELECT name FROM cities WHERE distance_km(lat, lon, 52.52, 13.40) < 300 ORDER BY name";

}  // namespace

int main() {
  const auto database = lakebolt::Database::Create();
  extension::AddDistanceKm(*database);
  extension::AddGeometricMean(*database);
  extension::AddPrimesTable(*database);
  extension::AddLatitudeBandPass(*database);

  lakebolt::Session session(database);
  try {
    Rows(session, kCities);
    bool good = Check(session, "SELECT round(distance_km(52.52, 13.40, 48.86, 2.35))", "877");
    good &= Check(session, "SELECT round(geometric_mean(range)) FROM range(1, 8)", "3");
    good &= Check(session, "SELECT count(*), max(prime) FROM primes(1000000)", "78498 999983");
    good &= Check(session, kNearBerlin, "Berlin\nPrague\n");
    good &= Check(session, std::string("EXPLAIN ") + kNearBerlin, "abs");
    return good ? 0 : 1;
  } catch (const lakebolt::UserError& error) {
    std::cerr << error.Render() << '\n';
    return 1;
  }
}
