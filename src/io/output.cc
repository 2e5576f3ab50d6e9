#include "io/output.h"

#include "io/file_handle.h"

namespace lakebolt {

void DescriptorOutput::Drain(std::string_view bytes) {
  if (!WriteFile(descriptor_, "the output", bytes)) throw OutputClosed();
}

}  // namespace lakebolt
