#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "format/json/type_guess.h"
#include "vector/vector.h"

namespace lakebolt::json_format {

/// Tells that a value does not fit; `row` counts the values that the builder took in.
struct Misfit : UserError {
  Misfit(const std::string& what, uint32_t its_row)
      : UserError(ErrorCode::kInvalidCast, what), row(its_row) {}
  uint32_t row;
};

using TextOwner = std::shared_ptr<const void>;

/// Collects JSON values of one column, or of a part of one, as a vector.
class ValueBuilder {
 public:
  virtual ~ValueBuilder() = default;

  /// Takes a value in; NULL for JSON's null. Throws kInvalidCast for one that does not fit. The
  /// text of the document stays until Finish, and may be read 64 bytes past its end.
  virtual void Append(const JsonDocument& document, uint32_t id) = 0;
  virtual void AppendNull() = 0;
  /// Gives what was taken in, and begins anew. Throws Misfit, as some texts are read here.
  /// `text` keeps alive what the documents were read from.
  virtual Vector Finish(const TextOwner& text) = 0;
};

/// Makes the builder for a type; a lenient one takes NULL for what does not fit.
std::unique_ptr<ValueBuilder> MakeBuilder(const ColumnType& type, bool lenient);

/// Returns the error for a member that objects which were looked at first have not.
UserError UnknownMember(std::string_view name);
/// Returns the error for an object that has two members of a name.
UserError MemberTwice(std::string_view name);

/// Finds members of objects that mostly come in the same order.
class MemberFinder {
 public:
  explicit MemberFinder(std::vector<std::string> names);

  /// Returns the place of a name, or -1; `expected` is tried first.
  int Find(std::string_view name, size_t expected) const;

 private:
  std::vector<std::string> names_;
  std::map<std::string_view, int> places_;
};

}  // namespace lakebolt::json_format
