#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace lakebolt::sql {

/// Holds one name as the user typed it, without its quotes. Case is kept; whoever resolves the name
/// decides how case counts.
struct Identifier {
  std::string text;
  bool quoted = false;
  SourceRange range;
};

/// Holds a dotted name such as `catalog.schema.table`, outermost part first.
using QualifiedName = std::vector<Identifier>;

/// Joins the parts of `name` with dots, without quotes; for messages.
std::string JoinName(const QualifiedName& name);

}  // namespace lakebolt::sql
