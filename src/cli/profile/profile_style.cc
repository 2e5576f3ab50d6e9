#include "cli/profile/profile_style.h"

namespace lakebolt {

const char* const kProfileStyle = R"css(
:root { color-scheme: light dark; --ink: #1d2430; --soft: #5d6879; --line: #d9dee7; --page: #f6f7f9;
  --card: #ffffff; --heat: 224 78 40; --good: #1f7a4d; --fair: #9a6700; --bad: #b42318; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #9aa4b5; --line: #333b4a;
  --page: #14181f; --card: #1c222c; --heat: 255 122 77; --good: #5fd39b; --fair: #e3b341;
  --bad: #ff8b7e; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 84rem; background: var(--page);
  color: var(--ink); font: 15px/1.45 system-ui, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 1.35rem; margin: 0 0 1.2rem; }
h2 { font-size: 1rem; margin: 2rem 0 .6rem; }
pre, code, .name, .detail { font-family: ui-monospace, "SF Mono", Menlo, Consolas,
  "DejaVu Sans Mono", monospace; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: .8rem 1rem; overflow-x: auto; font-size: 13px; white-space: pre-wrap; }
section + section { border-top: 3px solid var(--line); margin-top: 3rem; padding-top: 1rem; }
.cards { display: flex; flex-wrap: wrap; gap: .7rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: .55rem .9rem; min-width: 8.2rem; }
.card b { display: block; font-size: 1.2rem; font-variant-numeric: tabular-nums; }
.card span { color: var(--soft); font-size: .82rem; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line);
  border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: right; color: var(--soft); font-weight: 600; font-size: .8rem; padding: .5rem .7rem;
  border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child { text-align: left; }
td { text-align: right; padding: 0 .7rem; vertical-align: top; white-space: nowrap;
  line-height: 2.1; }
tr + tr > td { border-top: 1px solid color-mix(in srgb, var(--line) 55%, transparent); }
td.op { text-align: left; white-space: normal; padding: 0 .7rem; min-width: 17rem; }
.branch { display: flex; align-items: stretch; }
.guide { flex: 0 0 1.35rem; position: relative; }
.guide::before { content: ""; position: absolute; left: .45rem; top: 0; bottom: 0;
  border-left: 1.5px solid var(--soft); opacity: .55; }
.guide.none::before { border: 0; }
.guide.last::before { bottom: auto; height: 1.05rem; }
.guide.join::after { content: ""; position: absolute; left: .45rem; top: 1.05rem; width: .75rem;
  border-top: 1.5px solid var(--soft); opacity: .55; }
.what { min-width: 0; padding-bottom: .25rem; }
.name { font-weight: 600; font-size: 13.5px; }
.detail { color: var(--soft); font-size: 12px; line-height: 1.45; overflow-wrap: anywhere;
  max-width: 46rem; }
.share div { display: flex; align-items: center; gap: .6rem; justify-content: flex-end; }
.share u { flex: 0 0 4.5rem; height: .7rem; border-radius: 3px; overflow: hidden;
  background: color-mix(in srgb, var(--line) 60%, transparent); text-decoration: none; }
.share i { display: block; height: 100%; border-radius: 3px; width: calc(100% * var(--s));
  background: rgb(var(--heat) / calc(.45 + .55 * var(--s))); }
.share b { flex: 0 0 3.6rem; font-weight: 600; }
.good { color: var(--good); } .fair { color: var(--fair); } .bad { color: var(--bad);
  font-weight: 700; }
.none { color: var(--soft); }
details > summary { cursor: pointer; font-weight: 600; margin: 1.6rem 0 .6rem; }
.passes { display: grid; grid-template-columns: max-content 6rem minmax(6rem, 1fr); gap: .15rem .9rem;
  align-items: center; font-size: 13px; }
.passes span { text-align: right; font-variant-numeric: tabular-nums; }
.passes i { display: block; height: .7rem; border-radius: 3px; background: rgb(var(--heat) / .55);
  width: max(1px, calc(100% * var(--s))); }
footer { margin-top: 2.5rem; color: var(--soft); font-size: .82rem; }
@media print { body { padding: 0; } .scroll { overflow: visible; } }
)css";

}  // namespace lakebolt
