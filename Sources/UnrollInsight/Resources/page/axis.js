// Axes: ticks with numbers, and words beneath columns.

import { svg } from "./dom.js";
import { decimalsOf, linear } from "./scale.js";
import { fixed, grouped, superscript } from "./format.js";

/** The label of a tick on a straight or a logarithmic axis. */
export function tickLabels(ticks, kind) {
  if (kind === "percent") return ticks.map((tick) => `${Math.round(tick * 100)}\u202f%`);
  if (kind === "factors" || kind === "whole") return ticks.map(grouped);
  if (kind !== "log") return ticks.map((tick) => fixed(tick, decimalsOf(ticks)));
  return ticks.map((tick) => {
    const power = Math.round(Math.log10(tick));
    return power === 0 ? "1" : power === 1 ? "10" : `10${superscript(power)}`;
  });
}

/** Lines across the picture at the ticks of the vertical axis, with their numbers at the left. */
export function verticalAxis({ scale, left, right, kind, wanted = 5, label, top }) {
  const ticks = scale.ticks(wanted);
  const names = tickLabels(ticks, kind);
  const lines = ticks.map((tick, index) => svg("g", { transform: `translate(0 ${scale(tick).toFixed(1)})` },
    svg("line", { class: "grid", x1: left, x2: right }),
    svg("text", { class: "tick end", x: left - 8, dy: "0.32em" }, names[index])));
  const title = label ? svg("text", { class: "axis-label", x: 0, y: top - 12 }, label) : null;
  return svg("g", { "aria-hidden": "true" }, lines, title);
}

/** Ticks along the bottom with their numbers, and the axis's name beneath them. */
export function horizontalAxis({ scale, bottom, kind, wanted = 6, label, left, right }) {
  const ticks = scale.ticks(wanted).filter((tick) => kind !== "whole" || Number.isInteger(tick));
  const names = tickLabels(ticks, kind);
  const marks = ticks.map((tick, index) => svg("g", { transform: `translate(${scale(tick).toFixed(1)} ${bottom})` },
    svg("line", { class: "tick-mark", y2: 5 }),
    svg("text", { class: "tick middle", y: 19 }, names[index])));
  return svg("g", { "aria-hidden": "true" },
    svg("line", { class: "base", x1: left, x2: right, y1: bottom, y2: bottom }), marks,
    label ? svg("text", { class: "axis-label end", x: right, y: bottom + 38 }, label) : null);
}

/** The narrowest column that can have its word beneath it. */
export const narrowestNamed = 10.3;

/** Room that words beneath columns take. */
export function wordAxisHeight(columnWidth) {
  return columnWidth >= narrowestNamed ? 88 : 44;
}

/** Words beneath their columns, slanted; numbers of words instead where columns are narrow. */
export function wordAxis({ words, centre, columnWidth, bottom, left, right, label = "word of the text" }) {
  if (columnWidth >= narrowestNamed) return slantedWords(words, centre, bottom, columnWidth);
  const scale = linear([1, words.length], [centre(0), centre(words.length - 1)]);
  const room = Math.max(2, Math.floor((right - left) / 70));
  return horizontalAxis({ scale, bottom, wanted: room, label, left, right });
}

function slantedWords(words, centre, bottom, columnWidth) {
  const slant = columnWidth < 16 ? -64 : -52;
  return svg("g", { "aria-hidden": "true" }, words.map((word, step) => svg("text", {
    class: columnWidth < 16 ? "word-label small" : "word-label", "data-step": step,
    transform: `translate(${centre(step).toFixed(1)} ${bottom + 10}) rotate(${slant})`, dy: "0.4em",
  }, word.text.length > 12 ? `${word.text.slice(0, 11)}…` : word.text)));
}

