#include "cli/profile/profile_page.h"

#include <algorithm>
#include <cstdio>

#include "api/database.h"
#include "base/memory_pool.h"
#include "cli/format/duration_text.h"
#include "cli/profile/html_text.h"
#include "cli/profile/plan_table.h"
#include "cli/profile/profile_style.h"

namespace lakebolt {

namespace {

uint64_t Sum(const OperatorProfile& node, uint64_t OperatorProfile::* count) {
  uint64_t sum = node.*count;
  for (const OperatorProfile& child : node.children) sum += Sum(child, count);
  return sum;
}

std::string Card(const std::string& value, const std::string& name) {
  return "<div class=card><b>" + HtmlText(value) + "</b><span>" + HtmlText(name) +
         "</span></div>\n";
}

std::string Bytes(uint64_t bytes) {
  return FormatBytes(static_cast<int64_t>(bytes));
}

std::string Cards(const QueryProfile& profile) {
  const double busy = static_cast<double>(profile.worker_nanoseconds) / 1e9;
  return "<div class=cards>\n" + Card(DurationText(profile.seconds), "from start to end") +
         Card(DurationText(profile.optimizer_seconds), "optimizer") +
         Card(DurationText(busy), "work of all threads") +
         Card(std::to_string(profile.plan.rows), "rows returned") +
         Card(Bytes(Sum(profile.plan, &OperatorProfile::bytes_read)), "read") +
         Card(Bytes(static_cast<uint64_t>(profile.peak_memory)), "memory at its peak") +
         Card(Bytes(Sum(profile.plan, &OperatorProfile::bytes_spilled)), "spilled to disk") +
         "</div>\n";
}

std::string Passes(const QueryProfile& profile) {
  double longest = 1e-9;
  for (const PassProfile& pass : profile.passes) longest = std::max(longest, pass.milliseconds);
  std::string html = "<details><summary>Optimizer passes</summary><div class=passes>\n";
  for (const PassProfile& pass : profile.passes) {
    char bar[64];
    std::snprintf(bar, sizeof(bar), "<i style='--s:%.4f'></i>", pass.milliseconds / longest);
    html += "<code>" + HtmlText(pass.name) + "</code><span>" +
            DurationText(pass.milliseconds / 1e3) + "</span>" + bar + "\n";
  }
  return html + "</div></details>\n";
}

}  // namespace

void WriteProfilePage(const std::vector<ProfiledStatement>& statements, Output* output) {
  output->Append(
      "<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
      "<meta name=viewport content='width=device-width, initial-scale=1'>\n"
      "<title>Lakebolt query profile</title>\n<style>");
  output->Append(kProfileStyle);
  output->Append("</style>\n</head>\n<body>\n<h1>Query profile</h1>\n");
  for (const ProfiledStatement& statement : statements) {
    output->Append("<section>\n<pre>" + HtmlText(statement.sql) + "</pre>\n");
    output->Append(Cards(statement.profile));
    output->Append("<h2>Plan</h2>\n" + PlanTable(statement.profile));
    output->Append(Passes(statement.profile) + "</section>\n");
  }
  output->Append("<footer>Lakebolt " + std::string(Version()) +
                 ". Rows flow upwards: each operator takes the rows of those under it. Time is "
                 "summed over threads.</footer>\n</body>\n</html>\n");
  output->Flush();
}

}  // namespace lakebolt
