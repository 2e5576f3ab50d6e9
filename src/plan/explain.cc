#include "plan/explain.h"

#include <cmath>
#include <cstdio>

namespace lakebolt {

namespace {

/// Renders an estimate with three significant digits above a thousand: "1.23M".
std::string RowsText(double rows) {
  const char* units[] = {"", "K", "M", "G", "T", "P"};
  size_t unit = 0;
  while (rows >= 999.5 && unit + 1 < std::size(units)) {
    rows /= 1000;
    ++unit;
  }
  char text[32];
  if (unit == 0) {
    std::snprintf(text, sizeof(text), "%.0f", std::ceil(rows));
  } else {
    std::snprintf(text, sizeof(text), "%.3g%s", rows, units[unit]);
  }
  return text;
}

void Print(const PlanNode& node, const std::string& first, const std::string& rest,
           std::string& out) {
  out += first + node.Name();
  if (node.estimated_rows() >= 0) out += "  ~" + RowsText(node.estimated_rows()) + " rows";
  out += "\n";
  const std::string bar = node.children().empty() ? "  " : "│ ";
  for (const std::string& line : node.Details()) {
    if (!line.empty()) out += rest + bar + "  " + line + "\n";
  }
  for (size_t i = 0; i < node.children().size(); ++i) {
    const bool last = i + 1 == node.children().size();
    Print(*node.child(i), rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  "), out);
  }
}

}  // namespace

std::string ExplainPlan(const PlanNode& plan) {
  std::string out;
  Print(plan, "", "", out);
  return out;
}

}  // namespace lakebolt
