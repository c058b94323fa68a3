"""The plot for the README: how many times faster than the best peer, as plain SVG."""
import html
import math

WIDTH, LEFT, RIGHT, TOP, BAR, GAP, HEAD = 820, 270, 160, 58, 16, 7, 26
TICKS = [1, 2, 5, 10, 20, 50, 100, 200]

# One picture for light and dark pages: colours follow the reader's scheme.
STYLE = """
text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #24292f }
.page { fill: #ffffff }
.title { font-size: 16px; font-weight: 600 }
.group { font-weight: 600 }
.small { font-size: 11px; fill: #57606a }
.value { font-weight: 600 }
.bar { fill: #d9480f }
.line { stroke: #d0d7de }
.one { stroke: #57606a }
@media (prefers-color-scheme: dark) {
  .page { fill: #0d1117 }
  text { fill: #e6edf3 }
  .small { fill: #9198a1 }
  .bar { fill: #ff8142 }
  .line { stroke: #30363d }
  .one { stroke: #9198a1 }
}
"""


def write(result, path):
    """Writes the plot; nothing to compare gives no plot."""
    rows = [row for row in result["rows"] if "ratio" in row]
    if not rows:
        print("note: no row has a peer; no plot was written")
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(drawing(rows, result))


def drawing(rows, result):
    scale = Scale(max(row["ratio"] for row in rows))
    bars, y, group = [], TOP, None
    for row in rows:
        if row["group"] != group:
            group, y = row["group"], y + (0 if group is None else 6)
            bars.append(text(16, y + 17, group, "group"))
            y += HEAD
        bars += bar(row, y, scale)
        y += BAR + GAP
    bottom = y + 4
    machine = result["machine"]
    caption = f"{machine['cpu']}, {machine['cores']} cores, {result['date']}; bars: ratio of medians"
    label = "Unroll against the best of " + ", ".join(
        dict.fromkeys(name for row in rows for name in row["peers"]))
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 46}" '
        f'width="{WIDTH}" role="img" aria-label="{html.escape(label)}">',
        f"<style>{STYLE}</style>",
        '<rect class="page" width="100%" height="100%" rx="8"/>',
        text(16, 24, "Times faster than the best peer, same work, same run", "title"),
        *scale.axis(bottom), *bars,
        text(16, bottom + 36, caption, "small"), "</svg>", ""])


class Scale:
    """Ratios on a logarithmic axis from 1, or from less if a row is slower than its peer."""

    def __init__(self, largest):
        self.end = math.log(max(largest, 2) * 1.1)

    def x(self, ratio):
        share = math.log(max(ratio, 1)) / self.end
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def axis(self, bottom):
        for tick in TICKS:
            if math.log(tick) > self.end:
                break
            x = self.x(tick)
            kind = "one" if tick == 1 else "line"
            yield f'<line class="{kind}" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 12}" y2="{bottom}"/>'
            yield text(x, bottom + 14, f"{tick}×", "small", "middle")


def bar(row, y, scale):
    end = scale.x(row["ratio"])
    base = y + BAR - 3
    return [
        text(LEFT - 10, base, row["title"], "", "end"),
        f'<rect class="bar" x="{LEFT}" y="{y}" width="{max(end - LEFT, 1):.1f}" height="{BAR}" rx="2"/>',
        text(end + 6, base, f"{row['ratio']:.1f}×", "value"),
        text(end + 60, base, row["best_peer"], "small"),
    ]


def text(x, y, content, kind, anchor="start"):
    return (f'<text class="{kind}" x="{x:.1f}" y="{y}" text-anchor="{anchor}">'
            f"{html.escape(content)}</text>")
