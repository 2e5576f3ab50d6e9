#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "api/database.h"
#include "api/session.h"

namespace lakebolt::fuzz {

/// Is a session with tight limits of a database that lives as long as the process. What it changes
/// is undone at its end, so that an input does the same whatever ran before it.
class Sandbox {
 public:
  /// Says whether statements may take a second at most, as inputs may ask for very much, or as long
  /// as they do: where all of them are short, what is slow is the machine.
  enum class TimeLimit : uint8_t { kShort, kNone };

  /// Begins a session; of the dialect named, if one is.
  explicit Sandbox(const std::string& dialect = "", TimeLimit limit = TimeLimit::kShort);
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  /// Runs statements and takes all rows of the last. Errors that a user could mend end them, which
  /// returns false; those that only we could mend end the process.
  bool Run(const std::string& sql, const Parameters& parameters = {});

  Session& session() { return session_; }

 private:
  Session session_;
};

/// Runs `body`; returns false where a UserError ended it. Any other exception is a finding.
template <typename Body>
bool Survives(Body&& body) {
  try {
    body();
    return true;
  } catch (const UserError&) {
    return false;
  }
}

/// Returns the database of all sandboxes.
const std::shared_ptr<Database>& SharedDatabase();

}  // namespace lakebolt::fuzz
