// A chart of lines: axes, several curves told apart by colour, dashes and marks, a legend that reads
// out the values at the place that is looked at.

import { el, svg, whenResized, replace } from "./dom.js";
import { horizontalAxis, verticalAxis } from "./axis.js";
import { followPointer, steppable } from "./steppable.js";
import { byFactors, extent, linear, logarithmic, rounded } from "./scale.js";
import { brief } from "./format.js";
import { mark, swatch } from "./marks.js";

/**
 * Draws a chart.
 * - `series`: `{name, points: [[x, y]], look}`, where `look` numbers a style;
 * - `x`, `y`: `{label, kind, domain, format}`; kinds are "percent", "log" (y), "factors" and "whole" (x);
 * - `rules`: horizontal lines `{y, name}`; `diagonal`: a line from corner to corner, named;
 * - `summary`: the chart in a sentence, for those who do not see it.
 */
export function lineChart(options) {
  const chart = { height: 320, rules: [], ...options };
  chart.places = [...new Set(chart.series.flatMap((one) => one.points.map(([x]) => x)))].sort((a, b) => a - b);
  chart.at = chart.places.length - 1;
  const plot = el("div", { class: "plot" });
  const legend = el("ul", { class: "legend", "aria-hidden": "true" });
  const paintCursor = () => cursor(chart, plot, legend);
  const tell = steppable(plot, {
    label: `${chart.name}. ${chart.summary}`,
    count: () => chart.places.length,
    place: () => chart.at,
    words: () => valueText(chart),
    move: (at) => { chart.at = at; paintCursor(); },
  });
  whenResized(plot, (width) => {
    layOut(chart, width);
    replace(plot, drawing(chart));
    paintCursor();
  });
  followPointer(plot, (x) => {
    chart.at = nearest(chart.places, chart.x.scale.inverse(x));
    paintCursor();
    tell();
  });
  return el("div", { class: chart.isSquare ? "chart square" : "chart" }, legend, plot);
}

function layOut(chart, width) {
  const endLabels = width >= 560 && chart.series.length > 1;
  const longest = Math.max(...chart.series.map((one) => one.name.length));
  const box = { left: 58, top: 34, right: width - (endLabels ? 22 + longest * 8 : 26), bottom: chart.height - 46 };
  Object.assign(chart, { width, box, endLabels });
  const points = chart.series.flatMap((one) => one.points);
  const across = [box.left, box.right];
  chart.x.scale = chart.x.kind === "factors"
    ? byFactors(chart.places, across) : linear(chart.x.domain ?? extent(chart.places), across);
  const values = points.map(([, y]) => y).filter((y) => chart.y.kind !== "log" || y > 0);
  const domain = chart.y.domain ?? (chart.y.kind === "log" ? extent(values) : rounded(extent(values)));
  chart.y.scale = (chart.y.kind === "log" ? logarithmic : linear)(domain, [box.bottom, box.top]);
}

function drawing(chart) {
  const { box, width, height, x, y } = chart;
  const picture = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  picture.append(
    verticalAxis({ scale: y.scale, left: box.left, right: box.right, kind: y.kind, label: y.label, top: box.top }),
    horizontalAxis({
      scale: x.scale, bottom: box.bottom, kind: x.kind, label: x.label, left: box.left, right: box.right,
      wanted: Math.max(3, Math.floor((box.right - box.left) / 90)),
    }));
  if (chart.diagonal) picture.append(diagonal(chart));
  for (const rule of chart.rules) picture.append(ruleLine(chart, rule));
  chart.series.forEach((one, index) => picture.append(curve(chart, one, index)));
  if (chart.endLabels) picture.append(endLabels(chart));
  picture.append(svg("g", { class: "cursor" }));
  return picture;
}

