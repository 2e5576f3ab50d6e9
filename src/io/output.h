#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace lakebolt {

/// Tells that whoever read our output has gone (a closed pipe): stop quietly.
struct OutputClosed {};

/// Collects text and hands it on in large pieces.
class Output {
 public:
  Output() = default;
  virtual ~Output() = default;
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void Append(std::string_view text) {
    if (text.size() >= kFlushBytes) return HandOn(text);
    buffer_.append(text);
    Settle();
  }
  /// Returns the buffer to append to; call `Settle` after each row.
  std::string& buffer() { return buffer_; }
  /// Hands the buffer on once it is large.
  void Settle() {
    if (buffer_.size() >= kFlushBytes) Flush();
  }
  /// Returns the bytes appended so far.
  uint64_t written() const { return handed_on_ + buffer_.size(); }
  /// Forgets what was not handed on yet.
  void Discard() { buffer_.clear(); }
  /// Hands everything on.
  void Flush() {
    Drain(buffer_);
    handed_on_ += buffer_.size();
    buffer_.clear();
  }

 protected:
  /// Takes `bytes` over; all of them, or throws.
  virtual void Drain(std::string_view bytes) = 0;

 private:
  static constexpr size_t kFlushBytes = 1 << 16;

  /// Hands on what is large without a copy.
  void HandOn(std::string_view text) {
    Flush();
    Drain(text);
    handed_on_ += text.size();
  }

  std::string buffer_;
  uint64_t handed_on_ = 0;
};

/// Keeps the text in memory.
class StringOutput : public Output {
 public:
  const std::string& text() const { return text_; }

 protected:
  void Drain(std::string_view bytes) override { text_ += bytes; }

 private:
  std::string text_;
};

/// Writes to an open file descriptor. Throws UserError kIo when a write fails, and OutputClosed
/// when the reader has gone.
class DescriptorOutput : public Output {
 public:
  explicit DescriptorOutput(int descriptor) : descriptor_(descriptor) {}

 protected:
  void Drain(std::string_view bytes) override;

 private:
  int descriptor_;
};

/// Is a whole file under a hidden name that no other writer uses. It is gone again unless `Commit`
/// gives it its name. It holds no descriptor, so there may be any number.
class SealedFile {
 public:
  SealedFile(std::string path, std::string hidden_path)
      : path_(std::move(path)), hidden_path_(std::move(hidden_path)) {}
  ~SealedFile();
  SealedFile(SealedFile&& other) noexcept
      : path_(std::move(other.path_)), hidden_path_(std::exchange(other.hidden_path_, {})) {}
  SealedFile& operator=(SealedFile&&) = delete;

  /// Replaces the file of that name, if there is one.
  void Commit();

  /// Returns where the bytes lie before `Commit`, which has them brought to the disk first; empty
  /// where they are where they belong already.
  const std::string& hidden_path() const { return hidden_path_; }

 private:
  std::string path_;
  std::string hidden_path_;  // empty: the bytes are where they belong already
};

/// Writes a file under a name of its own, which becomes `path` only when `Commit` is called, so
/// that a failed query leaves no part of an answer.
class FileOutput : public Output {
 public:
  /// Creates the file; throws UserError kIo.
  explicit FileOutput(const std::string& path);
  ~FileOutput() override;

  void Commit();
  /// Ends the file, but gives it its name later; nothing may be written after. Who commits it has
  /// its bytes brought to the disk first, and its folder after (`sync_files.h`): for many files at
  /// a time that takes much less.
  SealedFile Seal();

 protected:
  void Drain(std::string_view bytes) override;

 private:
  /// Brings the bytes to the disk.
  void Sync();

  std::string path_;
  std::string partial_path_;
  int descriptor_;
};

}  // namespace lakebolt
