#include "cli/runner.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "api/coalesced_result.h"
#include "api/interrupt.h"
#include "base/ascii.h"
#include "cli/progress_line.h"

namespace lakebolt {

namespace {

bool IsBinary(OutputFormat format) {
  return format == OutputFormat::kArrow || format == OutputFormat::kParquet;
}

/// Returns the terminal's width in cells; 0 when the output does not go to a terminal.
int TerminalWidth() {
  winsize size = {};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

/// Tells whether a statement, which begins with its first word, shows a plan.
bool IsExplain(std::string_view statement) {
  constexpr std::string_view kWord = "explain";
  return statement.size() > kWord.size() &&
         std::equal(kWord.begin(), kWord.end(), statement.begin(),
                    [](char wanted, char found) { return wanted == AsciiLower(found); });
}

}  // namespace

Runner::Runner(Session* session, const CliOptions& options, Output* output)
    : session_(session), options_(options), output_(output) {}

bool Runner::Run(const std::string& sql) {
  try {
    InterruptScope interrupt([this] { session_->Interrupt(); });
    session_->QueryEach(sql, [this](const std::string& statement, std::unique_ptr<Result> result) {
      if (IsBinary(options_.format)) result = std::make_unique<CoalescedResult>(std::move(result));
      WriteResult(statement, *result);
    });
    return true;
  } catch (const OutputClosed&) {
    throw;
  } catch (...) {
    output_->Discard();
    ReportError(sql);
    return false;
  }
}

void Runner::WriteResult(const std::string& statement, Result& result) {
  const SessionTimeScope time(result.time());
  ProgressLine progress(session_->settings().GetBool("enable_progress_bar"));
  progress.WaitFor(result);
  if (result.schema().empty() || result.RowsChanged()) {
    while (result.Next()) {
    }
    return;
  }
  if (IsBinary(options_.format)) {
    if (wrote_binary_) {
      throw UserError(ErrorCode::kInvalidArgument,
                      "the output format holds one result, and there is a second one", {},
                      "run one statement, or choose another --format");
    }
    wrote_binary_ = true;
  }
  const auto writer = MakeWriter(statement);
  writer->Begin(result.schema());
  while (auto chunk = result.Next()) {
    writer->Write(*chunk);
    // A table is drawn at its end: until then the progress line does not get in its way.
    if (options_.format == OutputFormat::kTable) progress.WaitFor(result);
  }
  writer->Finish();
}

std::unique_ptr<ResultWriter> Runner::MakeWriter(const std::string& statement) {
  if (options_.format == OutputFormat::kTable && IsExplain(statement)) {
    return MakeTextWriter(output_);
  }
  TableLimits limits;
  limits.max_rows = options_.max_rows;
  if (options_.output_path.empty()) limits.max_width = TerminalWidth();
  return MakeResultWriter(options_.format, output_, limits);
}

void ReportError(const std::string& sql) {
  try {
    throw;
  } catch (const UserError& error) {
    std::fprintf(stderr, "%s\n", error.Render(sql).c_str());
  } catch (const InternalError& error) {
    std::fprintf(stderr, "%s\nThis is a bug in Lakebolt; please report it.\n", error.what());
  } catch (const std::bad_alloc&) {
    std::fputs("out of memory\n", stderr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "internal error: %s\n", error.what());
  }
}

}  // namespace lakebolt
