#include "api/explain_analyze.h"

#include <algorithm>
#include <cstdio>

#include "base/memory_pool.h"

namespace lakebolt {

namespace {

constexpr double kWrongEstimate = 10;  // a factor worth a word
constexpr const char* kNoShare = "        ";

template <typename... Values>
std::string Format(const char* format, Values... values) {
  char text[160];
  std::snprintf(text, sizeof(text), format, values...);
  return text;
}

class TreePrinter {
 public:
  explicit TreePrinter(uint64_t all_nanoseconds) : all_(std::max<uint64_t>(1, all_nanoseconds)) {}

  /// Prints `node` and what is under it: `branch` joins it to the line above, `indent` comes before
  /// its own lines.
  void Print(const OperatorProfile& node, const std::string& branch, const std::string& indent) {
    const std::string share = node.measured ? Share(node.nanoseconds) : kNoShare;
    lines.push_back(share + branch + node.name + (node.measured ? "  " + Measured(node) : ""));
    const std::string stem = node.children.empty() ? "     " : "│    ";
    for (const std::string& detail : node.details) {
      lines.push_back(kNoShare + indent + stem + detail);
    }
    for (size_t i = 0; i < node.children.size(); ++i) {
      const bool last = i + 1 == node.children.size();
      Print(node.children[i], indent + (last ? "└─ " : "├─ "), indent + (last ? "   " : "│  "));
    }
  }

  std::vector<std::string> lines;

 private:
  std::string Share(uint64_t nanoseconds) const {
    const double percent = 100 * static_cast<double>(nanoseconds) / static_cast<double>(all_);
    return Format(percent > 0 && percent < 1 ? "  <1 %%  " : "%4.0f %%  ", percent);
  }

  static std::string Measured(const OperatorProfile& node) {
    std::string text = "(rows " + std::to_string(node.rows);
    if (node.estimated_rows >= 0) text += Format(", estimated %.0f", node.estimated_rows);
    const double error = EstimateError(node);
    if (error >= kWrongEstimate) text += Format(", off by %.0f times", error);
    text += Format(", time %.2f ms", static_cast<double>(node.nanoseconds) / 1e6);
    if (node.bytes_read > 0) text += ", read " + Bytes(node.bytes_read);
    if (node.bytes_spilled > 0) text += ", spilled " + Bytes(node.bytes_spilled);
    return text + ")";
  }

  static std::string Bytes(uint64_t bytes) { return FormatBytes(static_cast<int64_t>(bytes)); }

  uint64_t all_;
};

}  // namespace

std::vector<std::string> ExplainAnalyzeLines(const QueryProfile& profile) {
  TreePrinter printer(profile.worker_nanoseconds);
  printer.Print(profile.plan, "", "");
  printer.lines.push_back(
      Format("Total: %.2f ms (optimizer %.2f ms), workers busy %.2f ms, peak memory ",
             profile.seconds * 1e3, profile.optimizer_seconds * 1e3,
             static_cast<double>(profile.worker_nanoseconds) / 1e6) +
      FormatBytes(profile.peak_memory));
  return std::move(printer.lines);
}

}  // namespace lakebolt
