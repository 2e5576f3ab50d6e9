#include "plan/binder/star_edits.h"

#include <utility>

#include "base/error.h"

namespace lakebolt {

namespace {

[[noreturn]] void ThrowNamedTwice(const sql::Identifier& column, const char* clauses) {
  throw UserError(ErrorCode::kInvalidQuery,
                  "column \"" + column.text + "\" is named twice in " + clauses, column.range);
}

}  // namespace

StarEdits::StarEdits(const BinderState& state, std::vector<NamedValue> columns,
                     std::vector<Origin> origins)
    : state_(state),
      columns_(std::move(columns)),
      origins_(std::move(origins)),
      edits_(columns_.size()) {
  for (size_t i = 0; i < columns_.size(); ++i) places_.emplace(FoldName(columns_[i].name), i);
}

void StarEdits::ForEach(const sql::QualifiedName& name, const char* clause,
                        const std::function<void(size_t column)>& edit) {
  std::vector<std::string> folded;
  for (const sql::Identifier& part : name) folded.push_back(FoldName(part.text));
  bool found = false;
  const auto [begin, end] = places_.equal_range(folded.back());
  for (auto place = begin; place != end; ++place) {
    const Origin& origin = origins_[place->second];
    if (folded.size() > 1 && folded[folded.size() - 2] != origin.table) continue;
    const size_t schemas = folded.size() < 3 ? 0 : folded.size() - 2;
    const Relation* relation = origin.relation;
    if (schemas > 0 && relation && !relation->IsIn({folded.data(), schemas})) continue;
    edit(place->second);
    found = true;
  }
  if (found) return;
  std::vector<std::string> names;
  for (const NamedValue& column : columns_) names.push_back(column.name);
  const SourceRange range{name.front().range.begin, name.back().range.end};
  throw UserError(ErrorCode::kUnknownColumn,
                  "column \"" + name.back().text + "\" of " + clause + " is not among those of *",
                  state_.Where(range), DidYouMean(name.back().text, names));
}

void StarEdits::Exclude(const sql::QualifiedName& name) {
  ForEach(name, "EXCLUDE", [&](size_t i) {
    if (edits_[i].excluded) ThrowNamedTwice(name.back(), "EXCLUDE");
    edits_[i].excluded = true;
  });
}

void StarEdits::Rename(const sql::StarRename& rename) {
  ForEach(rename.from, "RENAME", [&](size_t i) {
    if (edits_[i].excluded) ThrowNamedTwice(rename.from.back(), "EXCLUDE and RENAME");
    edits_[i].name = rename.to.text;
  });
}

void StarEdits::Replace(const sql::Identifier& name, const ExprPtr& value) {
  ForEach({name}, "REPLACE", [&](size_t i) {
    if (edits_[i].excluded) ThrowNamedTwice(name, "EXCLUDE and REPLACE");
    if (!edits_[i].name.empty()) ThrowNamedTwice(name, "REPLACE and RENAME");
    if (edits_[i].replaced) ThrowNamedTwice(name, "REPLACE");
    edits_[i].replaced = true;
    columns_[i].expr = value;
  });
}

std::vector<NamedValue> StarEdits::Take() {
  std::vector<NamedValue> kept;
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (edits_[i].excluded) continue;
    if (!edits_[i].name.empty()) columns_[i].name = edits_[i].name;
    kept.push_back(std::move(columns_[i]));
  }
  return kept;
}

}  // namespace lakebolt
