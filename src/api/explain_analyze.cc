#include "api/explain_analyze.h"

#include <cstdio>

#include "base/memory_pool.h"

namespace lakebolt {

namespace {

std::string FormatMillis(uint64_t nanoseconds) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.2f ms", static_cast<double>(nanoseconds) / 1e6);
  return text;
}

std::string FormatRows(double rows) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.0f", rows);
  return text;
}

class TreePrinter {
 public:
  explicit TreePrinter(const PhysicalPlan& plan) : plan_(plan) {}

  void Print(const PlanNode& node, int depth) {
    const std::string indent(static_cast<size_t>(depth) * 2, ' ');
    std::string line = indent + node.Name();
    const auto found = plan_.operators.find(&node);
    if (found != plan_.operators.end()) line += "  " + Measured(node, found->second);
    lines.push_back(line);
    for (const std::string& detail : node.Details()) lines.push_back(indent + "    " + detail);
    if (found != plan_.operators.end()) {
      for (const auto& op : found->second) {
        for (const std::string& detail : op->Details()) lines.push_back(indent + "    " + detail);
      }
    }
    for (const PlanPtr& child : node.children()) Print(*child, depth + 1);
  }

  std::vector<std::string> lines;

 private:
  static std::string Measured(const PlanNode& node,
                              const std::vector<std::shared_ptr<Operator>>& operators) {
    uint64_t nanoseconds = 0;
    uint64_t read = 0;
    uint64_t spilled = 0;
    for (const auto& op : operators) {
      nanoseconds += op->stats().nanoseconds.load();
      read += op->stats().bytes_read.load();
      spilled += op->stats().bytes_spilled.load();
    }
    std::string text = "(rows " + std::to_string(operators.back()->stats().rows.load());
    if (node.estimated_rows() >= 0) text += ", estimated " + FormatRows(node.estimated_rows());
    text += ", time " + FormatMillis(nanoseconds);
    if (read > 0) text += ", read " + FormatBytes(static_cast<int64_t>(read));
    if (spilled > 0) text += ", spilled " + FormatBytes(static_cast<int64_t>(spilled));
    return text + ")";
  }

  const PhysicalPlan& plan_;
};

}  // namespace

std::vector<std::string> ExplainAnalyzeLines(const QueryRun& run, double seconds) {
  TreePrinter printer(run.operators());
  printer.Print(*run.plan(), 0);
  uint64_t worker_time = 0;
  for (const auto& pipeline : run.operators().pipelines) {
    worker_time += pipeline->source->stats().nanoseconds.load();
    for (const auto& transform : pipeline->transforms) {
      worker_time += transform->stats().nanoseconds.load();
    }
    worker_time += pipeline->sink->stats().nanoseconds.load();
  }
  double planning = 0;
  for (const PassTiming& pass : run.pass_timings()) planning += pass.milliseconds;
  char total[160];
  std::snprintf(total, sizeof(total),
                "Total: %.2f ms (optimizer %.2f ms), workers busy %s, peak memory %s",
                seconds * 1e3, planning, FormatMillis(worker_time).c_str(),
                FormatBytes(run.memory().peak()).c_str());
  printer.lines.emplace_back(total);
  return std::move(printer.lines);
}

}  // namespace lakebolt
