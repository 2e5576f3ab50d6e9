#include "types/session_time.h"

namespace lakebolt {

namespace {
thread_local SessionTime current;
}

const SessionTime& CurrentSessionTime() {
  return current;
}

SessionTimeScope::SessionTimeScope(const SessionTime& time) : before_(current) {
  current = time;
}

SessionTimeScope::~SessionTimeScope() {
  current = before_;
}

}  // namespace lakebolt
