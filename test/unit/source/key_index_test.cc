#include "source/key_index.h"

#include <gtest/gtest.h>

#include <memory>
#include <numeric>
#include <thread>
#include <vector>

namespace lakebolt {
namespace {

TEST(KeyIndex, SeveralWritersMayAddAtOnce) {
  const auto account = std::make_shared<MemoryPool>(int64_t{1} << 30);
  KeyIndex shared(account);
  constexpr int64_t kRows = 20'000;
  constexpr int64_t kWriters = 4;
  std::vector<std::thread> writers;
  for (int64_t writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      for (int64_t begin = 0; begin < kRows; begin += kRows / 20) {
        KeyIndex own(account);
        std::vector<int64_t> ids(kRows / 20);
        std::iota(ids.begin(), ids.end(), writer * kRows + begin);
        const std::vector<uint64_t> hashes(ids.begin(), ids.end());
        own.Insert(hashes, ids);
        shared.InsertAll(own);
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  ASSERT_EQ(shared.size(), static_cast<size_t>(kWriters * kRows));
  for (int64_t id = 0; id < kWriters * kRows; ++id) {
    std::vector<int64_t> found;
    shared.Find(static_cast<uint64_t>(id), found);
    ASSERT_EQ(found, std::vector<int64_t>{id});
  }
}

}  // namespace
}  // namespace lakebolt
