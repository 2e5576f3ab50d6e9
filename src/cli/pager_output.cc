#include "cli/pager_output.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <sstream>

extern char** environ;

namespace lakebolt {

namespace {

constexpr const char* kUsualPager = "less -SRFX";

/// Tells whether the first word of `command` can be run.
bool CanRun(const std::string& command) {
  const std::string program = command.substr(0, command.find(' '));
  if (program.find('/') != std::string::npos) return access(program.c_str(), X_OK) == 0;
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access((std::filesystem::path(folder) / program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

/// Writes everything; false when the reader has gone.
bool WriteAll(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

/// Starts `command` in a shell with its input from `input`; -1 when that fails.
pid_t Spawn(const std::string& command, int input) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;  // the pager's signals are its own business
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  sigaddset(&defaults, SIGINT);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  std::string shell = "sh";
  std::string option = "-c";
  std::string text = command;
  char* arguments[] = {shell.data(), option.data(), text.data(), nullptr};
  pid_t process = -1;
  if (posix_spawn(&process, "/bin/sh", &files, &attributes, arguments, environ) != 0) process = -1;
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return process;
}

}  // namespace

void PagerOutput::Drain(std::string_view bytes) {
  if (pipe_ < 0 && !pass_) {
    held_ += bytes;
    lines_ += static_cast<int>(std::count(bytes.begin(), bytes.end(), '\n'));
    if (lines_ >= rows_) Start();
    return;
  }
  if (!WriteAll(pass_ ? STDOUT_FILENO : pipe_, bytes)) throw OutputClosed();
}

void PagerOutput::Start() {
  const char* wanted = std::getenv("PAGER");
  const std::string command = wanted != nullptr && *wanted != '\0' ? wanted : kUsualPager;
  int ends[2];
  if (CanRun(command) && pipe2(ends, O_CLOEXEC) == 0) {
    setenv("LESS", "SRFX", 0);  // a pager that is plain "less" keeps colours and short results
    pager_ = Spawn(command, ends[0]);
    close(ends[0]);
    if (pager_ > 0) {
      pipe_ = ends[1];
    } else {
      close(ends[1]);
    }
  }
  pass_ = pipe_ < 0;
  const std::string held = std::move(held_);
  held_.clear();
  Drain(held);
}

void PagerOutput::Close() {
  if (pipe_ < 0) {
    WriteAll(STDOUT_FILENO, held_);
    held_.clear();
    return;
  }
  close(pipe_);
  pipe_ = -1;
  while (waitpid(pager_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace lakebolt
