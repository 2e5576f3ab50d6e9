#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/session.h"
#include "cli/display_settings.h"
#include "cli/format/result_writer.h"
#include "cli/profile/profile_page.h"
#include "cli/progress_line.h"

namespace lakebolt {

/// Runs SQL text and writes the results as the display settings say.
class Runner {
 public:
  /// Results go to `output` until another is set.
  Runner(Session* session, DisplaySettings display, Output* output, bool to_terminal);
  ~Runner();

  /// Runs all statements of `sql`; the first error ends them. Reports errors on standard error and
  /// returns whether there was none.
  bool Run(const std::string& sql);

  /// Writes a line of text where results go.
  void WriteLine(const std::string& line);

  /// Sends results to a file from now on, in the format of its suffix where the one chosen is for
  /// screens; to the first output with an empty path. Throws UserError when the file cannot be
  /// made.
  void SetOutputFile(const std::string& path);
  /// Does so for the SQL that comes next.
  void SetOutputOnce(const std::string& path);

  DisplaySettings& display() { return display_; }
  Session& session() { return *session_; }

 private:
  void RunStatement(const std::string& statement, std::unique_ptr<Result> result);
  void WriteResult(const std::string& statement, Result& result);
  /// Takes all rows of `result` and writes them to `output`.
  void WriteRows(const std::string& statement, Result& result, Output* output,
                 ProgressLine& progress);
  /// Does the same by way of the pager.
  void WriteToTerminal(const std::string& statement, Result& result, ProgressLine& progress);
  bool RunAll(const std::string& sql);
  OutputFormat format() const { return file_format_.value_or(display_.format); }
  std::unique_ptr<ResultWriter> MakeWriter(const std::string& statement, Output* output);
  void RefuseSecondResult();
  void KeepProfile(const std::string& statement, const Result& result);
  void ReportTime(const Result& result);
  double SecondsTaken() const;

  Session* session_;
  DisplaySettings display_;
  std::optional<OutputFormat> file_format_;  // in place of the one chosen
  Output* first_output_;
  Output* output_;
  bool first_to_terminal_;
  bool to_terminal_;
  std::unique_ptr<FileOutput> file_;
  std::vector<ProfiledStatement> profiles_;
  std::chrono::steady_clock::time_point began_;  // the statement at hand
  bool wrote_binary_ = false;
  bool once_ = false;  // the file is for the next SQL only
};

/// Reports the exception in flight on standard error; `sql` is the text it may point into.
void ReportError(const std::string& sql, bool color = false);

}  // namespace lakebolt
