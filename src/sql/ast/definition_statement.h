#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sql/ast/statement.h"

namespace lakebolt::sql {

struct CreateSchemaStatement : Statement {
  CreateSchemaStatement() : Statement(StatementKind::kCreateSchema) {}
  CreateOptions options;
  QualifiedName name;
};

struct CreateSequenceStatement : Statement {
  CreateSequenceStatement() : Statement(StatementKind::kCreateSequence) {}
  CreateOptions options;
  QualifiedName name;
  std::optional<int64_t> start;
  std::optional<int64_t> increment;
  std::optional<int64_t> min;
  std::optional<int64_t> max;
  bool cycle = false;
};

/// Holds one body of a macro, as text: it is parsed again where the macro is used.
struct MacroDefinition {
  std::vector<Identifier> parameters;
  std::vector<std::optional<std::string>> defaults;  ///< by parameter
  std::vector<std::optional<std::string>> types;     ///< by parameter, as text
  std::string body;                                  ///< an expression, or a query
};

struct CreateMacroStatement : Statement {
  CreateMacroStatement() : Statement(StatementKind::kCreateMacro) {}
  CreateOptions options;
  QualifiedName name;
  bool is_table = false;
  std::vector<MacroDefinition> bodies;
};

struct CreateIndexStatement : Statement {
  CreateIndexStatement() : Statement(StatementKind::kCreateIndex) {}
  CreateOptions options;
  bool unique = false;
  Identifier name;  ///< empty: made up
  QualifiedName table;
  std::vector<ExpressionPtr> expressions;
  std::string text;  ///< the statement
};

enum class AlterAction : uint8_t {
  kAddColumn,
  kDropColumn,
  kRenameColumn,
  kRenameTable,
  kSetDefault,  ///< `value` null: DROP DEFAULT
  kSetNotNull,
  kDropNotNull,
  kAlterType,
  kAddConstraint,
  kDropConstraint,
  kSetSchema,
  kSetOwner,  ///< of a sequence: OWNED BY `owner`
  kNothing,   ///< understood, without effect
};

/// Holds ALTER TABLE, VIEW or SEQUENCE with its one action.
struct AlterStatement : Statement {
  AlterStatement() : Statement(StatementKind::kAlter) {}
  DropObject object = DropObject::kTable;
  bool if_exists = false;
  QualifiedName name;
  AlterAction action = AlterAction::kAddColumn;
  bool action_if_exists = false;  ///< IF [NOT] EXISTS of the column
  bool cascade = false;
  Identifier column;
  std::vector<Identifier> field;  ///< names the way from `column` to a field of a struct in it
  QualifiedName owner;
  Identifier new_name;
  ColumnDefinition definition;  ///< of kAddColumn
  std::vector<ConstraintDefinition> constraints;
  std::optional<TypeName> type;
  ExpressionPtr value;  ///< a default, or USING
};

struct CommentStatement : Statement {
  CommentStatement() : Statement(StatementKind::kComment) {}
  DropObject object = DropObject::kTable;
  bool on_column = false;
  QualifiedName name;  ///< with the column last
  std::optional<std::string> text;
};

struct AttachStatement : Statement {
  AttachStatement() : Statement(StatementKind::kAttach) {}
  bool if_not_exists = false;
  bool or_replace = false;
  std::string path;
  Identifier name;  ///< empty: taken from the path
};

struct DetachStatement : Statement {
  DetachStatement() : Statement(StatementKind::kDetach) {}
  bool if_exists = false;
  Identifier name;
};

struct PrepareStatement : Statement {
  PrepareStatement() : Statement(StatementKind::kPrepare) {}
  Identifier name;
  std::shared_ptr<const Statement> statement;
};

struct ExecuteStatement : Statement {
  ExecuteStatement() : Statement(StatementKind::kExecute) {}
  Identifier name;
  std::vector<FunctionArgument> arguments;
};

struct DeallocateStatement : Statement {
  DeallocateStatement() : Statement(StatementKind::kDeallocate) {}
  Identifier name;  ///< empty: all
};

/// Holds SET VARIABLE x = …, RESET VARIABLE x.
struct SetVariableStatement : Statement {
  SetVariableStatement() : Statement(StatementKind::kSetVariable) {}
  Identifier name;
  ExpressionPtr value;  ///< null: RESET
};

/// Holds PRAGMA name and PRAGMA name(arguments).
struct PragmaStatement : Statement {
  PragmaStatement() : Statement(StatementKind::kPragma) {}
  Identifier name;
  std::vector<ExpressionPtr> arguments;
};

/// Stands for what asks for nothing that this engine has to do: CHECKPOINT, VACUUM, ANALYZE, LOAD.
struct NothingStatement : Statement {
  NothingStatement() : Statement(StatementKind::kNothing) {}
};

}  // namespace lakebolt::sql
