#include "io/sync_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>

#include "base/cancellation_scope.h"
#include "io/async_pool.h"
#include "io/file_handle.h"

namespace lakebolt {

namespace {

/// More than these hardly take less time.
constexpr size_t kThreads = 16;

/// Has several threads do something with each of some files.
class FileWork {
 public:
  using Body = std::function<void(const std::string& path)>;

  FileWork(std::vector<std::string> paths, Body body)
      : paths_(std::move(paths)), body_(std::move(body)) {}

  /// Works on file after file until none is left or one has failed.
  void Run() {
    std::unique_lock lock(mutex_);
    ++running_;
    while (next_ < paths_.size() && error_ == nullptr) {
      const std::string& path = paths_[next_++];
      lock.unlock();
      std::exception_ptr error;
      try {
        CheckCancellation();
        body_(path);
      } catch (...) {
        error = std::current_exception();
      }
      lock.lock();
      if (error != nullptr && error_ == nullptr) error_ = error;
    }
    --running_;
    all_ended_.notify_all();
  }

  /// Waits for those who run; throws the first error.
  void Join() {
    std::unique_lock lock(mutex_);
    all_ended_.wait(lock, [this] { return running_ == 0; });
    if (error_ != nullptr) std::rethrow_exception(error_);
  }

 private:
  const std::vector<std::string> paths_;
  const Body body_;
  std::mutex mutex_;
  std::condition_variable all_ended_;
  size_t next_ = 0;
  size_t running_ = 0;
  std::exception_ptr error_;
};

void ForEachFile(const std::vector<std::string>& paths, FileWork::Body body) {
  const auto work = std::make_shared<FileWork>(paths, std::move(body));
  for (size_t i = 1; i < std::min(paths.size(), kThreads); ++i) {
    // Those who come late find nothing to do.
    if (!TryRunLater([work] { work->Run(); })) break;
  }
  work->Run();
  work->Join();
}

}  // namespace

void SyncFiles(const std::vector<std::string>& paths) {
  ForEachFile(paths, [](const std::string& path) {
    const FileHandle file = OpenFile(path, O_RDONLY);
    SyncFile(file.descriptor(), path);
  });
}

void SyncFolders(const std::vector<std::string>& paths) {
  ForEachFile(paths, [](const std::string& path) {
    const FileHandle folder = TryOpenFile(path.empty() ? "." : path, O_RDONLY);
    if (folder.IsOpen()) (void)fsync(folder.descriptor());
  });
}

}  // namespace lakebolt
