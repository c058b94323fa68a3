// One unit followed through the text: its memory as a line, what it keeps as an area beneath.

import { el, replace, svg, whenResized } from "./dom.js";
import { followPointer } from "./steppable.js";
import { verticalAxis, wordAxis, wordAxisHeight } from "./axis.js";
import { linear } from "./scale.js";
import { fixed } from "./format.js";
import { keepingGate, memoryName, memoryOf } from "./layers.js";

/** A chart of the selected unit of `layer`. */
export function unitTrace(reading, layer) {
  const title = el("h3", {});
  const plot = el("div", { class: "plot", role: "img" });
  const state = { reading, layer, plot, title };
  whenResized(plot, (width) => { state.width = width; settle(state); });
  reading.onSelect(() => settle(state));
  followPointer(plot, (x) => state.stepAt && reading.select({ step: state.stepAt(x) }));
  return [title, plot];
}

function settle(state) {
  const { reading, layer, plot, title, width } = state;
  if (!width || reading.layer !== layer || !plot.isConnected) return;
  const { unit, step } = reading.selected;
  const values = memoryOf(layer).map((row) => row[unit]);
  const name = memoryName(layer);
  title.textContent = `Unit ${unit} through the text`;
  plot.setAttribute("aria-label", `The ${name} of unit ${unit}: ${fixed(values[step])} at this word, `
    + `from ${fixed(Math.min(...values))} to ${fixed(Math.max(...values))} over the text.`);
  replace(plot, drawing(state, values, keepingGate(layer)?.map((row) => row[unit])));
}

function drawing(state, values, gate) {
  const { reading, layer, width } = state;
  const count = reading.words.length;
  const box = { left: 54, right: width - 12, top: 34, bottom: 270 };
  const column = (box.right - box.left) / count;
  const centre = (at) => box.left + column * (at + 0.5);
  const limit = Math.max(...values.map(Math.abs), 0.1);
  const scale = linear([-limit, limit], [box.bottom, box.top]);
  state.stepAt = (x) => Math.floor((x - box.left) / column);
  const height = box.bottom + wordAxisHeight(column);
  const path = values.slice(0, count).map((value, at) => `${at ? "L" : "M"}${centre(at).toFixed(1)} ${scale(value).toFixed(1)}`).join("");
  const x = centre(reading.selected.step);
  return svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    gate ? kept(gate, { box, column, count }) : null,
    verticalAxis({ scale, left: box.left, right: box.right, top: box.top, wanted: 4,
      label: `${memoryName(layer)}${gate ? "; shaded: share kept" : ""}` }),
    svg("line", { class: "base", x1: box.left, x2: box.right, y1: scale(0), y2: scale(0) }),
    svg("path", { class: "course-line", d: path }),
    wordAxis({ words: reading.words, centre, columnWidth: column, bottom: box.bottom, left: box.left, right: box.right }),
    svg("g", { class: "cursor" }, svg("line", { x1: x, x2: x, y1: box.top, y2: box.bottom }),
      svg("circle", { class: "dot chosen", cx: x, cy: scale(values[reading.selected.step] ?? 0), r: 5 })));
}

function kept(gate, { box, column, count }) {
  const height = box.bottom - box.top;
  return svg("g", { class: "kept" }, gate.slice(0, count).map((share, at) => svg("rect", {
    x: (box.left + at * column).toFixed(1), width: Math.max(0.5, column - (column > 4 ? 1 : 0)).toFixed(1),
    y: (box.bottom - share * height).toFixed(1), height: (share * height).toFixed(1),
  })));
}
