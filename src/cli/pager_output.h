#pragma once

#include <sys/types.h>

#include <string>

#include "io/output.h"

namespace lakebolt {

/// Writes to the terminal, and what is longer than the screen into $PAGER (less by default), which
/// starts as soon as so much has come. Throws OutputClosed once the user has left the pager.
class PagerOutput : public Output {
 public:
  /// Holds back what may fit `rows` lines of a screen.
  explicit PagerOutput(int rows) : rows_(rows) {}
  ~PagerOutput() override { Close(); }

  /// Writes what was held back, or waits until the user has left the pager.
  void Close();

 protected:
  void Drain(std::string_view bytes) override;

 private:
  void Start();

  int rows_;
  int lines_ = 0;
  std::string held_;
  int pipe_ = -1;
  pid_t pager_ = -1;
  bool pass_ = false;  // there is no pager: everything goes straight to the terminal
};

}  // namespace lakebolt
