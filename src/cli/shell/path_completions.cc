#include "cli/shell/path_completions.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>

#include "base/memory_pool.h"

namespace lakebolt {

Completions CompletePath(std::string_view path, size_t end, std::string_view close) {
  namespace fs = std::filesystem;
  const size_t slash = path.rfind('/');
  const std::string_view start = slash == std::string_view::npos ? path : path.substr(slash + 1);
  const fs::path folder = slash == std::string_view::npos ? "."
                          : slash == 0                    ? "/"
                                                          : path.substr(0, slash);
  Completions found;
  found.begin = end - start.size();
  found.end = end;
  std::error_code error;
  fs::directory_iterator files(folder, fs::directory_options::skip_permission_denied, error);
  for (; !error && files != fs::directory_iterator(); files.increment(error)) {
    const std::string name = files->path().filename().string();
    if (!name.starts_with(start) || (start.empty() && name.starts_with("."))) continue;
    std::error_code ignored;
    if (files->is_directory(ignored)) {
      found.choices.push_back({name + "/", "folder"});
    } else {
      const auto size = static_cast<int64_t>(files->file_size(ignored));
      found.choices.push_back({name + std::string(close), ignored ? "" : FormatBytes(size)});
    }
  }
  std::sort(found.choices.begin(), found.choices.end(),
            [](const Completion& a, const Completion& b) { return a.text < b.text; });
  return found;
}

}  // namespace lakebolt
