#include "plan/binder/scope.h"

#include <algorithm>
#include <unordered_set>

#include "base/ascii.h"

namespace lakebolt {

ExprPtr ScopeColumn::Reference(SourceRange range) const {
  if (computed) return computed;
  return std::make_shared<ColumnExpr>(id, name, type, range);
}

Relation::Relation(std::string alias, std::vector<ScopeColumn> columns)
    : alias_(std::move(alias)), columns_(std::move(columns)) {
  by_name_.reserve(columns_.size());
  for (uint32_t i = 0; i < columns_.size(); ++i) {
    if (by_name_.emplace(FoldName(columns_[i].name), i).second) continue;
    const std::string name = columns_[i].name;
    for (int suffix = 1;; ++suffix) {
      columns_[i].name = name + "_" + std::to_string(suffix);
      if (by_name_.emplace(FoldName(columns_[i].name), i).second) break;
    }
  }
}

const ScopeColumn* Relation::Find(const std::string& folded_name) const {
  const auto found = by_name_.find(folded_name);
  return found == by_name_.end() ? nullptr : &columns_[found->second];
}

const ScopeColumn* Relation::FindHidden(const std::string& folded_name) const {
  const auto found = std::find_if(hidden_.begin(), hidden_.end(),
                                  [&](const auto& named) { return named.first == folded_name; });
  return found == hidden_.end() ? nullptr : &found->second;
}

bool Relation::IsIn(std::span<const std::string> parts) const {
  if (parts.size() == 1) return parts[0] == schema_ || parts[0] == database_;
  return parts.size() == 2 && parts[0] == database_ && parts[1] == schema_;
}

bool Relation::IsMerged(const ScopeColumn& column) const {
  return !merged_.empty() && merged_[static_cast<size_t>(&column - columns_.data())];
}

void Relation::MarkMerged(const ScopeColumn& column) {
  merged_.resize(columns_.size());
  merged_[static_cast<size_t>(&column - columns_.data())] = true;
}

Scope::Scope(Relation relation) {
  visible_.reserve(relation.columns().size());
  for (uint32_t i = 0; i < relation.columns().size(); ++i) visible_.push_back({0, i, false});
  relations_.push_back(std::move(relation));
}

const ScopeColumn& Scope::At(const Place& place) const {
  return place.is_merged ? merged_[place.column]
                         : relations_[place.relation].columns()[place.column];
}

void Scope::Append(Scope other) {
  const auto first_relation = static_cast<uint32_t>(relations_.size());
  const auto first_merged = static_cast<uint32_t>(merged_.size());
  for (Relation& relation : other.relations_) relations_.push_back(std::move(relation));
  for (ScopeColumn& column : other.merged_) merged_.push_back(std::move(column));
  visible_.reserve(visible_.size() + other.visible_.size());
  for (Place place : other.visible_) {
    if (place.is_merged) {
      place.column += first_merged;
    } else {
      place.relation += first_relation;
    }
    visible_.push_back(place);
  }
}

void Scope::AppendMerging(Scope other, const std::vector<std::string>& folded_names,
                          std::vector<ScopeColumn> merged) {
  const size_t left_visible = visible_.size();
  Append(std::move(other));
  std::unordered_map<std::string, uint32_t> to_merged;
  for (size_t i = 0; i < folded_names.size(); ++i) {
    to_merged.emplace(folded_names[i], static_cast<uint32_t>(merged_.size()));
    merged_.push_back(std::move(merged[i]));
  }
  std::vector<Place> kept;
  kept.reserve(visible_.size());
  for (size_t i = 0; i < visible_.size(); ++i) {
    const Place place = visible_[i];
    const auto found = to_merged.find(FoldName(At(place).name));
    if (found == to_merged.end()) {
      kept.push_back(place);
      continue;
    }
    if (!place.is_merged) relations_[place.relation].MarkMerged(At(place));
    if (i < left_visible) kept.push_back({0, found->second, true});
  }
  visible_ = std::move(kept);
}

std::vector<Scope::Match> Scope::FindColumn(const std::string& folded_name) const {
  std::vector<Match> matches;
  if (!merged_.empty()) {
    // Merged columns that a later USING merged again are no longer visible.
    for (const Place& place : visible_) {
      if (place.is_merged && FoldName(At(place).name) == folded_name) {
        matches.push_back({&At(place), nullptr});
      }
    }
  }
  for (const Relation& relation : relations_) {
    if (relation.qualified_only()) continue;
    const ScopeColumn* column = relation.Find(folded_name);
    if (column != nullptr && !relation.IsMerged(*column)) matches.push_back({column, &relation});
  }
  if (!matches.empty()) return matches;
  for (const Relation& relation : relations_) {
    if (relation.qualified_only()) continue;
    const ScopeColumn* column = relation.FindHidden(folded_name);
    if (column != nullptr) matches.push_back({column, &relation});
  }
  return matches;
}

std::vector<const Relation*> Scope::FindRelation(const std::string& folded_alias) const {
  std::vector<const Relation*> found;
  for (const Relation& relation : relations_) {
    if (FoldName(relation.alias()) == folded_alias) found.push_back(&relation);
  }
  return found;
}

std::vector<Scope::Match> Scope::VisibleColumns() const {
  std::vector<Match> columns;
  columns.reserve(visible_.size());
  for (const Place& place : visible_) {
    columns.push_back({&At(place), place.is_merged ? nullptr : &relations_[place.relation]});
  }
  return columns;
}

void Scope::HideColumn(std::string_view name) {
  std::erase_if(visible_, [&](const Place& place) {
    if (At(place).name != name) return false;
    if (!place.is_merged) relations_[place.relation].LeaveOut(place.column);
    return true;
  });
}

std::vector<std::string> Scope::ColumnNames() const {
  std::vector<std::string> names;
  std::unordered_set<std::string> seen;
  for (const Place& place : visible_) {
    if (seen.insert(At(place).name).second) names.push_back(At(place).name);
  }
  return names;
}

std::vector<std::string> Scope::Aliases() const {
  std::vector<std::string> aliases;
  for (const Relation& relation : relations_) aliases.push_back(relation.alias());
  return aliases;
}

}  // namespace lakebolt
