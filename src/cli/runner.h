#pragma once

#include <string>

#include "api/session.h"
#include "cli/options.h"

namespace lakebolt {

/// Runs SQL text and writes the results as the options say.
class Runner {
 public:
  Runner(Session* session, const CliOptions& options, Output* output);

  /// Runs all statements of `sql`; the first error ends them. Reports errors on standard error and
  /// returns whether there was none.
  bool Run(const std::string& sql);

  void SetFormat(OutputFormat format) { options_.format = format; }

 private:
  void WriteResult(const std::string& statement, Result& result);
  std::unique_ptr<ResultWriter> MakeWriter(const std::string& statement);

  Session* session_;
  CliOptions options_;
  Output* output_;
  bool wrote_binary_ = false;
};

/// Reports the exception in flight on standard error; `sql` is the text it may point into.
void ReportError(const std::string& sql);

}  // namespace lakebolt
