#include "source/table_source.h"

#include "base/error.h"
#include "source/table_write.h"

namespace lakebolt {

const std::vector<TableKey>& TableSource::keys() const {
  static const std::vector<TableKey> none;
  return none;
}

std::vector<int64_t> TableSource::FindByKey(size_t key, const std::vector<Vector>& values,
                                            RowSet rows) const {
  (void)key, (void)values, (void)rows;
  throw InternalError(name() + " has no keys");
}

std::unique_ptr<TableWrite> TableSource::BeginWrite() const {
  throw UserError(ErrorCode::kNotSupported, name() + " cannot be written to");
}

}  // namespace lakebolt
