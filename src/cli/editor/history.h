#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lakebolt {

/// Keeps what was entered, first to last, also in a file, where it is there for the next shell. An
/// entry may have several lines; in the file each takes one, line feeds written as \n.
class History {
 public:
  /// Reads the file at `path`; with an empty path nothing is kept on disk.
  explicit History(std::string path);

  const std::vector<std::string>& entries() const { return entries_; }

  /// Adds an entry, unless it repeats the last one. Shells side by side add to one file.
  void Add(const std::string& entry);

  /// Finds the last entry before `before` that holds `text`, in any case of letters.
  std::optional<size_t> FindBackward(std::string_view text, size_t before) const;

  /// Returns where history is kept: $XDG_STATE_HOME/lakebolt/history when that variable is set,
  /// else ~/.lakebolt_history; empty without a home.
  static std::string DefaultPath();

 private:
  void Load();
  /// Writes the file anew, with the newest entries only.
  void Shorten() const;

  std::string path_;
  std::vector<std::string> entries_;
};

}  // namespace lakebolt
