#pragma once

#include <termios.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace lakebolt {

/// Is the terminal that a line is edited on: raw mode, its size, bytes in and out.
class Terminal {
 public:
  enum class ReadStatus { kByte, kTimeout, kResized, kEnd };

  Terminal(int input, int output);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// Has keys come one by one and unseen; pasted text comes marked.
  void StartEditing();
  /// Gives the terminal back as it was found.
  void StopEditing();

  int columns() const;
  int rows() const;

  /// Reads a byte; waits at most `milliseconds` for it, or for ever when that is negative.
  ReadStatus ReadByte(int milliseconds, char* byte);
  /// Tells whether bytes have come that were not read yet.
  bool HasInput() const;
  void Write(std::string_view text) const;

 private:
  int input_;
  int output_;
  bool editing_ = false;
  termios saved_ = {};
  std::string bytes_;  // read ahead
  size_t next_ = 0;
};

}  // namespace lakebolt
