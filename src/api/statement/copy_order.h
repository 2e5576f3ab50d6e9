#pragma once

#include <vector>

#include "format/parquet/write_options.h"
#include "plan/binder/binder.h"

namespace lakebolt {

/// Finds the columns of a query's result by which its ORDER BY sorts the rows, as far as a file can
/// say so: plain columns whose order does not depend on more than their bytes.
std::vector<OrderedColumn> OrderOf(const BoundQuery& query);

}  // namespace lakebolt
