#pragma once

#include "api/session.h"

namespace lakebolt::python {

/// Tells whether a session reads SQL as it does unless told otherwise.
bool SpeaksOwnDialect(Session& session);

/// Has a session read SQL in our own dialect while it lives: frames are written in that, whatever
/// dialect the user has set.
class OwnDialectScope {
 public:
  /// Does nothing unless `wanted`.
  OwnDialectScope(Session& session, bool wanted);
  ~OwnDialectScope();
  OwnDialectScope(const OwnDialectScope&) = delete;
  OwnDialectScope& operator=(const OwnDialectScope&) = delete;

 private:
  Session& session_;
  Settings kept_;
  bool changed_;
};

}  // namespace lakebolt::python
