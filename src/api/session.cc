#include "api/session.h"

#include <chrono>
#include <mutex>

#include "api/database.h"
#include "api/rows_result.h"
#include "api/statement_runner.h"
#include "sql/parser.h"

namespace lakebolt {

namespace {

sql::LexicalOptions LexicalOptionsOf(const Settings& settings) {
  return {.double_quoted_strings = settings.GetBool("double_quoted_strings"),
          .backslash_escapes = settings.GetBool("backslash_escapes"),
          .fold_identifiers = !settings.GetBool("preserve_identifier_case")};
}

}  // namespace

class Session::Impl {
 public:
  explicit Impl(std::shared_ptr<Database> database)
      : database_(std::move(database)), settings_(database_->default_settings()) {}

  std::unique_ptr<Result> Run(const sql::Statement& statement, const Parameters& parameters) {
    auto cancellation = std::make_shared<CancellationToken>();
    {
      const std::lock_guard lock(mutex_);
      running_ = cancellation;
    }
    const SessionTime time = StatementTime();
    const SessionTimeScope scope(time);
    StatementRunner runner(database_, settings_, replacement_scan_, parameters, cancellation);
    std::unique_ptr<Result> result = runner.Run(statement);
    result->SetTime(time);
    return result;
  }

  void Interrupt() {
    const std::lock_guard lock(mutex_);
    if (const auto running = running_.lock()) running->Cancel();
  }

  std::shared_ptr<Database> database_;
  Settings settings_;
  ReplacementScan replacement_scan_;

 private:
  /// Returns the session's zone and the time of the clock.
  SessionTime StatementTime() const {
    using std::chrono::microseconds;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return {&TimeZone::Require(settings_.Get("timezone")),
            std::chrono::duration_cast<microseconds>(now).count()};
  }

  std::mutex mutex_;
  std::weak_ptr<CancellationToken> running_;
};

Session::Session(std::shared_ptr<Database> database)
    : impl_(std::make_unique<Impl>(std::move(database))) {}

Session::~Session() = default;

std::unique_ptr<Result> Session::Query(const std::string& sql, const Parameters& parameters) {
  const std::vector<sql::StatementPtr> statements =
      sql::ParseStatements(sql, LexicalOptionsOf(impl_->settings_));
  std::unique_ptr<Result> last = RowsResult::Done();
  for (size_t i = 0; i < statements.size(); ++i) {
    last = impl_->Run(*statements[i], parameters);
    if (i + 1 == statements.size()) break;
    while (last->Next()) {
    }
  }
  return last;
}

void Session::QueryEach(
    const std::string& sql,
    const std::function<void(const std::string& statement, std::unique_ptr<Result> result)>& done) {
  for (const sql::StatementPtr& statement :
       sql::ParseStatements(sql, LexicalOptionsOf(impl_->settings_))) {
    const SourceRange range = statement->range;
    done(sql.substr(range.begin, range.end - range.begin), impl_->Run(*statement, {}));
  }
}

void Session::Interrupt() {
  impl_->Interrupt();
}
Settings& Session::settings() {
  return impl_->settings_;
}
Database& Session::database() {
  return *impl_->database_;
}

void Session::Register(const std::string& name, std::shared_ptr<const TableSource> table) {
  impl_->database_->catalog().AddTable(name, std::move(table), true);
}

void Session::RegisterStream(const std::string& name, ArrowArrayStream* stream) {
  Register(name, TableFromArrowStream(stream));
}

bool Session::Unregister(const std::string& name) {
  return impl_->database_->catalog().DropTable(name);
}

void Session::SetReplacementScan(ReplacementScan scan) {
  impl_->replacement_scan_ = std::move(scan);
}

}  // namespace lakebolt
