#include "base/memory_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "base/memory_arbiter.h"

namespace lakebolt {
namespace {

/// Holds memory of a pool, and gives it back all at once.
class Holder final : public Spillable {
 public:
  Holder(MemoryPool& pool, int64_t bytes) : pool_(pool), bytes_(&pool, "holder") {
    bytes_.Grow(bytes);
    pool_.Add(this);
  }
  ~Holder() override { pool_.Remove(this); }

  int64_t Spill(int64_t) override {
    asked_from_ = std::this_thread::get_id();
    if (error_) throw UserError(ErrorCode::kIo, "the disk is full");
    const int64_t given = bytes_.size();
    bytes_.Free();
    return given;
  }

  void FailOnSpill() { error_ = true; }
  int64_t size() const { return bytes_.size(); }
  std::thread::id asked_from() const { return asked_from_; }

 private:
  MemoryPool& pool_;
  Reservation bytes_;
  bool error_ = false;
  std::thread::id asked_from_;
};

TEST(MemoryPool, AsksItsOwnHoldersWhereItIsFull) {
  MemoryPool process(1000);
  MemoryPool query(100, &process);
  const Holder holder(query, 80);
  Reservation wanted(&query, "wanted");
  wanted.Grow(50);
  EXPECT_EQ(holder.size(), 0);
  EXPECT_EQ(holder.asked_from(), std::this_thread::get_id());
  EXPECT_EQ(process.used(), 50);
}

TEST(MemoryPool, TheLargestGivesWhereAParentIsFull) {
  MemoryPool process(1000);
  MemoryPool session(1000, &process);
  MemoryPool large(1000, &session);
  MemoryPool small(1000, &session);
  MemoryPool asker(1000, &process);
  const Holder most(large, 700);
  const Holder few(small, 200);
  Reservation wanted(&asker, "wanted");
  wanted.Grow(150);
  EXPECT_EQ(most.size(), 0);
  EXPECT_EQ(few.size(), 200);
  EXPECT_NE(most.asked_from(), std::this_thread::get_id());
  EXPECT_EQ(process.used(), 350);
}

TEST(MemoryPool, WhoHoldsMostGivesItself) {
  MemoryPool process(1000);
  MemoryPool other(1000, &process);
  MemoryPool asker(1000, &process);
  const Holder few(other, 300);
  const Holder own(asker, 600);
  Reservation wanted(&asker, "wanted");
  wanted.Grow(150);
  EXPECT_EQ(few.size(), 300);
  EXPECT_EQ(own.size(), 0);
}

TEST(MemoryPool, AnotherQuerysErrorsStayThere) {
  MemoryPool process(1000);
  MemoryPool large(1000, &process);
  MemoryPool asker(1000, &process);
  Holder broken(large, 600);
  broken.FailOnSpill();
  const Holder own(asker, 300);
  Reservation wanted(&asker, "wanted");
  wanted.Grow(250);  // what the asker itself gives
  EXPECT_NE(broken.asked_from(), std::thread::id());
  EXPECT_EQ(own.size(), 0);
}

TEST(MemoryPool, FailsWhereNobodyGives) {
  MemoryPool process(1000);
  MemoryPool query(2000, &process);
  Reservation held(&query, "held");
  held.Grow(900);
  Reservation wanted(&query, "the test");
  try {
    wanted.Grow(200);
    FAIL() << "there is no such memory";
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), ErrorCode::kOutOfMemory);
    EXPECT_NE(std::string(error.what()).find("the test needs 200 B"), std::string::npos);
  }
}

TEST(MemoryPool, WaitsForOthersToEnd) {
  MemoryPool process(1000);
  MemoryPool other(1000, &process);
  MemoryPool asker(1000, &process);
  Reservation held(&other, "held");
  held.Grow(900);
  const Holder own(asker, 50);
  std::thread end([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    held.Free();
  });
  Reservation wanted(&asker, "wanted");
  wanted.Grow(500);
  end.join();
  EXPECT_EQ(wanted.size(), 500);
}

TEST(MemoryPool, WaitingCanBeCancelled) {
  MemoryPool process(1000);
  MemoryPool other(1000, &process);
  MemoryPool asker(1000, &process);
  Reservation held(&other, "held");
  held.Grow(900);
  CancellationToken token;
  const CancellationScope scope(&token);
  std::thread cancel([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    token.Cancel();
  });
  Reservation wanted(&asker, "wanted");
  try {
    wanted.Grow(500);
    ADD_FAILURE() << "nobody gave memory back";
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), ErrorCode::kCancelled);
  }
  cancel.join();
}

TEST(MemoryPool, OneThreadOfAQueryGivesWayToAnother) {
  MemoryPool query(100);
  std::barrier both(2);
  std::atomic<int> failed = 0;
  const auto hold_and_ask = [&] {
    const YieldScope scope;
    Reservation bytes(&query, "a thread");
    bytes.Grow(50);
    both.arrive_and_wait();
    try {
      bytes.Grow(30);
    } catch (const UserError&) {
      ++failed;
    }
  };
  std::thread other(hold_and_ask);
  hold_and_ask();
  other.join();
  EXPECT_EQ(failed, 1);  // whose memory the other one got
}

TEST(MemoryPool, ManyAskAtOnce) {
  MemoryPool process(1 << 18);
  std::vector<std::thread> threads;
  std::atomic<int> done = 0;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        MemoryPool query(1 << 20, &process);
        const Holder holder(query, 1000);
        Reservation wanted(&query, "wanted");
        try {
          for (int i = 0; i < 20; ++i) wanted.Grow(1 << 12);
        } catch (const UserError& error) {
          EXPECT_EQ(error.code(), ErrorCode::kOutOfMemory);  // as many hold what others want
        }
      }
      ++done;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, 8);
  EXPECT_EQ(process.used(), 0);
}

}  // namespace
}  // namespace lakebolt
