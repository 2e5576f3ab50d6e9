#include "exec/window/window_rows.h"

namespace lakebolt {

void WindowBatch::Fill(const WindowRows& rows, uint32_t order_size, uint32_t first,
                       uint32_t length) {
  begin = first;
  count = length;
  for (auto* list :
       {&partition, &partition_begin, &partition_end, &peers, &peer_begin, &peer_end}) {
    list->resize(length);
  }
  BoundaryWalk partition_walk(rows.partitions, first);
  BoundaryWalk peer_walk(rows.PeersOf(order_size), first);
  for (uint32_t i = 0; i < length; ++i) {
    partition_walk.MoveTo(first + i);
    peer_walk.MoveTo(first + i);
    partition[i] = partition_walk.run();
    partition_begin[i] = partition_walk.begin();
    partition_end[i] = partition_walk.end();
    peers[i] = peer_walk.run();
    peer_begin[i] = peer_walk.begin();
    peer_end[i] = peer_walk.end();
  }
}

}  // namespace lakebolt
