#pragma once

#include <gtest/gtest.h>

#include "exec/query_context.h"
#include "io/temporary_directory.h"

namespace lakebolt {

/// Gives parts of operators a query that has memory and may go to disk.
class QueryTest : public ::testing::Test {
 protected:
  explicit QueryTest(int64_t limit = int64_t{1} << 30) : pool_(limit) {
    query_.memory = &pool_;
    query_.temporary = TemporaryDirectory::Make(testing::TempDir() + "lakebolt-query-test", "1GiB");
    query_.cancellation = &token_;
  }

  MemoryPool pool_;
  CancellationToken token_;
  QueryContext query_;
};

}  // namespace lakebolt
