#pragma once

#include "exec/operator.h"

namespace lakebolt {

/// Finishes a sink that has taken all its input, in the calling thread: for operators that run one
/// of their own.
inline void FinishSink(TaskContext& context, Sink& sink) {
  for (uint32_t parts = sink.PrepareFinish(context); parts > 0; parts = sink.NextStage(context)) {
    for (uint32_t part = 0; part < parts; ++part) sink.FinishPart(context, part);
  }
  sink.Finish(context);
}

}  // namespace lakebolt