function curve(chart, one, index) {
  const look = (one.look ?? index) % 6;
  const place = ([x, y]) => [chart.x.scale(x), chart.y.scale(y)];
  const shown = one.points.filter(([, y]) => Number.isFinite(y) && (chart.y.kind !== "log" || y > 0)).map(place);
  const path = shown.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  const group = svg("g", { class: `series look-${look}` }, svg("path", { class: "curve", d: path }));
  const spacing = (chart.box.right - chart.box.left) / Math.max(1, shown.length - 1);
  const every = Math.max(1, Math.ceil(26 / spacing));
  if (!chart.plain) shown.forEach(([x, y], at) => at % every === 0 && group.append(mark(look, x, y)));
  return group;
}

function ruleLine(chart, { y, name }) {
  const at = chart.y.scale(y);
  return svg("g", { class: "rule" },
    svg("line", { x1: chart.box.left, x2: chart.box.right, y1: at, y2: at }),
    svg("text", { class: "rule-label", x: chart.box.left + 6, y: at + 16 }, name));
}

function diagonal({ x, y, box }) {
  return svg("g", { class: "rule" }, svg("line", {
    x1: box.left, x2: box.right, y1: y.scale(x.scale.inverse(box.left)), y2: y.scale(x.scale.inverse(box.right)),
  }));
}

function endLabels(chart) {
  const labels = chart.series.map((one, index) => ({
    name: one.name, look: (one.look ?? index) % 6, y: chart.y.scale(lastValue(one, chart.y.kind)),
  })).sort((a, b) => a.y - b.y);
  labels.forEach((label, at) => {
    if (at > 0) label.y = Math.max(label.y, labels[at - 1].y + 16);
  });
  const spill = Math.max(0, (labels.at(-1)?.y ?? 0) - chart.box.bottom);
  return svg("g", { "aria-hidden": "true" }, labels.map(({ name, look, y }) =>
    svg("text", { class: `end-label look-${look}`, x: chart.box.right + 12, y: y - spill, dy: "0.32em" }, name)));
}

function lastValue(one, kind) {
  const values = one.points.map(([, y]) => y).filter((y) => Number.isFinite(y) && (kind !== "log" || y > 0));
  return values.at(-1) ?? NaN;
}

function cursor(chart, plot, legend) {
  const layer = plot.querySelector(".cursor");
  const place = chart.places[chart.at];
  const here = valuesAt(chart);
  if (layer) {
    const at = chart.x.scale(place);
    replace(layer, svg("line", { x1: at, x2: at, y1: chart.box.top, y2: chart.box.bottom }),
      here.filter(({ y }) => Number.isFinite(y) && (chart.y.kind !== "log" || y > 0)).map(({ y, look }) =>
        svg("circle", { class: `dot look-${look}`, cx: at, cy: chart.y.scale(y), r: 5 })));
  }
  replace(legend, el("li", { class: "legend-place" }, placeText(chart)),
    here.map(({ name, look, y }) => el("li", {}, swatch(look), el("span", {}, name),
      el("output", {}, Number.isFinite(y) ? formatted(chart.y, y) : "–"))));
}

function valuesAt(chart) {
  const place = chart.places[chart.at];
  return chart.series.map((one, index) => ({
    name: one.name, look: (one.look ?? index) % 6,
    y: one.points.find(([x]) => x === place)?.[1] ?? NaN,
  }));
}

function placeText(chart) {
  const value = chart.places[chart.at];
  return `${chart.x.name ?? chart.x.label}: ${chart.x.format?.(value) ?? brief(value)}`;
}

function valueText(chart) {
  const values = valuesAt(chart).filter(({ y }) => Number.isFinite(y));
  return `${placeText(chart)}; ${values.map(({ name, y }) => `${name} ${formatted(chart.y, y)}`).join(", ")}`;
}

function formatted(axis, value) {
  return axis.format?.(value) ?? brief(value);
}

function nearest(places, wanted) {
  let best = 0;
  places.forEach((place, at) => {
    if (Math.abs(place - wanted) < Math.abs(places[best] - wanted)) best = at;
  });
  return best;
}
