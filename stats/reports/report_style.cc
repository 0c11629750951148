#include "stats/reports/report_style.h"

namespace moebench::stats {

const char* ReportStyle() {
  return R"css(
:root { color-scheme: light dark;
  --paper: #fff; --ink: #1b1f24; --quiet: #57606a; --line: #d5dbe1; --faint: #e9edf1; --panel: #f6f8fa;
  --edge: #8ea3b8; --eq: #0072b2; --both: #007a5a; --diff: #c24f00; --inc: #7a5b00; --deg: #6a5270;
  --eq-bg: #d3e7f4; --both-bg: #d2eee5; --diff-bg: #fbdfcc; --inc-bg: #fbf0cf; --deg-bg: #ece4ee;
  --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #b3568c; --c4: #b47d00; --c5: #2f8fc4; --c6: #1b1f24; --c7: #77818c }
@media (prefers-color-scheme: dark) { :root {
  --paper: #0f1318; --ink: #e6ebf0; --quiet: #a3adb8; --line: #343c46; --faint: #232a32; --panel: #171c23;
  --edge: #5b7187; --eq: #66b8ea; --both: #4fcfa4; --diff: #ff9a57; --inc: #f0c14b; --deg: #c9a9d2;
  --eq-bg: #0f3854; --both-bg: #0d4234; --diff-bg: #5a2b0c; --inc-bg: #4a3a08; --deg-bg: #3c2f42;
  --c0: #4aa8e0; --c1: #ff8a3d; --c2: #35c295; --c3: #e08fbd; --c4: #e6a91f; --c5: #8fd0f5; --c6: #e6ebf0; --c7: #99a3ae } }
@media print { :root { color-scheme: light;
  --paper: #fff; --ink: #000; --quiet: #444; --line: #ccc; --faint: #e4e4e4; --panel: #f5f5f5;
  --edge: #8ea3b8; --eq: #0072b2; --both: #007a5a; --diff: #c24f00; --inc: #7a5b00; --deg: #6a5270;
  --eq-bg: #d3e7f4; --both-bg: #d2eee5; --diff-bg: #fbdfcc; --inc-bg: #fbf0cf; --deg-bg: #ece4ee;
  --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #b3568c; --c4: #b47d00; --c5: #2f8fc4; --c6: #000; --c7: #77818c } }
* { box-sizing: border-box }
html { background: var(--paper); color: var(--ink); print-color-adjust: exact; -webkit-print-color-adjust: exact }
body { margin: 0 auto; max-width: 1180px; padding: 28px 24px 60px;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif }
h1 { font-size: 27px; line-height: 1.2; margin: 0 0 12px } h2 { font-size: 20px; margin: 44px 0 12px;
  padding-top: 14px; border-top: 1px solid var(--line) }
p { margin: 0 0 12px; max-width: 78ch; overflow-wrap: anywhere } bdi { overflow-wrap: anywhere }
a { color: var(--eq) } nav { margin: 16px 0 0; font-size: 14px } nav a { margin-right: 14px; white-space: nowrap }
.status { display: inline-block; margin: 0 0 10px; padding: 5px 12px; border: 2px solid currentColor; border-radius: 6px;
  font-weight: 600 }
.banner { padding: 8px 12px; border-left: 4px solid var(--inc); background: var(--inc-bg); max-width: none }
.banner span { color: var(--ink) }
.aside { padding: 6px 12px; border-left: 4px solid currentColor } .aside span, .aside b { color: var(--ink) }
#conclusion > h2 + .aside { font-size: 17px; padding: 10px 14px; background: var(--panel); max-width: none }
figure { margin: 18px 0 30px } figcaption { font-weight: 600; margin: 0 0 8px; overflow-wrap: anywhere }
.note, .key { color: var(--quiet); font-size: 13px; margin: 8px 0 0 } .key { margin: 0 0 6px }
.scroll { overflow-x: auto; max-width: 100%; background: linear-gradient(to right, var(--paper) 50%, transparent) 0 0 / 36px
  100% no-repeat local, linear-gradient(to left, var(--paper) 50%, transparent) 100% 0 / 36px 100% no-repeat local,
  linear-gradient(to right, var(--line), transparent) 0 0 / 12px 100% no-repeat scroll,
  linear-gradient(to left, var(--line), transparent) 100% 0 / 12px 100% no-repeat scroll }
pre { background: var(--panel); border: 1px solid var(--line);
  border-radius: 6px; padding: 10px 12px; overflow-x: auto; font: 13px/1.45 ui-monospace, "DejaVu Sans Mono", monospace;
  white-space: pre-wrap; overflow-wrap: anywhere }
table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums }
th { text-align: left; font-weight: 600 } thead th { color: var(--quiet); font-size: 13px; vertical-align: bottom }
.grid td, .grid th { padding: 5px 12px 5px 0; border-bottom: 1px solid var(--faint); vertical-align: top;
  overflow-wrap: break-word; min-width: 3.5em } .grid thead th { border-bottom-color: var(--line); overflow-wrap: normal }
.grid.wide { font-size: 13px } .grid.wide td, .grid.wide th { padding-right: 8px; min-width: 3em } .grid.wide thead th { font-size: 12px }
.grid td.num, .grid th.num { text-align: right; padding-left: 8px } td.num, td.short { white-space: nowrap }
td.long { overflow-wrap: anywhere; min-width: 11em } .grid td:first-child:not(.long) { white-space: nowrap }
.t-eq { color: var(--eq) } .t-both { color: var(--both) } .t-diff { color: var(--diff) } .t-inc { color: var(--inc) }
.t-deg { color: var(--deg) } .t-pass { color: var(--eq) } .t-fail { color: var(--diff) } .t-quiet { color: var(--quiet) }
.t-none { color: var(--ink) }
svg { overflow: visible } .defs { position: absolute } svg text { font-size: 12px; fill: var(--quiet); text-anchor: middle }
svg text.end { text-anchor: end } svg text.start { text-anchor: start }
use { fill: currentColor; stroke: none } use[href="#mx"], use[href="#mb"] { stroke: currentColor }
.stroke { fill: none; stroke: inherit; stroke-width: 2.2 } .hollow { fill: var(--paper); stroke: currentColor;
  stroke-width: 2 } .thin, .thick { stroke: currentColor; stroke-width: 1.4 } .thick { stroke-width: 4.5 }
.band { fill: var(--edge); fill-opacity: .13 } .edge { stroke: var(--edge); stroke-dasharray: 3 3 }
.tick { stroke: var(--faint) } .reference { stroke: var(--quiet) }
.legend { list-style: none; margin: 0 0 8px; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 20px; font-size: 13px }
.legend li { display: flex; align-items: center; gap: 7px; max-width: 100% } .legend svg { width: 24px; height: 16px;
  flex: none } .legend span { color: var(--ink); overflow-wrap: anywhere } .legend.wide svg { width: 40px }
.rows { width: 100%; table-layout: auto } .rows > thead th { padding: 0 12px 3px 0; white-space: nowrap }
.rows th[scope] { font-weight: 400; padding: 5px 14px 5px 0; width: 22%; min-width: 130px; line-height: 1.3 }
.rows.long th[scope] { min-width: 345px; font-size: 12px } .rows.long .plot { width: 30% } .rows td { padding: 3px 0 3px 14px } .rows .num, .rows thead th.num { text-align: right; padding: 3px 0 3px 14px }
.rows .plot { position: relative; width: 45%; min-width: 240px; height: 30px; padding: 0 }
.rows .plot svg { position: absolute; left: 0; top: 0; width: 100%; height: 100% }
.rows .axis .plot { height: 42px } .axis .plot span { position: absolute; left: 0; right: 0; top: 19px;
  text-align: center; font-size: 13px; color: var(--quiet) } .rows .axis .plot svg { height: 16px }
.verdict span { white-space: nowrap } .verdict { font-weight: 600; font-size: 13px } .rows thead th:nth-child(n+4) { padding-left: 14px }
.rows tbody tr:not(.axis) { border-top: 1px solid var(--faint) }
.matrix { margin-top: 4px } .matrix th { font-weight: 400; line-height: 1.15 } .matrix th[scope=row] { text-align: right;
  padding-right: 8px; min-width: 110px; max-width: 345px; position: sticky; left: 0; background: var(--paper); z-index: 1 } .matrix th[scope=col] { vertical-align: bottom; padding: 0 0 6px; color: var(--ink) }
.matrix th[scope=col] span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 330px; display: inline-block }
.matrix.many { font-size: 12px } .matrix.many th[scope=row] { min-width: 280px } .matrix.many td { min-width: 34px; height: 32px }
.matrix thead th { text-align: center } .matrix td { border: 2px solid var(--paper); text-align: center; padding: 2px 5px;
  min-width: 54px; height: 40px; color: var(--ink) } .matrix thead td { border: 0; height: auto }
.matrix b { display: block; font-size: 16px; line-height: 1.1 } .matrix i { font-style: normal; font-size: 11px }
.matrix .t-eq { background: var(--eq-bg) } .matrix .t-both { background: var(--both-bg) } .matrix .t-diff {
  background: var(--diff-bg) } .matrix .t-inc { background: var(--inc-bg) } .matrix .t-deg { background: var(--deg-bg) }
.matrix .control { outline: 1.5px dashed var(--quiet); outline-offset: -4px } .matrix .diagonal { background: var(--faint) }
.matrix .nothing { color: var(--quiet) }
#matrix, #routing { display: flex; flex-wrap: wrap; gap: 0 44px } #matrix > *, #routing > * { flex: 0 1 auto; max-width: 100% }
#matrix h2, #routing h2, #matrix > p { flex-basis: 100% } #matrix figure { margin-bottom: 22px }
#routing .panel { flex: 1 1 500px }
.curves { padding: 0 12px 26px 62px; position: relative } .curves svg { display: block; width: 100% }
.curves > svg { height: 320px } .curves.small > svg { height: 150px } .axis-y, .axis-x { font-size: 13px;
  color: var(--quiet); margin: 0 0 6px } .axis-x { text-align: center; margin: 20px auto -24px; max-width: none }
.curves.small { padding-left: 52px } .curves.small .axis-y, .curves.small .axis-x { font-size: 11px }
.curves.small svg text { font-size: 10px }
.curve { fill: none; stroke: currentColor; stroke-width: 2; vector-effect: non-scaling-stroke }
.spread { fill: currentColor; fill-opacity: .16 } .other { fill: none; stroke: var(--line); stroke-width: 1;
  vector-effect: non-scaling-stroke }
.d1 { stroke-dasharray: 7 4 } .d2 { stroke-dasharray: 2 3 } .d3 { stroke-dasharray: 9 3 2 3 } .d4 { stroke-dasharray: 4 3 }
.d5 { stroke-dasharray: 12 4 } .d6 { stroke-dasharray: 1 4 } .d7 { stroke-dasharray: 6 2 2 2 2 2 }
.c0 { color: var(--c0) } .c1 { color: var(--c1) } .c2 { color: var(--c2) } .c3 { color: var(--c3) } .c4 { color: var(--c4) }
.c5 { color: var(--c5) } .c6 { color: var(--c6) } .c7 { color: var(--c7) }
.multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)); gap: 14px 22px }
.multiples .name { font-size: 13px; font-weight: 600; margin: 0 0 2px }
.routing { display: flex; gap: 34px; padding: 2px 60px 46px 58px } .timeline { flex: 3 } .bars { flex: 1; min-width: 60px }
.routing svg { display: block; width: 100%; height: 100% } .u { fill: var(--c0) } .u0 { fill-opacity: .04 }
.u1 { fill-opacity: .12 } .u2 { fill-opacity: .26 } .u3 { fill-opacity: .42 } .u4 { fill-opacity: .6 }
.u5 { fill-opacity: .8 }
footer { margin-top: 40px; color: var(--quiet); font-size: 13px }
@media screen and (max-width: 760px) { body { padding: 18px 14px 40px } h1 { font-size: 23px }
  #conclusion > h2 + .aside { font-size: 16px }
  .rows, .rows tbody, .rows tr, .rows td, .rows th { display: block; width: auto; text-align: left }
  .rows thead, .rows .axis td:not(.plot) { display: none } .rows tbody tr:not(.axis) { padding: 7px 0 4px }
  .rows th[scope], .rows.long th[scope] { width: auto; min-width: 0; padding: 0 0 3px }
  .rows .plot, .rows.long .plot { width: auto; min-width: 0; margin: 0 14px }
  .rows .num { text-align: left; padding: 4px 0 0 } .rows td.verdict { display: inline-block; padding: 0 14px 0 0 }
  .verdict::before, .stacked td::before { content: attr(data-about) " "; font-weight: 400; color: var(--quiet) }
  .grid { font-size: 13px } .grid td, .grid td:first-child:not(.long) { overflow-wrap: anywhere; white-space: normal } .grid td, .grid th { min-width: 0 }
  .stacked, .stacked tbody, .stacked tr { display: block } .stacked thead { display: none }
  .stacked tr { padding: 7px 0; border-bottom: 1px solid var(--line) }
  .stacked td, .stacked td.num { display: inline-block; border: 0; padding: 0 14px 0 0; text-align: left;
    white-space: normal } .stacked td:empty { display: none }
  .stacked td:first-child { display: block; font-weight: 600 }
  .routing { gap: 18px; padding-left: 50px }
  .matrix th[scope=row], .matrix.many th[scope=row] { font-size: 12px; max-width: 130px; min-width: 92px }
  .matrix td { min-width: 43px; padding: 2px 1px } .matrix.many td { min-width: 30px } .matrix i { font-size: 10px } }
@page { margin: 14mm 12mm }
@media print { body { max-width: none; padding: 0; font-size: 10pt } nav { display: none }
  h2 { break-after: avoid; margin: 26px 0 10px } figure { break-inside: auto; margin: 12px 0 20px }
  tr, .curves, .routing, .multiples > div, #matrix figure, .whole, .panel { break-inside: avoid }
  .rows .axis { break-before: avoid } #matrix, #routing { display: block }
  #matrix figure { display: inline-block; vertical-align: top; margin-right: 14px }
  figcaption, .legend, .key, #matrix h2 + p { break-after: avoid } h2 + figure { break-before: avoid } thead { display: table-header-group }
  .scroll { overflow: visible; background: none } a { color: inherit; text-decoration: none }
  .grid { font-size: 8.5pt } .grid td, .grid th { min-width: 0; padding-right: 6px }
  .grid.wide, .grid.wide thead th { font-size: 7.5pt } .grid.wide td.long { font-size: 6pt; min-width: 15em }
  .rows { font-size: 8.5pt } .rows thead th { font-size: 8pt } .rows td, .rows .num { padding-left: 8px }
  .rows th[scope], .rows.long th[scope] { min-width: 90px; width: 24%; font-size: 8.5pt }
  .rows.long th[scope] { min-width: 196px; width: 28%; font-size: 7pt }
  .rows .plot, .rows.long .plot { width: 30%; min-width: 150px } .rows.long .plot { width: 20%; min-width: 120px }
  .verdict { font-size: 8pt }
  .matrix, .matrix.many { font-size: 8pt } .matrix th[scope=row], .matrix.many th[scope=row] { min-width: 60px;
  max-width: 190px } .matrix td { min-width: 43px; padding: 2px } .matrix.many td { min-width: 20px; height: 24px; padding: 0 }
  .matrix.many b { font-size: 12px } }
)css";
}

}  // namespace moebench::stats
