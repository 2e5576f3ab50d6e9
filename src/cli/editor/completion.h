#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace lakebolt {

/// Is one way to go on with the word at the cursor.
struct Completion {
  std::string text;    // replaces the word
  std::string detail;  // says what it is: a type, "table", "function"
};

/// Lists the ways to go on, best first; all replace the same bytes of the text.
struct Completions {
  size_t begin = 0;
  size_t end = 0;
  std::vector<Completion> choices;
};

}  // namespace lakebolt
