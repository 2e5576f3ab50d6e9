#pragma once

#include <string>
#include <vector>

#include "api/query_profile.h"
#include "io/output.h"

namespace lakebolt {

/// Is a statement and where its time went.
struct ProfiledStatement {
  std::string sql;
  QueryProfile profile;
};

/// Writes a page of HTML, complete in itself, that shows the plans of `statements` with times,
/// rows, estimates and memory.
void WriteProfilePage(const std::vector<ProfiledStatement>& statements, Output* output);

}  // namespace lakebolt
