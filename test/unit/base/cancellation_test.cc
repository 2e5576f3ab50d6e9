#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "base/cancellation_listener.h"
#include "base/cancellation_scope.h"

namespace lakebolt {
namespace {

TEST(Cancellation, ListenersAreCalledOnce) {
  CancellationToken token;
  CancellationToken other;
  int calls = 0;
  {
    const CancellationListener listener(&token, [&] { ++calls; });
    CancelAndWake(other);
    EXPECT_EQ(calls, 0);
    CancelAndWake(token);
    EXPECT_EQ(calls, 1);
  }
  CancelAndWake(token);
  EXPECT_EQ(calls, 1);
}

TEST(Cancellation, ListenersMayCancelWhatIsInside) {
  CancellationToken outer;
  CancellationToken inner(&outer);
  int calls = 0;
  const CancellationListener of_inner(&inner, [&] { ++calls; });
  const CancellationListener of_outer(&outer, [&] { CancelAndWake(inner); });
  CancelAndWake(outer);
  EXPECT_EQ(calls, 1);
}

TEST(Cancellation, ScopesBelongToThreadsAndNest) {
  CancellationToken cancelled;
  cancelled.Cancel();
  CheckCancellation();
  const CancellationScope scope(&cancelled);
  EXPECT_THROW(CheckCancellation(), UserError);
  {
    const CancellationScope nobody(nullptr);
    CheckCancellation();
  }
  EXPECT_THROW(CheckCancellation(), UserError);
  std::thread([] { CheckCancellation(); }).join();
}

TEST(Cancellation, ManySmallCopiesLookAsOneLargeDoes) {
  CancellationToken token;
  const CancellationScope scope(&token);
  token.Cancel();
  std::vector<char> from(1000);
  std::vector<char> to(1000);
  const auto copy_all = [&] {
    for (int i = 0; i < 2000; ++i) CopyBytes(to.data(), from.data(), from.size());
  };
  EXPECT_THROW(copy_all(), UserError);
}

TEST(Cancellation, BlocksCoverAllAndLookBetween) {
  size_t covered = 0;
  ForEachBlock(200'000, [&](size_t begin, size_t end) {
    EXPECT_EQ(begin, covered);
    covered = end;
  });
  EXPECT_EQ(covered, 200'000U);
  ForEachBlock(0, [](size_t, size_t) { FAIL(); });

  CancellationToken token;
  const CancellationScope scope(&token);
  size_t blocks = 0;
  const auto cancel_in_first = [&](size_t, size_t) {
    ++blocks;
    token.Cancel();
  };
  EXPECT_THROW(ForEachBlock(200'000, cancel_in_first), UserError);
  EXPECT_EQ(blocks, 1U);
}

TEST(Cancellation, PollsLookAboutOnceAMillisecond) {
  CancellationToken token;
  token.Cancel();
  const CancellationScope scope(&token);
  CancellationPoll poll;
  poll.Spend(999'999);
  EXPECT_THROW(poll.Spend(1), UserError);
}

}  // namespace
}  // namespace lakebolt
