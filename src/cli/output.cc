#include "cli/output.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace lakebolt {

void Output::Flush() {
  size_t done = 0;
  while (done < buffer_.size()) {
    const ssize_t written = write(descriptor_, buffer_.data() + done, buffer_.size() - done);
    if (written >= 0) {
      done += static_cast<size_t>(written);
    } else if (errno == EPIPE) {
      throw OutputClosed();
    } else if (errno != EINTR) {
      throw UserError(ErrorCode::kIo,
                      std::string("cannot write the output: ") + std::strerror(errno));
    }
  }
  buffer_.clear();
}

}  // namespace lakebolt
