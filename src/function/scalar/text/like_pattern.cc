#include "function/scalar/text/like_pattern.h"

#include <algorithm>

#include "base/error.h"
#include "base/utf8.h"
#include "function/scalar/text/find_bytes.h"

namespace lakebolt {

LikePattern::LikePattern(std::string_view pattern, std::optional<char> escape) {
  Piece piece;
  bool after_percent = false;
  const auto finish_piece = [&] {
    if (!piece.bytes.empty()) pieces_.push_back(std::move(piece));
    piece = Piece();
  };
  for (size_t i = 0; i < pattern.size(); ++i) {
    char c = pattern[i];
    const bool escaped = escape && c == *escape;
    if (escaped) {
      if (++i == pattern.size()) {
        throw UserError(ErrorCode::kInvalidArgument, "a LIKE pattern must not end with its escape");
      }
      c = pattern[i];
    }
    if (!escaped && c == '%') {
      if (pieces_.empty() && piece.bytes.empty()) open_start_ = true;
      finish_piece();
      after_percent = true;
      continue;
    }
    after_percent = false;
    const bool any = !escaped && c == '_';
    piece.bytes += c;
    piece.wildcard.push_back(any);
    piece.plain = piece.plain && !any;
  }
  finish_piece();
  open_end_ = after_percent;
}

size_t LikePattern::MatchHere(const Piece& piece, std::string_view text) {
  if (piece.plain) {
    return text.starts_with(piece.bytes) ? piece.bytes.size() : std::string_view::npos;
  }
  size_t at = 0;
  for (size_t i = 0; i < piece.bytes.size(); ++i) {
    if (at >= text.size()) return std::string_view::npos;
    if (piece.wildcard[i]) {
      at += Utf8Length(text[at]);
      if (at > text.size()) return std::string_view::npos;
    } else if (text[at++] != piece.bytes[i]) {
      return std::string_view::npos;
    }
  }
  return at;
}

bool LikePattern::MatchesAtEnd(const Piece& piece, std::string_view text) {
  if (piece.plain) return text.ends_with(piece.bytes);
  for (size_t at = 0; at <= text.size(); at += at < text.size() ? Utf8Length(text[at]) : 1) {
    const size_t length = MatchHere(piece, text.substr(at));
    if (length != std::string_view::npos && at + length == text.size()) return true;
  }
  return false;
}

bool LikePattern::Matches(std::string_view text) const {
  if (pieces_.empty()) return open_start_ || text.empty();
  if (open_start_) return MatchesFrom(0, text);
  const size_t length = MatchHere(pieces_[0], text);
  if (length == std::string_view::npos) return false;
  text.remove_prefix(length);
  if (pieces_.size() == 1) return open_end_ || text.empty();
  return MatchesFrom(1, text);
}

std::string_view LikePattern::FirstFound() const {
  const bool found = open_start_ && !pieces_.empty() && pieces_[0].plain;
  // The last piece of a pattern with an end stands there, not where it is first found.
  if (!found || (pieces_.size() == 1 && !open_end_)) return {};
  return pieces_[0].bytes;
}

std::string_view LikePattern::OnlyPrefix() const {
  const bool only = !open_start_ && open_end_ && pieces_.size() == 1 && pieces_[0].plain;
  return only ? std::string_view(pieces_[0].bytes) : std::string_view();
}

bool LikePattern::MatchesFrom(size_t first, std::string_view text) const {
  const size_t last = open_end_ ? pieces_.size() : pieces_.size() - 1;
  for (size_t p = first; p < last; ++p) {
    if (pieces_[p].plain) {
      const size_t at = FindBytes(text, pieces_[p].bytes);
      if (at == std::string_view::npos) return false;
      text.remove_prefix(at + pieces_[p].bytes.size());
      continue;
    }
    size_t length = MatchHere(pieces_[p], text);
    while (length == std::string_view::npos) {
      if (text.empty()) return false;
      text.remove_prefix(std::min<size_t>(text.size(), Utf8Length(text[0])));
      length = MatchHere(pieces_[p], text);
    }
    text.remove_prefix(length);
  }
  return open_end_ || MatchesAtEnd(pieces_.back(), text);
}

}  // namespace lakebolt
