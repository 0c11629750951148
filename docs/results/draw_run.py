#!/usr/bin/env python3
"""Draws one run: held-out accuracy over epochs, and the usage of every expert at every evaluation.

    docs/results/draw_run.py RUN_FOLDER OUT.svg

RUN_FOLDER holds the record.json of a vision run. OUT.svg is self-contained, follows the reader's light or dark mode,
and says nothing by colour alone: curves differ by mark and label, usage by shade and number, a cross means DEAD.
"""

import json
import math
import pathlib
import re
import sys
from xml.sax.saxutils import escape

TOP, BOTTOM = 96, 346  # of both panels
CURVES = [("top2_gated_accuracy", "top-2-gated", "a"), ("top1_gated_accuracy", "top-1-gated", "b")]
STYLE = """
svg { --paper: #fff; --ink: #1f2328; --faint: #d9dee4; --quiet: #57606a; --a: #0a58b0; --b: #a34700 }
.half { fill: var(--ink) }
@media (prefers-color-scheme: dark) {
  svg { --paper: #0d1117; --ink: #e6edf3; --faint: #30363d; --quiet: #9aa4af; --a: #79b8ff; --b: #ffab70 }
  .half { fill: var(--paper) }
}
svg { font: 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--ink) }
.title { font-size: 17px; font-weight: 600 } .head { font-size: 13px; font-weight: 600 }
.quiet { fill: var(--quiet) } .end { text-anchor: end } .mid { text-anchor: middle }
.paper, .on, .mark { fill: var(--paper) } .cell { fill: var(--a) } .curve, .frame { fill: none }
.grid, .frame { stroke: var(--faint) } .axis { stroke: var(--quiet) } .curve, .mark, .cross { stroke-width: 2 }
.a { stroke: var(--a) } .b { stroke: var(--b) } .cross, .probe { stroke: var(--ink) } .probe { stroke-dasharray: 7 4 }
"""


def read_record(folder):
    path = pathlib.Path(folder, "record.json")
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        sys.exit(f"draw_run: cannot read {path}: {error.strerror}; name a run folder, as runs/cifar10_mini/42-...")
    except ValueError as error:
        sys.exit(f"draw_run: {path} is not JSON: {error}")
    if not isinstance(record, dict) or record.get("schema_version") != 1 or "experiment" not in record:
        sys.exit(f"draw_run: {path} is not a run's record of schema version 1 (stats/records/run_record.proto)")
    if not record.get("evaluation"):
        sys.exit(f"draw_run: {path} holds no evaluation; its run is {record.get('status', 'UNKNOWN')}")
    return record


def number(value, what):
    if value is None or not math.isfinite(float(value)):
        raise ValueError(f"it has no usable {what}")
    return float(value)


def metric(holder, field, name):  # None where there is none
    found = [item.get("value") for item in holder.get(field, []) if item["name"] == name]
    return number(found[0], name) if found else None


def text(x, y, words, kind=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}">{escape(words)}</text>'


def line(x1, y1, x2, y2, kind):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def box(x, y, width, height, kind, opacity=1.0):
    shape = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill-opacity="{opacity:.2f}"'
    return f'<rect {shape} class="{kind}"/>'


def cross(x, y, half):
    return line(x - half, y - half, x + half, y + half, "cross") + line(x - half, y + half, x + half, y - half, "cross")


def mark(x, y, kind):
    circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6" class="mark a"/>'
    return circle if kind == "a" else box(x - 3, y - 3, 6, 6, "mark b")


def tick_step(top, most):  # the smallest of 1, 2, 5, 10, 20, 50, ... that cuts [0, top] into at most `most` parts
    return next(step for power in range(20) for step in (10**power, 2 * 10**power, 5 * 10**power) if top / step <= most)


def accuracy_panel(record):
    left, right = 56, 372
    runs = record["evaluation"]
    epochs = [number(run.get("epoch"), "epoch") for run in runs]
    percent = [[100 * number(metric(run, "metric", name), name) for run in runs] for name, _, _ in CURVES]
    probe = 100 * (metric(record, "summary", "linear_probe_accuracy") or 0)  # 0: the run had none
    last, highest = max(max(epochs), 1), max(percent[0] + percent[1] + [probe, 1])
    step = tick_step(highest, 6)
    top = step * math.ceil(highest / step)
    x = lambda epoch: left + (right - left) * epoch / last
    y = lambda value: BOTTOM - (BOTTOM - TOP) * value / top

    out = [text(24, 80, "Held-out accuracy, % of samples", "head"), text(214, BOTTOM + 36, "epoch", "mid quiet"),
           line(left, BOTTOM, right, BOTTOM, "axis")]
    for value in range(0, top + 1, step):
        out += [line(left, y(value), right, y(value), "grid"), text(left - 8, y(value) + 4, str(value), "end quiet")]
    for epoch in range(0, int(last) + 1, tick_step(last, 8)):
        tick = line(x(epoch), BOTTOM, x(epoch), BOTTOM + 5, "axis")
        out += [tick, text(x(epoch), BOTTOM + 18, str(epoch), "mid quiet")]
    if probe:
        label = text(right, y(probe) + (17 if percent[0][-1] > probe else -7), f"linear probe {probe:.1f} %", "end")
        out += [line(left, y(probe), right, y(probe), "probe"), label]
    ends = [y(values[-1]) for values in percent]
    apart = max(0, 36 - abs(ends[0] - ends[1])) / 2 * (1 if ends[0] > ends[1] else -1)
    for (_, name, kind), values, label_y in zip(CURVES, percent, (ends[0] + apart, ends[1] - apart)):
        points = [(x(epoch), y(value)) for epoch, value in zip(epochs, values)]
        out.append('<polyline points="{}" class="curve {}"/>'.format(" ".join("%.1f,%.1f" % at for at in points), kind))
        out += [mark(px, py, kind) for px, py in (points if len(points) <= 40 else points[-1:])]
        out += [mark(right + 17, label_y - 4, kind), text(right + 26, label_y, name),
                text(right + 26, label_y + 15, f"{values[-1]:.1f} %")]
    return out


