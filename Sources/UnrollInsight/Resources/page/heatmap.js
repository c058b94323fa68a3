// A heat map of words across and units down, painted on a canvas, with a cross at the selection.

import { el, setStyle, svg, replace, whenResized } from "./dom.js";
import { colourTable, indexOf } from "./palette.js";
import { followPointer, steppable } from "./steppable.js";
import { wordAxis, wordAxisHeight } from "./axis.js";
import { fixed, quoted } from "./format.js";

const gutter = { left: 34, right: 22, top: 4 };

/**
 * A heat map that follows the selection of `reading`.
 * - `matrix`: rows of steps, columns of units; `order`: units from top to bottom;
 * - `kind`: `share` for 0 to 1, `signed` for −limit to limit.
 */
export function heatMap(reading, { title, meaning, matrix, order, kind, limit = 1, layer }) {
  const map = { reading, title, matrix, order, kind, limit, layer, meaning };
  const canvas = el("canvas", { "aria-hidden": "true" });
  const overlay = svg("svg", { class: "overlay", "aria-hidden": "true" });
  const plot = el("div", { class: "heat-plot" }, canvas, overlay);
  const scroll = el("div", { class: "heat-scroll" }, plot);
  Object.assign(map, { canvas, overlay, plot, scroll });
  const readout = el("p", { class: "heat-value" });
  const tell = steppable(plot, {
    kind: "heat map",
    label: `${title} of ${layer.layer}: words across, units down. ${meaning}`,
    count: () => reading.words.length,
    place: () => reading.selected.step,
    words: () => cellText(map),
    move: (step) => reading.select({ step }),
    across: (by) => look(map, { unit: order[rowOf(map) + by] ?? unitOf(map) }),
  });
  const settle = () => {
    if (!plot.isConnected) return;
    cross(map);
    replace(readout, cellText(map));
    tell();
  };
  map.settle = settle;
  const repaint = () => { if (map.columnWidth && plot.isConnected) paint(map); };
  whenResized(scroll, (width) => { layOut(map, width); paint(map); settle(); });
  reading.onSelect(settle);
  reading.onColours(repaint);
  followPointer(plot, (x, y) => look(map, cellAt(map, x, y)));
  return el("div", { class: "heat" }, el("h3", {}, title, " ", el("small", {}, meaning)), readout, scroll);
}

/** The unit that is looked at: that of all pictures, if they show the layer of this one. */
function unitOf({ reading, layer, unit, order }) {
  return reading.layer === layer ? reading.selected.unit : unit ?? order[0];
}

function look(map, { step = map.reading.selected.step, unit = unitOf(map) }) {
  map.unit = unit;
  map.reading.select(map.reading.layer === map.layer ? { step, unit } : { step });
  map.settle();
}

function layOut(map, width) {
  const { words } = map.reading;
  const room = width - gutter.left - gutter.right;
  map.columnWidth = Math.min(34, Math.max(width > 900 ? 2.5 : 4, room / words.length));
  map.rowHeight = Math.min(16, Math.max(3, Math.floor(260 / map.order.length)));
  map.width = Math.round(gutter.left + gutter.right + map.columnWidth * words.length);
  map.bottom = gutter.top + map.rowHeight * map.order.length;
  map.height = map.bottom + wordAxisHeight(map.columnWidth);
  const size = { width: `${map.width}px`, height: `${map.height}px` };
  setStyle(map.plot, size);
  map.overlay.setAttribute("viewBox", `0 0 ${map.width} ${map.height}`);
  setStyle(map.overlay, size);
}

function paint({ canvas, matrix, order, kind, limit, columnWidth, rowHeight, reading }) {
  const [columns, rows] = [reading.words.length, order.length];
  const image = new ImageData(columns, rows);
  const table = colourTable(kind);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const value = matrix[column]?.[order[row]] ?? 0;
      const at = 3 * indexOf(kind === "share" ? value : 0.5 + value / limit / 2);
      const pixel = 4 * (row * columns + column);
      image.data.set([table[at], table[at + 1], table[at + 2], 255], pixel);
    }
  }
  Object.assign(canvas, { width: columns, height: rows });
  setStyle(canvas, {
    left: `${gutter.left}px`, top: `${gutter.top}px`,
    width: `${columnWidth * columns}px`, height: `${rowHeight * rows}px`,
  });
  canvas.getContext("2d").putImageData(image, 0, 0);
}

function cross(map) {
  if (!map.columnWidth) return;
  const { reading, columnWidth, rowHeight, bottom, width, overlay, order } = map;
  const left = gutter.left + reading.selected.step * columnWidth;
  const top = gutter.top + rowOf(map) * rowHeight;
  const right = gutter.left + columnWidth * reading.words.length;
  replace(overlay,
    wordAxis({
      words: reading.words, bottom, left: gutter.left, right, columnWidth,
      centre: (step) => gutter.left + (step + 0.5) * columnWidth,
    }),
    svg("rect", { class: "cross", x: left - 0.5, y: gutter.top, width: columnWidth + 1, height: bottom - gutter.top }),
    svg("rect", { class: "cross", x: gutter.left, y: top - 0.5, width: right - gutter.left, height: rowHeight + 1 }),
    svg("text", { class: "tick end", x: gutter.left - 6, y: top + rowHeight / 2, dy: "0.32em" }, `${order[rowOf(map)]}`));
  overlay.querySelector(`[data-step="${reading.selected.step}"]`)?.classList.add("selected");
  keepInView(map, left, width);
}

function keepInView({ scroll, width }, left) {
  if (width <= scroll.clientWidth) return;
  const seen = left - scroll.scrollLeft;
  if (seen < 40 || seen > scroll.clientWidth - 60) scroll.scrollLeft = left - scroll.clientWidth / 2;
}

function rowOf(map) {
  return Math.max(0, map.order.indexOf(unitOf(map)));
}

function cellAt(map, x, y) {
  const row = Math.floor((y - gutter.top) / map.rowHeight);
  const step = Math.floor((x - gutter.left) / map.columnWidth);
  const unit = map.order[row];
  return unit === undefined ? { step } : { step, unit };
}

function cellText(map) {
  const { reading, matrix } = map;
  const unit = unitOf(map);
  const value = matrix[reading.selected.step]?.[unit];
  return `${quoted(reading.word?.text ?? "")}, unit ${unit}: ${fixed(value, 2)}`;
}
