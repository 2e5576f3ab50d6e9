#include "exec/join/join_table.h"

namespace lakebolt {

JoinTable::JoinTable(JoinSpec join_spec, QueryContext& query)
    : spec(std::move(join_spec)), layout(spec), traits(spec), memory(query.memory, "hash join") {
  if (spec.probe_keys.size() != spec.build_keys.size() ||
      (!spec.null_safe.empty() && spec.null_safe.size() != spec.probe_keys.size())) {
    throw InternalError("join keys do not pair up");
  }
  for (size_t k = 0; k < spec.probe_keys.size(); ++k) {
    if (spec.probe_keys[k]->type() != spec.build_keys[k]->type()) {
      throw InternalError("join keys of different types");
    }
  }
  if (!spec.group_columns.empty() && spec.kind != JoinKind::kInner &&
      spec.kind != JoinKind::kRight) {
    throw InternalError("only inner and right joins can give groups of build rows");
  }
  if (spec.build_is_left && spec.kind != JoinKind::kSemi && spec.kind != JoinKind::kAnti) {
    throw InternalError("only semi and anti joins can be flipped");
  }
}

}  // namespace lakebolt