def shade(usage, most):  # opacity; the square root keeps small shares apart where one expert has most samples
    return 0.06 + 0.94 * math.sqrt(usage / most)


def cell(x, y, width, height, expert, most):
    middle_x, middle_y = x + width / 2, y + height / 2
    if expert.get("ecology_class") == "DEAD":
        half = max(1.5, min(4, height / 2 - 2, width / 2 - 2))
        return [box(x, y, width, height, "frame"), cross(middle_x, middle_y, half)]
    opacity = shade(expert["usage"], most)
    # The dark palette's cells are the lighter ones: numbers on them turn dark sooner than others turn light.
    kind = "mid on" if opacity > 0.72 else "mid half" if opacity > 0.6 else "mid"
    label = [text(middle_x, middle_y + 4, f"{100 * expert['usage']:.1f}", kind)]
    return [box(x, y, width, height, "cell", opacity)] + (label if width >= 26 and height >= 12 else [])


def usage_panel(record):
    left, right, gap = 556, 976, 7
    runs = record["evaluation"]
    columns = [{expert["expert"]: expert for expert in run["expert"]} for run in runs]
    everyone = [expert for column in columns for expert in column.values()]
    for expert in everyone:
        expert["usage"] = number(expert.get("usage"), f"usage of expert {expert['expert']}")
    rows = sorted((expert.get("tier", 0), name) for name, expert in columns[-1].items())
    tiers = sorted({tier for tier, _ in rows})
    most = max(expert["usage"] for expert in everyone)
    high, wide = (BOTTOM - TOP - gap * (len(tiers) - 1)) / len(rows), (right - left) / len(runs)

    out, y = [text(490, 80, "Usage of each expert at each evaluation, % of samples (top-1)", "head")], TOP
    for tier in tiers:
        names = [name for other, name in rows if other == tier]
        if len(tiers) > 1:
            out += [text(490, y + len(names) * high / 2 + 4, f"tier {tier}", "quiet"),
                    line(left - 28, y + 1, left - 28, y + len(names) * high - 1, "axis")]
        for row, name in enumerate(names):
            if row % math.ceil(11 / high) == 0:
                out.append(text(left - 7, y + high / 2 + 4, str(name), "end quiet"))
            for place, column in enumerate(columns):
                out += cell(left + place * wide, y, wide - 1, max(high - 1, 1), column[name], most)
            y += high
        y += gap
    for place in range(0, len(runs), math.ceil(30 / wide)):
        out.append(text(left + (place + 0.5) * wide, BOTTOM + 18, f"{float(runs[place]['epoch']):g}", "mid quiet"))
    out += [text(left - 7, BOTTOM + 18, "expert", "end quiet"), text(766, BOTTOM + 36, "epoch", "mid quiet")]
    threshold = re.search(r"dead_usage: (\S+)", record["config_text"]).group(1)
    dead = f"DEAD: under {100 * float(threshold):g} %"
    out += [cross(495, BOTTOM + 56, 4), text(506, BOTTOM + 60, dead), text(728, BOTTOM + 60, "usage, %", "end quiet")]
    for place, part in enumerate((0.01, 0.05, 0.2, 0.5, 1)):
        x, words = 738 + 48 * place, f"{100 * part * most:.2g}"
        out += [box(x, BOTTOM + 49, 14, 14, "cell", shade(part, 1)), text(x + 18, BOTTOM + 60, words)]
    return out


def draw(record):
    e, final = metric(record, "summary", "e_number"), metric(record["evaluation"][-1], "metric", CURVES[0][0])
    status = record["status"].lower()
    title = "{experiment}, scale {scale}, data set {dataset}, seed {seed}".format(**record)
    facts = "E undefined" if e is None else f"E = {e:.3f}"
    facts += "; final" if status == "finished" else f"; {status}, last"
    facts += f" held-out accuracy {100 * number(final, CURVES[0][0]):.1f} % (top-2-gated)"
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 420" width="1000" height="420" role="img">'
    parts = [head, f"<title>{escape(title)}; {escape(facts)}</title>\n<style>{STYLE}</style>",
             box(0, 0, 1000, 420, "paper"), text(24, 32, title, "title"), text(24, 53, facts)]
    return "\n".join(parts + accuracy_panel(record) + usage_panel(record) + ["</svg>\n"])


def main(arguments):
    if len(arguments) != 2:
        sys.exit("usage: draw_run.py RUN_FOLDER OUT.svg")
    record = read_record(arguments[0])
    try:
        pathlib.Path(arguments[1]).write_text(draw(record), encoding="utf-8")
    except OSError as error:
        sys.exit(f"draw_run: cannot write {arguments[1]}: {error.strerror}")
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        sys.exit(f"draw_run: {arguments[0]}/record.json is damaged, or not that of a vision run: {error!r}")


if __name__ == "__main__":
    main(sys.argv[1:])
