#include "cli/runner.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "api/coalesced_result.h"
#include "api/interrupt.h"
#include "api/query_profile.h"
#include "base/ascii.h"
#include "cli/format/duration_text.h"
#include "cli/format/text_style.h"
#include "cli/output_formats.h"
#include "cli/pager_output.h"
#include "cli/terminal_size.h"
#include "format/writer_charge.h"

namespace lakebolt {

namespace {

/// Tells whether a statement, which begins with its first word, shows a plan.
bool IsExplain(std::string_view statement) {
  constexpr std::string_view kWord = "explain";
  return statement.size() > kWord.size() &&
         std::equal(kWord.begin(), kWord.end(), statement.begin(),
                    [](char wanted, char found) { return wanted == AsciiLower(found); });
}

}  // namespace

Runner::Runner(Session* session, DisplaySettings display, Output* output, bool to_terminal)
    : session_(session),
      display_(std::move(display)),
      first_output_(output),
      output_(output),
      first_to_terminal_(to_terminal),
      to_terminal_(to_terminal) {}

Runner::~Runner() = default;

bool Runner::Run(const std::string& sql) {
  const bool done = RunAll(sql);
  if (!once_) return done;
  if (!done) file_.reset();  // what lay there stays
  try {
    SetOutputFile("");
  } catch (...) {
    ReportError(sql, display_.color && isatty(STDERR_FILENO) != 0);
    return false;
  }
  return done;
}

bool Runner::RunAll(const std::string& sql) {
  began_ = std::chrono::steady_clock::now();
  try {
    InterruptScope interrupt([this] { session_->Interrupt(); });
    session_->QueryEach(sql, [this](const std::string& statement, std::unique_ptr<Result> result) {
      RunStatement(statement, std::move(result));
      began_ = std::chrono::steady_clock::now();
    });
    return true;
  } catch (const OutputClosed&) {
    throw;
  } catch (...) {
    output_->Discard();
    ReportError(sql, display_.color && isatty(STDERR_FILENO) != 0);
    return false;
  }
}

void Runner::RunStatement(const std::string& statement, std::unique_ptr<Result> result) {
  const Result& query = *result;
  if (IsBinary(format())) result = std::make_unique<CoalescedResult>(std::move(result));
  WriteResult(statement, *result);
  KeepProfile(statement, query);
}

void Runner::WriteLine(const std::string& line) {
  output_->Append(line + "\n");
  output_->Flush();
}

void Runner::SetOutputFile(const std::string& path) {
  const std::unique_ptr<FileOutput> ended = std::move(file_);
  once_ = false;
  file_format_.reset();
  output_ = first_output_;
  to_terminal_ = first_to_terminal_;
  if (ended != nullptr) ended->Commit();
  if (path.empty()) return;
  file_format_ = FormatForFile(path, display_.format);
  if (IsBinary(*file_format_)) {
    file_format_.reset();
    throw UserError(ErrorCode::kNotSupported, "\"" + path + "\" would hold more than one result",
                    {}, "COPY (SELECT …) TO '" + path + "'");
  }
  file_ = std::make_unique<FileOutput>(path);
  output_ = file_.get();
  to_terminal_ = false;
}

void Runner::SetOutputOnce(const std::string& path) {
  SetOutputFile(path);
  once_ = !path.empty();
}

void Runner::WriteResult(const std::string& statement, Result& result) {
  const SessionTimeScope time(result.time());
  ProgressLine progress(session_->settings().GetBool("enable_progress_bar"));
  progress.WaitFor(result);
  if (result.schema().empty() || result.RowsChanged()) {
    while (result.Next()) {
    }
    return ReportTime(result);
  }
  if (to_terminal_ && display_.pager) {
    WriteToTerminal(statement, result, progress);
  } else {
    if (IsBinary(format())) RefuseSecondResult();
    WriteRows(statement, result, output_, progress);
  }
  const bool has_footer = format() == OutputFormat::kTable || format() == OutputFormat::kLine;
  if (!has_footer || IsExplain(statement)) ReportTime(result);
}

void Runner::WriteToTerminal(const std::string& statement, Result& result, ProgressLine& progress) {
  constexpr int kPromptRows = 2;  // that the screen needs besides the result
  PagerOutput pager(TerminalHeight() - kPromptRows);
  try {
    WriteRows(statement, result, &pager, progress);
    pager.Close();
  } catch (const OutputClosed&) {
    // The user has seen enough; what still runs ends with the result.
    pager.Discard();
    pager.Close();
  }
}

void Runner::RefuseSecondResult() {
  if (wrote_binary_) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "the output format holds one result, and there is a second one", {},
                    "run one statement, or choose another --format");
  }
  wrote_binary_ = true;
}

void Runner::WriteRows(const std::string& statement, Result& result, Output* output,
                       ProgressLine& progress) {
  const auto writer = MakeWriter(statement, output);
  writer->Begin(result.schema());
  WriterCharge charge(result.account(), "output");
  while (auto chunk = result.Next()) {
    writer->Write(*chunk);
    charge.Settle(*writer);
    // A table is drawn at its end: until then the progress line does not get in its way.
    if (format() == OutputFormat::kTable) progress.WaitFor(result);
  }
  writer->Finish();
  output->Flush();
}

std::unique_ptr<ResultWriter> Runner::MakeWriter(const std::string& statement, Output* output) {
  if (format() == OutputFormat::kTable && IsExplain(statement)) {
    return MakeTextWriter(output);
  }
  TableLimits limits;
  limits.max_rows = display_.max_rows;
  limits.max_width = display_.max_width >= 0 ? display_.max_width
                     : to_terminal_          ? TerminalWidth()
                                             : 0;
  limits.null_text = display_.null_text;
  limits.color = display_.color && to_terminal_;
  if (display_.timer) limits.began = began_;
  DisplaySettings display = display_;
  display.format = format();
  return MakeResultWriter(display, output, limits);
}

double Runner::SecondsTaken() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
}

void Runner::ReportTime(const Result& result) {
  if (!display_.timer) return;
  std::string text;
  if (const auto rows = result.RowsChanged()) {
    text = std::to_string(*rows) + (*rows == 1 ? " row changed, " : " rows changed, ");
  }
  text += DurationText(SecondsTaken());
  // Beside rows for programs, on the other stream.
  std::fprintf(to_terminal_ ? stdout : stderr, "%s\n", text.c_str());
  std::fflush(stdout);
}

void Runner::KeepProfile(const std::string& statement, const Result& result) {
  if (display_.profile_path.empty()) return;
  std::optional<QueryProfile> profile = ProfileOf(result, SecondsTaken());
  if (!profile) return;
  profiles_.push_back({statement, std::move(*profile)});
  FileOutput page(display_.profile_path);
  WriteProfilePage(profiles_, &page);
  page.Commit();
}

void ReportError(const std::string& sql, bool color) {
  const std::string_view begin = color ? StyleOn(TextStyle::kError) : "";
  const std::string_view end = color ? kStyleOff : "";
  const auto print = [&](const std::string& text) {
    const size_t line = std::min(text.find('\n'), text.size());
    std::fprintf(stderr, "%s%s%s%s\n", begin.data(), text.substr(0, line).c_str(), end.data(),
                 text.substr(line).c_str());
  };
  try {
    throw;
  } catch (const UserError& error) {
    print(error.Render(sql));
  } catch (const InternalError& error) {
    print(error.what() + std::string("\nThis is a bug in Lakebolt; please report it."));
  } catch (const std::bad_alloc&) {
    print("out of memory");
  } catch (const std::exception& error) {
    print(std::string("internal error: ") + error.what());
  }
}

}  // namespace lakebolt
