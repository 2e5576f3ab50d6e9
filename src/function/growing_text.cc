#include "function/growing_text.h"

#include "base/error.h"

namespace lakebolt {

void GrowingText::CheckLength(size_t more) const {
  if (more > INT32_MAX - bytes_.size()) {
    throw UserError(ErrorCode::kOutOfRange, "a text of more than 2 GiB");
  }
}

}  // namespace lakebolt
