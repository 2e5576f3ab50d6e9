#include "io/glob.h"

#include <algorithm>
#include <cstdint>

#include "base/cancellation_scope.h"
#include "base/error.h"

namespace lakebolt {

namespace {

/// Matches `c` against the set that starts after '[' at `pattern[at]`; moves `at` past ']'. A '['
/// that is never closed stands for itself.
bool MatchesSet(std::string_view pattern, size_t& at, char c) {
  size_t i = at + 1;
  const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated) ++i;
  bool found = false;
  const size_t first = i;
  for (; i < pattern.size() && (pattern[i] != ']' || i == first); ++i) {
    const auto low = static_cast<uint8_t>(pattern[i]);
    auto high = low;
    if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
      high = static_cast<uint8_t>(pattern[i + 2]);
      i += 2;
    }
    found |= low <= static_cast<uint8_t>(c) && static_cast<uint8_t>(c) <= high;
  }
  if (i >= pattern.size()) {
    ++at;
    return c == '[';
  }
  at = i + 1;
  return found != negated;
}

std::string Join(const std::string& folder, const std::string& name) {
  if (folder.empty()) return name;
  return folder.back() == '/' ? folder + name : folder + "/" + name;
}

std::vector<std::string> SplitPath(const std::string& path) {
  std::vector<std::string> parts;
  size_t begin = 0;
  while (begin <= path.size()) {
    const size_t end = std::min(path.find('/', begin), path.size());
    if (end > begin) parts.push_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

/// Walks the folders along the pattern's components.
class GlobWalk {
 public:
  GlobWalk(const FileSystem& files, std::vector<std::string> parts)
      : files_(files), parts_(std::move(parts)) {}

  void Visit(const std::string& folder, size_t part) {
    const bool last = part + 1 == parts_.size();
    const std::string& pattern = parts_[part];
    if (pattern == "**") {
      VisitAnyDepth(folder, part, last);
      return;
    }
    if (!IsGlob(pattern)) {
      const std::string path = Join(folder, pattern);
      if (!last) {
        if (files_.IsDirectory(path)) Visit(path, part + 1);
      } else if (files_.Exists(path) && !files_.IsDirectory(path)) {
        found_.push_back(path);
      }
      return;
    }
    for (const DirectoryEntry& entry : files_.List(folder)) {
      if (!MatchesPattern(pattern, entry.name)) continue;
      if (last && !entry.is_directory) found_.push_back(Join(folder, entry.name));
      if (!last && entry.is_directory) Visit(Join(folder, entry.name), part + 1);
    }
  }

  std::vector<std::string> TakeSorted() {
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  void VisitAnyDepth(const std::string& folder, size_t part, bool last) {
    CheckCancellation();
    if (!last) Visit(folder, part + 1);
    for (const DirectoryEntry& entry : files_.List(folder)) {
      if (entry.name.starts_with('.')) continue;
      if (entry.is_directory && !entry.is_link) Visit(Join(folder, entry.name), part);
      if (last && !entry.is_directory) found_.push_back(Join(folder, entry.name));
    }
  }

  const FileSystem& files_;
  std::vector<std::string> parts_;
  std::vector<std::string> found_;
};

void CollectBelow(const FileSystem& files, const std::string& folder,
                  const std::vector<std::string>& suffixes, std::vector<std::string>& out) {
  CheckCancellation();
  for (const DirectoryEntry& entry : files.List(folder)) {
    if (entry.name.starts_with('.') || entry.name.starts_with('_')) continue;
    if (entry.is_directory && entry.is_link) continue;
    if (entry.is_directory) {
      CollectBelow(files, Join(folder, entry.name), suffixes, out);
    } else if (std::any_of(suffixes.begin(), suffixes.end(), [&](const std::string& suffix) {
                 return entry.name.ends_with(suffix);
               })) {
      out.push_back(Join(folder, entry.name));
    }
  }
}

}  // namespace

bool IsGlob(std::string_view path) {
  return path.find_first_of("*?[") != std::string_view::npos;
}

bool MatchesPattern(std::string_view pattern, std::string_view name) {
  if (name.starts_with('.') && !pattern.starts_with('.')) return false;
  // After a mismatch the last '*' takes one more character: linear space, no recursion.
  size_t p = 0;
  size_t n = 0;
  size_t star = std::string_view::npos;
  size_t star_name = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_name = n;
      continue;
    }
    if (p < pattern.size()) {
      size_t next = p;
      const bool matches = pattern[p] == '['   ? MatchesSet(pattern, next, name[n])
                           : pattern[p] == '?' ? (++next, true)
                                               : (++next, pattern[p] == name[n]);
      if (matches) {
        p = next;
        ++n;
        continue;
      }
    }
    if (star == std::string_view::npos) return false;
    p = star + 1;
    n = ++star_name;
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::vector<std::string> ExpandGlob(const FileSystem& files, const std::string& pattern) {
  std::vector<std::string> parts = SplitPath(pattern);
  if (parts.empty()) return {};
  GlobWalk walk(files, std::move(parts));
  walk.Visit(pattern.starts_with('/') ? "/" : "", 0);
  return walk.TakeSorted();
}

std::vector<std::string> FilesAt(std::string path) {
  const FileSystem& files = FileSystemFor(path);
  if (!IsGlob(path) || files.Exists(path)) return {path};
  std::vector<std::string> found = ExpandGlob(files, path);
  if (found.empty()) throw UserError(ErrorCode::kIo, "no file matches \"" + path + "\"");
  return found;
}

std::vector<std::string> FilesBelow(const FileSystem& files, const std::string& folder,
                                    const std::vector<std::string>& suffixes) {
  std::vector<std::string> found;
  CollectBelow(files, folder, suffixes, found);
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace lakebolt
