#include "exec/join/build_layout.h"

#include <algorithm>

namespace lakebolt {

BuildLayout::BuildLayout(const JoinSpec& spec) {
  for (const ExprPtr& key : spec.build_keys) key_slots.push_back(SlotFor(key, kForKeys));
  for (const JoinSpec::Range& range : spec.ranges) {
    range_slots.push_back(SlotFor(range.build, kForOthers));
  }
  const auto slot_of_position = [&](uint32_t position, Use use) {
    return SlotFor(std::make_shared<InputExpr>(position, spec.build_types.at(position)), use);
  };
  const bool gives_build =
      spec.build_is_left || !(spec.kind == JoinKind::kSemi || spec.kind == JoinKind::kAnti ||
                              spec.kind == JoinKind::kMark);
  if (gives_build) {
    for (const uint32_t position : spec.build_output) {
      output_slots.push_back(slot_of_position(position, kForOutput));
    }
  }
  for (const uint32_t position : spec.group_columns) {
    group_slots.push_back(slot_of_position(position, kForOthers));
  }
  if (spec.residual == nullptr) return;
  const auto probe_columns = static_cast<uint32_t>(spec.probe_types.size());
  std::vector<bool> seen(probe_columns + spec.build_types.size(), false);
  VisitExpr(*spec.residual, [&](const Expr& expr) {
    if (expr.kind() != ExprKind::kInput) return true;
    const uint32_t position = As<InputExpr>(expr).position();
    if (seen.at(position)) return true;
    seen[position] = true;
    if (position < probe_columns) {
      residual_probe.push_back(position);
    } else {
      residual_build.emplace_back(position, slot_of_position(position - probe_columns, kForOthers));
    }
    return true;
  });
}

uint32_t BuildLayout::SlotFor(const ExprPtr& expr, Use use) {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const ExprPtr& column) {
    return column->Equals(*expr) && !IsVolatile(*expr);
  });
  const auto slot = static_cast<uint32_t>(found - columns.begin());
  if (found == columns.end()) {
    columns.push_back(expr);
    uses.push_back(0);
  }
  uses[slot] |= use;
  return slot;
}

JoinTraits::JoinTraits(const JoinSpec& spec) {
  const JoinKind kind = spec.kind;
  flipped = spec.build_is_left;
  presence =
      !flipped && (kind == JoinKind::kSemi || kind == JoinKind::kAnti || kind == JoinKind::kMark);
  pairs_rows = !flipped && !presence;
  keeps_probe = kind == JoinKind::kLeft || kind == JoinKind::kFull || kind == JoinKind::kSingle;
  tracks_build = flipped || kind == JoinKind::kRight || kind == JoinKind::kFull;
  const bool nullable_mark = kind == JoinKind::kMark && spec.null_aware;
  const bool plain_key = spec.probe_keys.size() == 1 && spec.residual == nullptr;
  const bool always_known =
      spec.residual == nullptr && spec.null_safe.size() == spec.probe_keys.size() &&
      std::find(spec.null_safe.begin(), spec.null_safe.end(), false) == spec.null_safe.end();
  searches_nulls = nullable_mark && !plain_key && !always_known;
  keeps_null_keys = kind == JoinKind::kRight || kind == JoinKind::kFull ||
                    (flipped && kind == JoinKind::kAnti) || searches_nulls;
  drops_probe =
      flipped || kind == JoinKind::kInner || kind == JoinKind::kRight || kind == JoinKind::kSemi;
}

}  // namespace lakebolt
