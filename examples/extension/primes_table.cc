// A table source gives rows to scans. Several workers pull from one scan, each with a local state;
// this one hands out blocks of numbers, which the workers sieve in parallel.

#include <lakebolt/source/table_source.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <vector>

#include "extension.h"

namespace extension {

namespace {

using lakebolt::Chunk;
using lakebolt::TypeId;
using lakebolt::Value;
using lakebolt::Vector;

constexpr int64_t kBlock = 1 << 16;  // numbers sieved at once

/// Returns the primes in [begin, end).
std::vector<int64_t> Sieve(int64_t begin, int64_t end) {
  std::vector<bool> composite(static_cast<size_t>(end - begin));
  for (int64_t factor = 2; factor * factor < end; ++factor) {
    const int64_t first = std::max(factor * factor, (begin + factor - 1) / factor * factor);
    for (int64_t n = first; n < end; n += factor) composite[static_cast<size_t>(n - begin)] = true;
  }
  std::vector<int64_t> primes;
  for (int64_t n = std::max<int64_t>(begin, 2); n < end; ++n) {
    if (!composite[static_cast<size_t>(n - begin)]) primes.push_back(n);
  }
  return primes;
}

/// Holds the primes of one worker's block that were not given out yet.
struct PrimesLocal : lakebolt::ScanLocalState {
  std::vector<int64_t> primes;
  size_t next = 0;
};

class PrimesScan : public lakebolt::TableScan {
 public:
  PrimesScan(int64_t limit, const lakebolt::ScanRequest& request)
      : limit_(limit), column_count_(request.columns.size()), chunk_size_(request.chunk_size) {}

  std::unique_ptr<lakebolt::ScanLocalState> MakeLocalState() override {
    return std::make_unique<PrimesLocal>();
  }

  lakebolt::ScanStatus Next(lakebolt::ScanLocalState& state, lakebolt::ScanContext&,
                            Chunk& out) override {
    auto& local = static_cast<PrimesLocal&>(state);
    while (local.next == local.primes.size()) {
      const int64_t begin = next_block_.fetch_add(1) * kBlock;
      if (begin >= limit_) return lakebolt::ScanStatus::kFinished;
      local.primes = Sieve(begin, std::min(begin + kBlock, limit_));
      local.next = 0;
    }
    const auto count =
        static_cast<uint32_t>(std::min<size_t>(chunk_size_, local.primes.size() - local.next));
    // The request may name the only column, several times or not at all (count(*)).
    std::vector<Vector> columns;
    for (size_t i = 0; i < column_count_; ++i) {
      Vector column(TypeId::kInt64, count);
      std::copy_n(local.primes.begin() + static_cast<ptrdiff_t>(local.next), count,
                  column.mutable_values<int64_t>());
      columns.push_back(std::move(column));
    }
    out = Chunk(std::move(columns), count);
    local.next += count;
    return lakebolt::ScanStatus::kRows;
  }

  uint32_t MaxParallelism() const override {
    return static_cast<uint32_t>((limit_ + kBlock - 1) / kBlock);
  }

  double Progress() const override {
    if (limit_ == 0) return 1;
    const auto done = static_cast<double>(next_block_.load() * kBlock);
    return std::min(1.0, done / static_cast<double>(limit_));
  }

 private:
  int64_t limit_;
  size_t column_count_;
  uint32_t chunk_size_;
  std::atomic<int64_t> next_block_{0};
};

class PrimesTable : public lakebolt::TableSource {
 public:
  explicit PrimesTable(int64_t limit) : limit_(limit) {}

  std::string name() const override { return "primes(" + std::to_string(limit_) + ")"; }
  const lakebolt::Schema& schema() const override { return schema_; }

  lakebolt::TableStatistics statistics() const override {
    // The prime number theorem; good enough to order joins.
    const auto n = static_cast<double>(limit_);
    return {n / std::max(1.0, std::log(n)), false};
  }

  lakebolt::ColumnStatistics column_statistics(uint32_t) const override {
    lakebolt::ColumnStatistics column;
    column.min = Value::Int64(2);
    column.max = Value::Int64(limit_);
    column.null_count = 0;
    column.distinct_count = statistics().row_count;
    return column;
  }

  std::unique_ptr<lakebolt::TableScan> Scan(const lakebolt::ScanRequest& request) const override {
    return std::make_unique<PrimesScan>(limit_, request);
  }

 private:
  int64_t limit_;
  lakebolt::Schema schema_ = {{"prime", TypeId::kInt64, false}};
};

std::shared_ptr<const lakebolt::TableSource> BindPrimes(
    const std::vector<Value>& arguments, const std::vector<std::pair<std::string, Value>>& named) {
  constexpr int64_t kMostNumbers = 1'000'000'000;
  if (arguments.size() != 1 || !named.empty() || !arguments[0].type().IsInteger() ||
      arguments[0].IsNull() || arguments[0].integral() < 0 ||
      arguments[0].integral() > kMostNumbers) {
    throw lakebolt::UserError(lakebolt::ErrorCode::kInvalidArgument,
                              "primes(n) takes one integer from 0 to a billion");
  }
  return std::make_shared<PrimesTable>(static_cast<int64_t>(arguments[0].integral()));
}

}  // namespace

void AddPrimesTable(lakebolt::Database& database) {
  database.catalog().AddTableFunction({"primes", "Returns the prime numbers below n.", BindPrimes});
}

}  // namespace extension
