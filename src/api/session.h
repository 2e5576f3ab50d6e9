#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/result.h"
#include "base/settings.h"
#include "catalog/catalog.h"
#include "types/value.h"

namespace lakebolt {

class Database;

/// Gives values to the parameters of a statement: by position ($1, ?) or by name ($name).
struct Parameters {
  std::vector<Value> positional;
  std::vector<std::pair<std::string, Value>> named;
};

/// Is one connection to a database: settings and a current query. One query at a time; Interrupt
/// may be called from any thread.
class Session {
 public:
  explicit Session(std::shared_ptr<Database> database);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Runs all statements of `sql`, separated by semicolons, and returns the result of the last
  /// one, which streams. Throws UserError (positions refer to `sql`).
  std::unique_ptr<Result> Query(const std::string& sql, const Parameters& parameters = {});

  /// Calls `done` with each statement's text and result in turn; the CLI's way of running a file.
  void QueryEach(const std::string& sql,
                 const std::function<void(const std::string& statement,
                                          std::unique_ptr<Result> result)>& done);

  /// Cancels the running query of this session, if any. Thread-safe.
  void Interrupt();

  /// Tells whether BEGIN has been run and not yet been ended.
  bool InTransaction() const;

  Settings& settings();
  Database& database();

  /// Makes a table known by name to this session; one registered under that name before is
  /// replaced.
  void Register(const std::string& name, std::shared_ptr<const TableSource> table);
  /// Makes an Arrow stream known by name; it is read into memory at once.
  void RegisterStream(const std::string& name, ArrowArrayStream* stream);
  /// Forgets a registered table; false when there is none.
  bool Unregister(const std::string& name);

  /// Sets who is asked for tables that the catalog does not know.
  void SetReplacementScan(ReplacementScan scan);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Reads a whole Arrow stream into a table in memory. Releases the stream.
std::shared_ptr<const TableSource> TableFromArrowStream(ArrowArrayStream* stream);

}  // namespace lakebolt
