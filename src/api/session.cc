#include "api/session.h"

#include <chrono>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "api/database.h"
#include "api/lexical_habits.h"
#include "api/rows_result.h"
#include "api/session_state.h"
#include "api/statement/prepared.h"
#include "api/statement_runner.h"
#include "api/system_memory.h"
#include "base/cancellation_listener.h"
#include "base/cancellation_scope.h"
#include "base/evaluation_memory.h"
#include "base/transaction_error.h"
#include "expression/evaluator.h"
#include "io/file_access.h"
#include "io/free_later.h"
#include "sql/parser.h"

namespace lakebolt {

namespace {

/// Holds the statements of a text. The trees of a long one take a while to free: nobody waits for
/// that.
struct ParsedText {
  static constexpr size_t kLong = size_t{64} << 10;

  ParsedText(std::vector<sql::StatementPtr> parsed, const std::string& text)
      : statements(std::move(parsed)), is_long(text.size() > kLong) {}
  ParsedText(const ParsedText&) = delete;
  ParsedText& operator=(const ParsedText&) = delete;
  ~ParsedText() {
    if (is_long) FreeLater(std::move(statements));
  }

  std::vector<sql::StatementPtr> statements;
  bool is_long;
};

/// Tells whether a statement may change how the text behind it is read.
bool MaySwitchDialect(const sql::Statement& statement) {
  return statement.kind == sql::StatementKind::kSet || statement.kind == sql::StatementKind::kReset;
}

/// Tells whether an error says that a statement means nothing, so that none of it has run.
bool IsMistake(ErrorCode code) {
  switch (code) {
    case ErrorCode::kSyntax:
    case ErrorCode::kUnknownColumn:
    case ErrorCode::kUnknownTable:
    case ErrorCode::kUnknownFunction:
    case ErrorCode::kAmbiguousName:
    case ErrorCode::kDuplicateName:
    case ErrorCode::kTypeMismatch:
    case ErrorCode::kInvalidQuery:
    case ErrorCode::kNotSupported: return true;
    default: return code == kUnknownObjectError;
  }
}

/// Commits without being cancelled halfway.
void CommitWhole(Transaction& transaction) {
  const CancellationScope uncancelled(nullptr);
  transaction.Commit();
}

[[noreturn]] void ThrowAborted(SourceRange range) {
  throw UserError(kTransactionError, "the transaction is aborted: a statement in it has failed",
                  range, "end it with ROLLBACK");
}

}  // namespace

class Session::Impl {
 public:
  explicit Impl(std::shared_ptr<Database> database) : state_(std::move(database)) {}

  std::unique_ptr<Result> Run(const sql::Statement& statement, const Parameters& parameters) {
    const std::shared_ptr<CancellationToken> cancellation = NewToken();
    const CancellationScope cancelled(cancellation.get());
    const SessionTime time = StatementTime();
    const SessionTimeScope scope(time);
    const EvaluationMemory::Bound bound(state_.settings.memory_limit());
    const std::shared_ptr<const FileAccess> access = AllowedFiles();
    const FileAccessScope files(access.get());
    std::unique_ptr<Result> result = RunStatement(statement, parameters, cancellation);
    result->SetTime(time);
    return result;
  }

  std::unique_ptr<Result> RunStatement(const sql::Statement& statement,
                                       const Parameters& parameters,
                                       const std::shared_ptr<CancellationToken>& cancellation) {
    if (statement.kind == sql::StatementKind::kTransaction) {
      RunTransaction(sql::As<sql::TransactionStatement>(statement));
      return RowsResult::Done();
    }
    if (statement.kind == sql::StatementKind::kPrepare) {
      RunPrepare(state_, sql::As<sql::PrepareStatement>(statement));
      return RowsResult::Done();
    }
    if (statement.kind == sql::StatementKind::kDeallocate) {
      RunDeallocate(state_, sql::As<sql::DeallocateStatement>(statement));
      return RowsResult::Done();
    }
    if (statement.kind == sql::StatementKind::kExecute) {
      return RunExecute(sql::As<sql::ExecuteStatement>(statement), parameters, cancellation);
    }
    if (state_.transaction == nullptr) {
      // Each statement is a transaction of its own. Rows of queries stream on after its end, out
      // of the snapshot that they began with.
      Transaction transaction(state_.database->store(), state_.temp);
      auto result = StatementRunner(state_, transaction, parameters, cancellation).Run(statement);
      CommitWhole(transaction);
      return result;
    }
    if (state_.aborted) ThrowAborted(statement.range);
    try {
      return StatementRunner(state_, *state_.transaction, parameters, cancellation).Run(statement);
    } catch (const UserError& error) {
      state_.aborted = !(IsMistake(error.code()) && SparesTransaction());
      if (error.code() == kTransactionError) throw error.At(statement.range);
      throw;
    } catch (...) {
      state_.aborted = true;
      throw;
    }
  }

