#include "cli/profile/plan_table.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "base/memory_pool.h"
#include "cli/format/duration_text.h"
#include "cli/profile/html_text.h"

namespace lakebolt {

namespace {

constexpr double kFairEstimate = 3;
constexpr double kBadEstimate = 10;

/// Writes a count with thin spaces between groups of three digits.
std::string GroupedCount(uint64_t count) {
  const std::string digits = std::to_string(count);
  std::string out;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += "\u2009";
    out += digits[i];
  }
  return out;
}

std::string BytesCell(uint64_t bytes) {
  if (bytes == 0) return "<td class=none>–</td>";
  return "<td>" + FormatBytes(static_cast<int64_t>(bytes)) + "</td>";
}

/// Writes the rows of the table, top-down.
class PlanTableWriter {
 public:
  explicit PlanTableWriter(uint64_t all_nanoseconds)
      : all_(std::max<uint64_t>(1, all_nanoseconds)) {}

  /// Writes `node` and what is under it. `guides` tells, for each level above, whether its branch
  /// goes on below this row.
  void Write(const OperatorProfile& node, std::vector<bool>* guides) {
    html += "<tr><td class=op><div class=branch>";
    for (size_t level = 0; level < guides->size(); ++level) {
      const bool goes_on = (*guides)[level];
      const bool own = level + 1 == guides->size();
      html += own ? (goes_on ? "<span class='guide join'></span>"
                             : "<span class='guide last join'></span>")
                  : (goes_on ? "<span class=guide></span>" : "<span class='guide none'></span>");
    }
    html += "<div class=what><span class=name>" + HtmlText(node.name) + "</span>";
    for (const std::string& detail : node.details) {
      html += "<div class=detail>" + HtmlText(detail) + "</div>";
    }
    html += "</div></div></td>";
    html +=
        node.measured ? Measured(node) : "<td></td><td></td><td></td><td></td><td></td><td></td>";
    html += "</tr>\n";
    for (size_t i = 0; i < node.children.size(); ++i) {
      guides->push_back(i + 1 < node.children.size());
      Write(node.children[i], guides);
      guides->pop_back();
    }
  }

  std::string html;

 private:
  std::string Measured(const OperatorProfile& node) const {
    const double share = static_cast<double>(node.nanoseconds) / static_cast<double>(all_);
    char bar[112];
    std::snprintf(bar, sizeof(bar),
                  "<td class=share><div><u><i style='--s:%.4f'></i></u><b>%.1f %%</b></div></td>",
                  std::min(1.0, share), share * 100);
    return bar +
           ("<td>" + DurationText(static_cast<double>(node.nanoseconds) / 1e9) + "</td><td>") +
           GroupedCount(node.rows) + "</td>" + EstimateCell(node) + BytesCell(node.bytes_read) +
           BytesCell(node.bytes_spilled);
  }

  static std::string EstimateCell(const OperatorProfile& node) {
    const double error = EstimateError(node);
    if (error == 0) return "<td class=none>–</td>";
    const char* rating = error >= kBadEstimate ? "bad" : error >= kFairEstimate ? "fair" : "good";
    char factor[48];
    std::snprintf(factor, sizeof(factor), error >= kBadEstimate ? "×%.0f" : "×%.1f", error);
    return "<td>" + GroupedCount(static_cast<uint64_t>(node.estimated_rows + 0.5)) +
           " <span class=" + rating + ">" + factor + "</span></td>";
  }

  uint64_t all_;
};

}  // namespace

std::string PlanTable(const QueryProfile& profile) {
  PlanTableWriter writer(profile.worker_nanoseconds);
  std::vector<bool> guides;
  writer.Write(profile.plan, &guides);
  return "<div class=scroll><table><thead><tr><th>Operator</th><th>Share of time</th>"
         "<th>Time, all threads</th><th>Rows</th><th>Estimated, off by</th><th>Read</th>"
         "<th>Spilled</th></tr></thead>\n<tbody>\n" +
         writer.html + "</tbody></table></div>\n";
}

}  // namespace lakebolt
