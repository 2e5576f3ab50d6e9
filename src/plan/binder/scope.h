#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "catalog/names.h"
#include "plan/logical_plan.h"

namespace lakebolt {

/// Names one column that expressions may refer to.
struct ScopeColumn {
  std::string name;
  LogicalType type;
  ColumnId id = kNoColumn;
  ExprPtr computed;  // stands in for the column where it is no plain one (a merged FULL JOIN key)

  /// Makes a reference to it, standing at `range`.
  ExprPtr Reference(SourceRange range) const;
};

/// Holds one table of FROM under its alias.
class Relation {
 public:
  /// Names columns; a name that comes twice gets a suffix: a, a_1.
  Relation(std::string alias, std::vector<ScopeColumn> columns);

  const std::string& alias() const { return alias_; }
  const std::vector<ScopeColumn>& columns() const { return columns_; }
  const ScopeColumn* Find(const std::string& folded_name) const;
  /// Adds a column that stars leave out and that gives way to any other of that name (folded).
  void AddHidden(std::string folded_name, ScopeColumn column) {
    hidden_.emplace_back(std::move(folded_name), std::move(column));
  }
  const ScopeColumn* FindHidden(const std::string& folded_name) const;
  /// Lets another name find a column too.
  void AddName(const std::string& folded_name, uint32_t column) {
    by_name_.try_emplace(folded_name, column);
  }
  /// Says that columns are found only by `alias.column`.
  void SetQualifiedOnly() { qualified_only_ = true; }
  bool qualified_only() const { return qualified_only_; }
  /// Says in which schema the table stands, so that `schema.table.column` finds it; folded.
  void SetPlace(std::string database, std::string schema) {
    database_ = std::move(database);
    schema_ = std::move(schema);
  }
  /// Tells whether `parts` (folded) may stand before the table's name: `schema`,
  /// `database.schema`, or `database` for its main schema.
  bool IsIn(std::span<const std::string> parts) const;
  /// Tells whether USING merged the column away from unqualified names.
  bool IsMerged(const ScopeColumn& column) const;
  /// Leaves a column out of `relation.*`.
  void LeaveOut(uint32_t column) { left_out_ = column; }
  bool IsLeftOut(const ScopeColumn& column) const {
    return left_out_ && &column == &columns_[*left_out_];
  }
  void MarkMerged(const ScopeColumn& column);

 private:
  std::string alias_;
  std::string database_ = "memory";
  std::string schema_ = "main";
  std::vector<ScopeColumn> columns_;
  std::vector<std::pair<std::string, ScopeColumn>> hidden_;
  bool qualified_only_ = false;
  std::unordered_map<std::string, uint32_t> by_name_;  // folded
  std::vector<bool> merged_;                           // by column; empty when none is
  std::optional<uint32_t> left_out_;
};

/// Holds the names that FROM brings in: tables in order, and the columns of a bare star.
class Scope {
 public:
  /// Points into the scope; valid until it changes.
  struct Match {
    const ScopeColumn* column = nullptr;
    const Relation* relation = nullptr;  // null for columns merged by USING
  };

  Scope() = default;
  explicit Scope(Relation relation);

  /// Adds the tables of `other` on the right.
  void Append(Scope other);

  /// Adds the tables of `other`; the columns of `merged` (found in this scope) and the same names
  /// of `other` become one each, the given column, in this scope's place.
  void AppendMerging(Scope other, const std::vector<std::string>& folded_names,
                     std::vector<ScopeColumn> merged);

  /// Finds all columns that the bare name may mean.
  std::vector<Match> FindColumn(const std::string& folded_name) const;
  /// Finds the tables of that alias.
  std::vector<const Relation*> FindRelation(const std::string& folded_alias) const;

  /// Lists the columns of a bare star.
  std::vector<Match> VisibleColumns() const;
  /// Lists the names of all visible columns, for "did you mean".
  std::vector<std::string> ColumnNames() const;
  std::vector<std::string> Aliases() const;

  /// Says where the one table of the scope stands; see Relation::SetPlace.
  void SetPlace(const std::string& database, const std::string& schema) {
    relations_.at(0).SetPlace(database, schema);
  }

  /// See Relation::SetQualifiedOnly, for the one table of the scope.
  void SetQualifiedOnly() { relations_.at(0).SetQualifiedOnly(); }

  /// Takes a column out of what stars give; its name still finds it.
  void HideColumn(std::string_view name);

  bool empty() const { return relations_.empty(); }

 private:
  /// Stands for a visible column: of a relation, or merged.
  struct Place {
    uint32_t relation = 0;
    uint32_t column = 0;  // in `merged_` when `is_merged`
    bool is_merged = false;
  };
  const ScopeColumn& At(const Place& place) const;

  std::vector<Relation> relations_;
  std::vector<ScopeColumn> merged_;
  std::vector<Place> visible_;
};

}  // namespace lakebolt
