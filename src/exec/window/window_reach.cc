#include "exec/window/window_reach.h"

#include <algorithm>
#include <optional>

#include "base/cancellation_scope.h"
#include "function/cast.h"
#include "vector/order_key.h"

namespace lakebolt {

namespace {

using Kind = WindowBound::Kind;

/// Frames of more rows are not near.
constexpr int64_t kMostRows = 1 << 16;

bool HasDistance(const WindowBoundSpec& bound) {
  return bound.kind == Kind::kPreceding || bound.kind == Kind::kFollowing;
}

/// Tells whether a bound of a ROWS or GROUPS frame is near its row.
bool IsNearByCount(const WindowBoundSpec& bound) {
  if (bound.kind == Kind::kCurrentRow) return true;
  if (!HasDistance(bound) || bound.value->position || bound.value->constant.IsNull()) return false;
  const auto distance = bound.value->constant.integral();
  return distance >= 0 && distance <= kMostRows;
}

/// Tells whether bounds of a RANGE frame are days of the order key with a time of day.
bool AreTimesOfDays(const LogicalType& bound, const LogicalType& order) {
  return bound.id() == TypeId::kTimestamp && order.id() == TypeId::kDate;
}

/// Tells whether a bound of a RANGE frame can be told as a key of the order.
bool IsNearByValue(const WindowSpec& spec, const WindowBoundSpec& bound) {
  if (bound.kind == Kind::kCurrentRow) return true;
  if (!HasDistance(bound) || spec.order.empty()) return false;
  const LogicalType& order = spec.types[spec.order[0].position];
  return bound.value->type == order || AreTimesOfDays(bound.value->type, order);
}

/// Returns the least string after all that begin with `prefix`; empty where there is none.
std::string After(std::string prefix) {
  while (!prefix.empty() && static_cast<uint8_t>(prefix.back()) == UINT8_MAX) prefix.pop_back();
  if (!prefix.empty()) prefix.back() = static_cast<char>(static_cast<uint8_t>(prefix.back()) + 1);
  return prefix;
}

/// Is a bound of a RANGE frame over sorted rows.
class KeyBound {
 public:
  KeyBound(const WindowSpec& spec, const WindowRows& rows, const WindowBoundSpec& bound)
      : spec_(spec) {
    if (!HasDistance(bound)) return;
    key_ = rows.columns[*bound.key];
    value_ = rows.Operand(*bound.value);
    const LogicalType& order = spec.types[spec.order[0].position];
    // A day is within a bound if the bound's day is not beyond it.
    if (value_->type() != order) {
      value_ = CastVector(*value_, order, RowSet::Dense(rows.rows), CastMode::kTry);
    }
  }

  /// Writes the beginning of the encoded keys up to which a row's frame goes.
  void Encode(const WindowSpec::Call& call, uint32_t row, const KeyEncoder& encode,
              std::vector<uint8_t>& out) const {
    out.clear();
    if (!value_ || key_->IsNull(row)) return encode(row, call.order_size, out);
    encode(row, 0, out);
    if (value_->IsNull(row)) return;  // the whole partition
    AppendOrderKey(*value_, row, {spec_.order[0].descending, spec_.order[0].nulls_first}, out);
  }

 private:
  const WindowSpec& spec_;
  std::optional<Vector> key_;
  std::optional<Vector> value_;
};

void AddByCount(const WindowBoundSpec& bound, uint64_t& before, uint64_t& behind) {
  if (!HasDistance(bound)) return;
  const auto distance = static_cast<uint64_t>(bound.value->constant.integral());
  uint64_t& reach = bound.kind == Kind::kPreceding ? before : behind;
  reach = std::max(reach, distance);
}

}  // namespace

bool HasNearFrames(const WindowSpec& spec, const WindowSpec::Call& call) {
  if (call.function != nullptr &&
      (call.function->fills || call.function->scope != WindowScope::kFrame)) {
    return false;
  }
  const WindowFrameSpec& frame = call.frame;
  if (frame.unit != WindowFrameUnit::kRange) {
    return IsNearByCount(frame.start) && IsNearByCount(frame.end);
  }
  return IsNearByValue(spec, frame.start) && IsNearByValue(spec, frame.end);
}

void AddReach(const WindowSpec& spec, const WindowSpec::Call& call, const WindowRows& rows,
              const KeyEncoder& encode, WindowReach& reach) {
  if (call.frame.unit == WindowFrameUnit::kRows) {
    AddByCount(call.frame.start, reach.rows_before, reach.rows_behind);
    AddByCount(call.frame.end, reach.rows_before, reach.rows_behind);
    return;
  }
  if (call.frame.unit == WindowFrameUnit::kGroups) {
    // Those of the row itself have to be whole.
    uint64_t before = 0;
    uint64_t behind = 0;
    AddByCount(call.frame.start, before, behind);
    AddByCount(call.frame.end, before, behind);
    reach.peers_before = std::max(reach.peers_before, before + 1);
    reach.peers_behind = std::max(reach.peers_behind, behind + 1);
    return;
  }
  if (rows.rows == 0) return;
  const bool had_keys = reach.by_keys;
  const KeyBound start(spec, rows, call.frame.start);
  const KeyBound end(spec, rows, call.frame.end);
  std::vector<uint8_t> key;
  std::string last;
  CancellationPoll poll;
  constexpr uint64_t kNanosPerRow = 200;
  for (uint32_t row = 0; row < rows.rows; ++row) {
    poll.Spend(kNanosPerRow);
    start.Encode(call, row, encode, key);
    const std::string_view first(reinterpret_cast<const char*>(key.data()), key.size());
    if (!reach.by_keys || first < reach.from) reach.from = first;
    reach.by_keys = true;
    end.Encode(call, row, encode, key);
    const std::string_view own(reinterpret_cast<const char*>(key.data()), key.size());
    if (row == 0 || last < own) last = own;
  }
  std::string to = After(std::move(last));
  const bool is_farther = to.empty() || (!reach.to.empty() && reach.to < to);
  if (!had_keys || is_farther) reach.to = std::move(to);
}

}  // namespace lakebolt
