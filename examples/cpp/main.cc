// Runs a query with Lakebolt and takes its rows as they are made.
//
//   lakebolt_example ["SELECT ..."]

#include <lakebolt/api/database.h>
#include <lakebolt/api/session.h>

#include <iostream>
#include <string>

namespace {

constexpr const char* kDefaultQuery =
    "SELECT i % 3 AS remainder, count(*) AS numbers, sum(i) AS total "
    "FROM range(1000000) AS t(i) GROUP BY ALL ORDER BY ALL";

void PrintRow(const lakebolt::Chunk& chunk, uint32_t row) {
  for (size_t i = 0; i < chunk.columns().size(); ++i) {
    std::cout << (i > 0 ? "\t" : "") << chunk.column(i).GetValue(row).ToString();
  }
  std::cout << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  const std::string sql = argc > 1 ? argv[1] : kDefaultQuery;
  lakebolt::Session session(lakebolt::Database::Create());
  try {
    const auto result = session.Query(sql);
    for (const lakebolt::Field& field : result->schema()) {
      std::cout << field.name << " " << field.type.ToString() << '\n';
    }
    while (const auto chunk = result->Next()) {
      for (uint32_t row = 0; row < chunk->size(); ++row) PrintRow(*chunk, row);
    }
  } catch (const lakebolt::UserError& error) {
    std::cerr << error.Render(sql) << '\n';
    return 1;
  }
  return 0;
}
