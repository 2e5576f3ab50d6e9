#include "exec/join/join_build.h"
#include "exec/join/join_probe.h"
#include "exec/join/join_unmatched.h"

namespace lakebolt {

JoinOperators MakeJoin(JoinSpec spec, QueryContext& query) {
  auto table = std::make_shared<JoinTable>(std::move(spec), query);
  JoinOperators join;
  join.table = table;
  for (size_t k = 0; k < table->spec.probe_keys.size(); ++k) {
    std::shared_ptr<KeyFilter> filter;
    if (table->traits.drops_probe && !table->IsNullSafe(k)) {
      filter = std::make_shared<KeyFilter>(table->spec.probe_keys[k]->type());
    }
    table->filters.push_back(filter);
    join.runtime_filters.push_back(std::move(filter));
  }
  join.build = std::make_shared<JoinBuild>(table, query);
  join.probe = std::make_shared<JoinProbe>(table);
  if (table->traits.tracks_build) join.unmatched = std::make_shared<JoinUnmatched>(table);
  return join;
}

}  // namespace lakebolt
