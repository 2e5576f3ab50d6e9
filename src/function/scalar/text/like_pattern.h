#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lakebolt {

/// Is a compiled LIKE pattern: `%` stands for any text, `_` for one character, and a character
/// after the escape for itself.
///
/// The pattern is cut at its `%` into pieces. The first piece is anchored at the start (unless the
/// pattern begins with `%`), the last at the end; the ones between are found from left to right,
/// which is right because `%` may take as little as it can. Pieces without `_` are plain byte
/// search.
class LikePattern {
 public:
  /// Throws kInvalidArgument when the pattern ends with the escape.
  LikePattern(std::string_view pattern, std::optional<char> escape);

  bool Matches(std::string_view text) const;

  /// Returns what must be found in a text first, wherever it stands: the plain piece after a `%`
  /// that the pattern begins with. Empty where there is no such piece.
  std::string_view FirstFound() const;
  /// Tells whether what follows in a text where FirstFound first stands matches what follows it in
  /// the pattern.
  bool MatchesBehindFirst(std::string_view rest) const { return MatchesFrom(1, rest); }

  /// Returns the start that alone decides: of 'abc%', abc. Empty for other patterns.
  std::string_view OnlyPrefix() const;

 private:
  struct Piece {
    std::string bytes;
    std::vector<bool> wildcard;  // per byte: `_`, which stands for a whole character
    bool plain = true;
  };

  /// Returns the length that `piece` takes at the start of `text`, or npos.
  static size_t MatchHere(const Piece& piece, std::string_view text);
  /// Matches pieces from number `first` on, of which there is a `%` before each.
  bool MatchesFrom(size_t first, std::string_view text) const;
  static bool MatchesAtEnd(const Piece& piece, std::string_view text);

  std::vector<Piece> pieces_;
  bool open_start_ = false;
  bool open_end_ = false;
};

}  // namespace lakebolt
