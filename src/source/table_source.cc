#include "source/table_source.h"

namespace lakebolt {

void TableSource::Append(std::vector<Chunk> chunks) {
  (void)chunks;
  throw UserError(ErrorCode::kNotSupported, "\"" + name() + "\" cannot be written to");
}

}  // namespace lakebolt
