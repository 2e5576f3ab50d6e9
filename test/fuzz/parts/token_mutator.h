#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace lakebolt::fuzz {

/// Changes texts of a language word by word, where changes of bytes would mostly be errors of
/// spelling: words are left out, doubled, moved, replaced by others, or taken from another text.
class TokenMutator {
 public:
  /// `vocabulary` are the words to put in.
  explicit TokenMutator(std::vector<std::string> vocabulary) : vocabulary_(std::move(vocabulary)) {}

  /// Changes `text` once to some times, as `seed` says.
  std::string Mutate(const std::string& text, uint32_t seed) const;
  /// Puts words of `other` into `text`.
  std::string Cross(const std::string& text, const std::string& other, uint32_t seed) const;

 private:
  std::vector<std::string> vocabulary_;
};

}  // namespace lakebolt::fuzz
