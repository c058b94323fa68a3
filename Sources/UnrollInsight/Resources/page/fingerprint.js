// A state as a small grid: one square a unit, those that hold on longest first.

import { svg } from "./dom.js";
import { colourAt } from "./palette.js";

/** Columns and rows of a grid of `units` squares. */
export function gridOf(units) {
  const columns = Math.max(1, Math.ceil(Math.sqrt(units * 1.25)));
  return { columns, rows: Math.ceil(units / columns) };
}

/** The squares of a state inside a box; `limit` is the size that is painted strongest. */
export function fingerprint({ values, order, limit, x, y, width, height, chosen }) {
  const { columns, rows } = gridOf(order.length);
  const size = Math.min(width / columns, height / rows);
  const [left, top] = [x + (width - size * columns) / 2, y + (height - size * rows) / 2];
  const gap = size > 7 ? 1 : 0.4;
  return svg("g", { class: "fingerprint" }, order.map((unit, place) => svg("rect", {
    x: (left + (place % columns) * size).toFixed(2), y: (top + Math.floor(place / columns) * size).toFixed(2),
    width: (size - gap).toFixed(2), height: (size - gap).toFixed(2), rx: size > 7 ? 1.5 : 0,
    fill: colourAt("signed", 0.5 + (values?.[unit] ?? 0) / limit / 2),
    class: unit === chosen ? "chosen-unit" : null,
  })));
}