  /// Tells whether a transaction goes on after a statement that could not be read or bound.
  bool SparesTransaction() const {
    return state_.settings.Get("default_transaction_invalidation_policy") ==
           "SYNTACTIC_ERRORS_DO_NOT_INVALIDATE";
  }

  std::unique_ptr<Result> RunExecute(const sql::ExecuteStatement& statement,
                                     const Parameters& outer,
                                     const std::shared_ptr<CancellationToken>& cancellation) {
    const std::shared_ptr<const sql::Statement> prepared = FindPrepared(state_, statement);
    Parameters parameters;
    Transaction transaction(state_.database->store(), state_.temp);
    StatementContext context(state_, transaction, outer, cancellation);
    const Binder binder(context.MakeBinderContext());
    for (const sql::FunctionArgument& argument : statement.arguments) {
      Value value = EvaluateConstant(binder.BindExpression(*argument.value, {}));
      if (argument.name) {
        parameters.named.emplace_back(argument.name->text, std::move(value));
      } else {
        parameters.positional.push_back(std::move(value));
      }
    }
    try {
      return RunStatement(*prepared, parameters, cancellation);
    } catch (const UserError& error) {
      // Positions are those of the text that was prepared.
      throw UserError(error.code(), error.what(), {}, error.hint());
    }
  }

  void RunTransaction(const sql::TransactionStatement& statement) {
    const bool begin = statement.action == sql::TransactionAction::kBegin;
    if (state_.aborted && begin) ThrowAborted(statement.range);
    if (begin != (state_.transaction == nullptr)) {
      state_.aborted = state_.transaction != nullptr;
      throw UserError(kTransactionError,
                      begin ? "a transaction is under way already" : "no transaction is under way",
                      statement.range);
    }
    if (begin) {
      state_.transaction = std::make_unique<Transaction>(
          state_.database->store(), state_.temp,
          statement.read_only ? TransactionAccess::kReadOnly : TransactionAccess::kReadWrite);
      state_.transaction_time = ClockTime();
      return;
    }
    const std::unique_ptr<Transaction> ended = std::move(state_.transaction);
    // As in DuckDB, COMMIT of a transaction in which a statement failed rolls it back.
    const bool aborted = std::exchange(state_.aborted, false);
    if (aborted || statement.action == sql::TransactionAction::kRollback) return;
    CommitWhole(*ended);
  }

  /// Parses statements from byte `position` on, up to the end or to one that may change how the
  /// rest is read, and moves `position` behind them.
  std::vector<sql::StatementPtr> Parse(const std::string& sql, size_t& position) {
    const std::shared_ptr<CancellationToken> cancellation = NewToken();
    const CancellationScope cancelled(cancellation.get());
    try {
      std::vector<sql::StatementPtr> statements;
      const sql::LexicalOptions options = LexicalOptionsOf(state_.settings);
      while (sql::StatementPtr next = sql::ParseStatementAt(sql, position, options)) {
        statements.push_back(std::move(next));
        if (MaySwitchDialect(*statements.back())) break;
      }
      return statements;
    } catch (...) {
      state_.aborted = state_.transaction != nullptr && !SparesTransaction();
      throw;
    }
  }

  /// Hands all statements of a text to `run`, one after the other.
  void ForEachStatement(const std::string& sql,
                        const std::function<void(const sql::Statement&)>& run) {
    size_t position = 0;
    {
      const std::lock_guard lock(mutex_);
      interrupted_ = false;
    }
    for (bool more = true; more;) {
      const ParsedText parsed(Parse(sql, position), sql);
      // Nothing is read, and nothing can fail, behind the last statement.
      more = !parsed.statements.empty() && MaySwitchDialect(*parsed.statements.back());
      for (const sql::StatementPtr& statement : parsed.statements) run(*statement);
    }
  }

  /// Changes the catalog outside of any statement.
  void Change(const std::function<void(Transaction&)>& change) {
    if (state_.transaction != nullptr) {
      change(*state_.transaction);
      return;
    }
    Transaction transaction(state_.database->store(), state_.temp);
    change(transaction);
    transaction.Commit();
  }

