#include "base/error.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/permission_error.h"
#include "base/transaction_error.h"
#include "base/user_code_error.h"
#include "base/utf8.h"

namespace lakebolt {

namespace {

struct CodeInfo {
  std::string_view sql_state;
  std::string_view name;
};

CodeInfo Info(ErrorCode code) {
  switch (code) {
    case ErrorCode::kSyntax: return {"42601", "syntax error"};
    case ErrorCode::kUnknownColumn: return {"42703", "unknown column"};
    case ErrorCode::kUnknownTable: return {"42P01", "unknown table"};
    case ErrorCode::kUnknownFunction: return {"42883", "unknown function"};
    case ErrorCode::kAmbiguousName: return {"42702", "ambiguous name"};
    case ErrorCode::kDuplicateName: return {"42710", "duplicate name"};
    case ErrorCode::kTypeMismatch: return {"42804", "type mismatch"};
    case ErrorCode::kInvalidQuery: return {"42P10", "invalid query"};
    case ErrorCode::kNotSupported: return {"0A000", "not supported"};
    case ErrorCode::kDivisionByZero: return {"22012", "division by zero"};
    case ErrorCode::kOutOfRange: return {"22003", "out of range"};
    case ErrorCode::kInvalidCast: return {"22P02", "invalid cast"};
    case ErrorCode::kInvalidArgument: return {"22023", "invalid argument"};
    case ErrorCode::kCardinality: return {"21000", "more than one row"};
    case ErrorCode::kIo: return {"58030", "I/O error"};
    case ErrorCode::kCorruptData: return {"58P03", "corrupt data"};
    case ErrorCode::kOutOfMemory: return {"53200", "out of memory"};
    case ErrorCode::kOutOfDisk: return {"53100", "out of disk"};
    case ErrorCode::kCancelled: return {"57014", "cancelled"};
    case ErrorCode::kTooComplex: return {"54001", "too complex"};
    case ErrorCode::kConstraint: return {"23000", "constraint violated"};
  }
  if (code == kUnknownObjectError) return {"42704", "unknown object"};
  if (code == kConflictError) return {"40001", "transaction conflict"};
  if (code == kTransactionError) return {"25000", "invalid transaction state"};
  if (code == kUserCodeError) return {"38000", "function failed"};
  if (code == kPermissionError) return {"42501", "no permission"};
  return {"XX000", "internal error"};
}

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
    }
  }
  return row[b.size()];
}

/// Appends "LINE n: text" and a caret line that points at `range`; long lines are cut around it.
void AppendCaret(std::string_view sql, SourceRange range, std::string& out) {
  constexpr size_t kContext = 60;
  const size_t begin = std::min<size_t>(range.begin, sql.size());
  const size_t newline_before = begin == 0 ? std::string_view::npos : sql.rfind('\n', begin - 1);
  size_t line_begin = newline_before == std::string_view::npos ? 0 : newline_before + 1;
  size_t line_end = sql.find('\n', begin);
  if (line_end == std::string_view::npos) line_end = sql.size();
  const auto line_number =
      1 + std::count(sql.begin(), sql.begin() + static_cast<long>(begin), '\n');
  std::string prefix = "LINE " + std::to_string(line_number) + ": ";
  if (begin - line_begin > kContext) {
    line_begin = begin - kContext;
    prefix += "...";
  }
  const bool cut = line_end - begin > kContext;
  if (cut) line_end = begin + kContext;
  out += '\n';
  out += prefix;
  out += sql.substr(line_begin, line_end - line_begin);
  if (cut) out += "...";
  out += '\n';
  out.append(prefix.size(), ' ');
  for (size_t i = line_begin; i < begin; ++i) {
    const auto byte = static_cast<unsigned char>(sql[i]);
    if ((byte & 0xC0) == 0x80) continue;  // UTF-8 continuation bytes take no column
    out += sql[i] == '\t' ? '\t' : ' ';
  }
  const size_t width = std::clamp<size_t>(range.end > begin ? range.end - begin : 1, 1,
                                          std::max<size_t>(1, line_end - begin));
  out.append(width, '^');
}

}  // namespace

std::string_view SqlState(ErrorCode code) {
  return Info(code).sql_state;
}
std::string_view ErrorCodeName(ErrorCode code) {
  return Info(code).name;
}

UserError::UserError(ErrorCode code, const std::string& message, SourceRange range,
                     std::string hint)
    : std::runtime_error(MadeUtf8(message)),
      code_(code),
      range_(range),
      hint_(MadeUtf8(std::move(hint))) {}

UserError UserError::At(SourceRange range) const {
  return range_.IsValid() ? *this : UserError(code_, what(), range, hint_);
}

std::string UserError::Render(std::string_view sql) const {
  const std::string name(ErrorCodeName(code_));
  std::string out = "Error [" + std::string(SqlState(code_)) + "] ";
  out += name == what() ? name : name + ": " + what();
  if (!sql.empty() && range_.IsValid()) AppendCaret(sql, range_, out);
  if (!hint_.empty()) out += "\nHINT: " + hint_;
  return out;
}

InternalError::InternalError(const std::string& message)
    : std::logic_error("internal error: " + message) {}

std::vector<std::string> NearestNames(std::string_view name,
                                      const std::vector<std::string>& candidates) {
  constexpr size_t kMostNames = 3;
  const std::string wanted = AsciiLower(name);
  const size_t limit = wanted.size() < 3 ? 1 : std::max<size_t>(2, wanted.size() / 3);
  std::vector<std::pair<size_t, std::string>> near;
  for (const std::string& candidate : candidates) {
    const std::string lower = AsciiLower(candidate);
    size_t distance = EditDistance(wanted, lower);
    if (distance > limit && wanted.size() >= 3 && lower.find(wanted) != std::string::npos) {
      distance = limit;  // "price" should find "l_extendedprice"
    }
    const bool has_likeness = distance < std::max(wanted.size(), lower.size());
    if (distance <= limit && has_likeness) near.emplace_back(distance, candidate);
  }
  std::sort(near.begin(), near.end());
  near.erase(std::unique(near.begin(), near.end()), near.end());
  std::vector<std::string> out;
  for (size_t i = 0; i < near.size() && i < kMostNames; ++i) out.push_back(near[i].second);
  return out;
}

std::string DidYouMean(std::string_view name, const std::vector<std::string>& candidates) {
  const std::vector<std::string> names = NearestNames(name, candidates);
  if (names.empty()) return "";
  std::string out = "did you mean ";
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " or " : ", ";
    out += '"' + names[i] + '"';
  }
  return out + "?";
}

}  // namespace lakebolt
