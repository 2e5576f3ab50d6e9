#include "function/window/builtin.h"

namespace lakebolt {

void WindowPlaces::Resize(uint32_t rows) {
  count = rows;
  size.resize(rows);
  index.resize(rows);
  present.resize(rows);
  peer_begin.resize(rows);
  peer_end.resize(rows);
  peer_number.resize(rows);
}

void RegisterWindowFunctions(WindowRegistry& registry) {
  RegisterRanking(registry);
  RegisterOffsets(registry);
  RegisterFrameValues(registry);
  RegisterFill(registry);
}

}  // namespace lakebolt
