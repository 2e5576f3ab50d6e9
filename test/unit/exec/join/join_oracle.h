#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "exec/join/join_spec.h"
#include "join_runner.h"

namespace lakebolt {

/// Is a truth value of SQL.
enum class Truth { kFalse, kTrue, kNull };

/// Joins by comparing all pairs of rows, value by value. Keys must be plain columns; the residual
/// is given as a function of both rows.
template <typename Residual>
std::vector<std::string> OracleJoin(const JoinSpec& spec, const TestTable& probe,
                                    const TestTable& build, Residual residual) {
  const auto text = [](const std::vector<Value>& row, const std::vector<uint32_t>& positions) {
    std::string out;
    for (const uint32_t position : positions) out += row[position].ToString() + "|";
    return out;
  };
  const auto nulls = [](size_t count) {
    std::string out;
    for (size_t i = 0; i < count; ++i) out += "NULL|";
    return out;
  };
  const auto condition = [&](const std::vector<Value>& left, const std::vector<Value>& right) {
    Truth truth = Truth::kTrue;
    for (size_t k = 0; k < spec.probe_keys.size(); ++k) {
      const Value& a = left[As<InputExpr>(spec.probe_keys[k]).position()];
      const Value& b = right[As<InputExpr>(spec.build_keys[k]).position()];
      const bool null_safe = !spec.null_safe.empty() && spec.null_safe[k];
      if (a.IsNull() || b.IsNull()) {
        if (null_safe && a.IsNull() && b.IsNull()) continue;
        if (null_safe) return Truth::kFalse;
        truth = Truth::kNull;
      } else if (Value::Compare(a, b) != 0) {
        return Truth::kFalse;
      }
    }
    const Truth rest = residual(left, right);
    if (rest == Truth::kFalse) return Truth::kFalse;
    return rest == Truth::kNull ? Truth::kNull : truth;
  };

  std::vector<std::string> rows;
  std::vector<bool> build_matched(build.rows.size(), false);
  for (const auto& left : probe.rows) {
    uint32_t matches = 0;
    bool unknown = false;
    for (size_t b = 0; b < build.rows.size(); ++b) {
      const Truth truth = condition(left, build.rows[b]);
      unknown = unknown || truth == Truth::kNull;
      if (truth != Truth::kTrue) continue;
      ++matches;
      build_matched[b] = true;
      switch (spec.kind) {
        case JoinKind::kInner:
        case JoinKind::kLeft:
        case JoinKind::kRight:
        case JoinKind::kFull:
        case JoinKind::kSingle:
          rows.push_back(text(left, spec.probe_output) + text(build.rows[b], spec.build_output));
          break;
        default: break;
      }
    }
    if (spec.build_is_left) continue;
    if (spec.kind == JoinKind::kSingle && matches > 1) return {"error"};
    const bool keeps = spec.kind == JoinKind::kLeft || spec.kind == JoinKind::kFull ||
                       spec.kind == JoinKind::kSingle;
    if (keeps && matches == 0) {
      rows.push_back(text(left, spec.probe_output) + nulls(spec.build_output.size()));
    }
    if (spec.kind == JoinKind::kSemi && matches > 0) rows.push_back(text(left, spec.probe_output));
    if (spec.kind == JoinKind::kAnti && matches == 0) rows.push_back(text(left, spec.probe_output));
    if (spec.kind == JoinKind::kMark) {
      const bool null_mark = unknown && spec.null_aware;
      rows.push_back(text(left, spec.probe_output) + (matches > 0 ? "true|"
                                                      : null_mark ? "NULL|"
                                                                  : "false|"));
    }
  }
  for (size_t b = 0; b < build.rows.size(); ++b) {
    if (spec.build_is_left && build_matched[b] == (spec.kind == JoinKind::kSemi)) {
      rows.push_back(text(build.rows[b], spec.build_output));
    }
    const bool keeps = spec.kind == JoinKind::kRight || spec.kind == JoinKind::kFull;
    if (keeps && !build_matched[b]) {
      rows.push_back(nulls(spec.probe_output.size()) + text(build.rows[b], spec.build_output));
    }
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace lakebolt
