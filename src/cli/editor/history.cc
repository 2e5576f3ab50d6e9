#include "cli/editor/history.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "base/ascii.h"

namespace lakebolt {

namespace {

constexpr size_t kMostEntries = 10000;

std::string Encode(std::string_view entry) {
  std::string line;
  for (const char c : entry) {
    if (c == '\n') {
      line += "\\n";
    } else if (c == '\\') {
      line += "\\\\";
    } else {
      line += c;
    }
  }
  return line;
}

std::string Decode(std::string_view line) {
  std::string entry;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\\' || i + 1 == line.size()) {
      entry += line[i];
    } else {
      ++i;
      entry += line[i] == 'n' ? '\n' : line[i];
    }
  }
  return entry;
}

/// Adds to a file that only its owner may read: statements may hold secrets. What cannot be written
/// is not kept; the shell works on.
void AppendTo(const std::string& path, std::string_view text, int flags) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, S_IRUSR | S_IWUSR);
  if (file < 0) return;
  while (!text.empty()) {
    const ssize_t count = write(file, text.data(), text.size());
    if (count <= 0) break;
    text.remove_prefix(static_cast<size_t>(count));
  }
  close(file);
}

}  // namespace

History::History(std::string path) : path_(std::move(path)) {
  if (!path_.empty()) Load();
}

std::string History::DefaultPath() {
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state != '\0') return std::string(state) + "/lakebolt/history";
  const char* home = std::getenv("HOME");
  return home == nullptr ? "" : std::string(home) + "/.lakebolt_history";
}

void History::Load() {
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(path_).parent_path(), ignored);
  std::ifstream file(path_, std::ios::binary);
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) entries_.push_back(Decode(line));
  }
  if (entries_.size() > kMostEntries) {
    entries_.erase(entries_.begin(), entries_.end() - kMostEntries / 2);
    Shorten();
  }
}

void History::Shorten() const {
  const std::string partial = path_ + "." + std::to_string(getpid());
  std::string text;
  for (const std::string& entry : entries_) text += Encode(entry) + "\n";
  AppendTo(partial, text, O_TRUNC);
  std::error_code ignored;
  std::filesystem::rename(partial, path_, ignored);
}

void History::Add(const std::string& entry) {
  if (entry.empty() || (!entries_.empty() && entries_.back() == entry)) return;
  entries_.push_back(entry);
  if (!path_.empty()) AppendTo(path_, Encode(entry) + "\n", O_APPEND);
}

std::optional<size_t> History::FindBackward(std::string_view text, size_t before) const {
  const auto same = [](char a, char b) { return AsciiLower(a) == AsciiLower(b); };
  for (size_t at = std::min(before, entries_.size()); at-- > 0;) {
    const std::string& entry = entries_[at];
    if (std::search(entry.begin(), entry.end(), text.begin(), text.end(), same) != entry.end()) {
      return at;
    }
  }
  return std::nullopt;
}

}  // namespace lakebolt