  void Interrupt() {
    const std::lock_guard lock(mutex_);
    interrupted_ = true;
    for (const auto& running : running_) {
      if (const auto token = running.lock()) CancelAndWake(*token);
    }
  }

  SessionState state_;

 private:
  /// Returns the session's zone, and the time at which the transaction began.
  SessionTime StatementTime() const {
    return {&TimeZone::Require(state_.settings.Get("timezone")),
            state_.transaction == nullptr ? ClockTime() : state_.transaction_time,
            state_.settings.Get("timestamp_type") == "ntz"};
  }

  /// Returns what files the session may touch, null for all. What one session has put out of reach
  /// is so for all of the database.
  std::shared_ptr<const FileAccess> AllowedFiles() {
    Database& database = *state_.database;
    if (!state_.settings.GetBool("enable_external_access")) database.RestrictFiles(state_.settings);
    std::shared_ptr<const FileAccess> access = database.file_access();
    if (access != nullptr) state_.settings.Set("enable_external_access", "false");
    return access;
  }

  /// Makes the token of what is to be read or run next.
  std::shared_ptr<CancellationToken> NewToken() {
    auto token = std::make_shared<CancellationToken>();
    if (const int64_t limit = state_.settings.GetInt("max_execution_time"); limit > 0) {
      token->SetDeadline(std::chrono::steady_clock::now() + std::chrono::milliseconds(limit));
    }
    const std::lock_guard lock(mutex_);
    std::erase_if(running_, [](const auto& running) { return running.expired(); });
    running_.push_back(token);
    // What follows in the same text is not to run either.
    if (interrupted_) token->Cancel();
    return token;
  }

  static int64_t ClockTime() {
    using std::chrono::microseconds;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<microseconds>(now).count();
  }

  std::mutex mutex_;
  // Of what runs: a statement, results that are still read, statements inside of others.
  std::vector<std::weak_ptr<CancellationToken>> running_;
  bool interrupted_ = false;  // since the text at hand was begun
};

Session::Session(std::shared_ptr<Database> database)
    : impl_(std::make_unique<Impl>(std::move(database))) {}

Session::~Session() = default;

std::unique_ptr<Result> Session::Query(const std::string& sql, const Parameters& parameters) {
  return WithSystemMemory([&] {
    std::unique_ptr<Result> last = RowsResult::Done();
    impl_->ForEachStatement(sql, [&](const sql::Statement& statement) {
      while (last->Next()) {
      }
      last = impl_->Run(statement, parameters);
    });
    return last;
  });
}

void Session::QueryEach(
    const std::string& sql,
    const std::function<void(const std::string& statement, std::unique_ptr<Result> result)>& done) {
  WithSystemMemory([&] {
    impl_->ForEachStatement(sql, [&](const sql::Statement& statement) {
      const SourceRange range = statement.range;
      done(sql.substr(range.begin, range.end - range.begin), impl_->Run(statement, {}));
    });
  });
}

void Session::Interrupt() {
  impl_->Interrupt();
}
bool Session::InTransaction() const {
  return impl_->state_.transaction != nullptr;
}
Settings& Session::settings() {
  return impl_->state_.settings;
}
Database& Session::database() {
  return *impl_->state_.database;
}

void Session::Register(const std::string& name, std::shared_ptr<const TableSource> table) {
  auto entry = std::make_shared<TableEntry>();
  entry->name = name;
  entry->source = std::move(table);
  entry->registered = true;
  impl_->Change([&](Transaction& transaction) {
    entry->oid = transaction.NextOid();
    transaction.Set(NameKind::kRelation, {kTempDatabase, kMainSchema, FoldName(name)}, entry);
  });
}

void Session::RegisterStream(const std::string& name, ArrowArrayStream* stream) {
  Register(name, TableFromArrowStream(stream));
}

bool Session::Unregister(const std::string& name) {
  const ObjectName full{kTempDatabase, kMainSchema, FoldName(name)};
  bool dropped = false;
  impl_->Change([&](Transaction& transaction) {
    dropped = transaction.state().Find(NameKind::kRelation, full) != nullptr;
    if (dropped) transaction.Set(NameKind::kRelation, full, nullptr);
  });
  return dropped;
}

void Session::SetReplacementScan(ReplacementScan scan) {
  impl_->state_.replacement_scan = std::move(scan);
}

}  // namespace lakebolt
