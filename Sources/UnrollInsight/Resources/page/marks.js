// Marks and line samples: each look has a shape of its own, so that colour is never alone.

import { svg } from "./dom.js";

const shapes = [
  (x, y) => svg("circle", { class: "mark", cx: x, cy: y, r: 3.6 }),
  (x, y) => svg("rect", { class: "mark", x: x - 3.4, y: y - 3.4, width: 6.8, height: 6.8 }),
  (x, y) => svg("path", { class: "mark", d: `M${x} ${y - 4.6}l4.4 7.8h-8.8z` }),
  (x, y) => svg("path", { class: "mark", d: `M${x} ${y - 4.8}l4.8 4.8l-4.8 4.8l-4.8 -4.8z` }),
  (x, y) => svg("path", { class: "mark", d: `M${x} ${y + 4.6}l4.4 -7.8h-8.8z` }),
  (x, y) => svg("path", { class: "mark cross", d: `M${x - 3.6} ${y - 3.6}l7.2 7.2M${x - 3.6} ${y + 3.6}l7.2 -7.2` }),
];

/** The mark of a look at a place. */
export function mark(look, x, y) {
  return shapes[look % shapes.length](Number(x.toFixed(1)), Number(y.toFixed(1)));
}

/** A short piece of line in a look, for legends. */
export function swatch(look) {
  return svg("svg", { class: `swatch look-${look}`, width: 34, height: 14, viewBox: "0 0 34 14", "aria-hidden": "true" },
    svg("path", { class: "curve", d: "M1 7H33" }), mark(look, 17, 7));
}
