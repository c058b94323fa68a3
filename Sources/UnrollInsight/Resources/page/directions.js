// Forwards and backwards: what each direction of a bidirectional layer did at each word, one above
// the other, aligned to the text.

import { el, replace, svg, whenResized } from "./dom.js";
import { figure } from "./figure.js";
import { followPointer, steppable } from "./steppable.js";
import { narrowestNamed, tickLabels } from "./axis.js";
import { linear } from "./scale.js";
import { heatMap } from "./heatmap.js";
import { fixed, quoted } from "./format.js";
import { changeAt, keepingGate, mean, memoryName, memoryOf, usualSize } from "./layers.js";

/** Pairs of layers that read the same text in both directions. */
export function pairsOf(reading) {
  return reading.layers.filter((layer) => layer.direction === "forward").map((forward) => ({
    name: wrapperOf(forward), forward,
    backward: reading.layers.find((other) => other.direction === "backward" && wrapperOf(other) === wrapperOf(forward)),
  })).filter(({ backward }) => backward);
}

/** A direction is named after its wrapper: `bidirectional/forward_layer`. */
function wrapperOf({ layer }) {
  return layer.split("/").slice(0, -1).join("/") || layer;
}

/** The section for one pair. */
export function directionsFigure(reading, pair) {
  const changes = [pair.forward, pair.backward].map((layer) => reading.words.map(({ step }) => changeAt(layer, step)));
  const plot = el("div", { class: "plot" });
  const state = { reading, pair, changes, plot, limit: Math.max(...changes.flat(), 1e-9) };
  const tell = steppable(plot, {
    label: `How much each direction of ${pair.name} changes at each word`,
    count: () => reading.words.length,
    place: () => reading.selected.step,
    words: () => valueText(state),
    move: (step) => reading.select({ step }),
  });
  whenResized(plot, (width) => { draw(state, width); settle(state); });
  reading.onSelect(() => { settle(state); tell(); });
  followPointer(plot, (x) => state.stepAt && reading.select({ step: state.stepAt(x) }));
  return figure({
    name: "directions",
    title: "Forwards and backwards",
    lead: `The layer ${pair.name} reads the text twice: once from the first word to the last, once from the last to the first. `
      + "A word that moves one direction and not the other is news only to those who come from that side.",
    body: [plot, el("div", { class: "heats" }, [pair.forward, pair.backward].map((layer) => memoryMap(reading, layer)))],
    caption: summary(state),
    table: () => table(state),
  });
}

function memoryMap(reading, layer) {
  const matrix = memoryOf(layer);
  const limit = usualSize(matrix);
  const way = layer.direction === "backward" ? "← Backwards" : "→ Forwards";
  return heatMap(reading, {
    title: `${way}: ${memoryName(layer)}`, meaning: `Colours from −${fixed(limit)} to ${fixed(limit)}.`,
    matrix, order: layer.order, kind: "signed", limit, layer,
  });
}

function draw(state, width) {
  const { reading, changes, limit, plot } = state;
  const { words } = reading;
  const box = { left: 54, right: width - 12, top: 34, half: 110 };
  const column = (box.right - box.left) / words.length;
  const isNamed = column >= narrowestNamed;
  const band = isNamed ? 92 : 30;
  const [upper, lower] = [box.top + box.half, box.top + box.half + band];
  const height = lower + box.half + 30;
  const scales = [linear([0, limit], [upper, box.top]), linear([0, limit], [lower, lower + box.half])];
  const centre = (step) => box.left + column * (step + 0.5);
  const picture = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    scales.map((scale, at) => axis(scale, limit, box, at === 0 ? upper : lower)),
    changes.map((values, at) => values.map((value, step) => bar(scales[at], value, centre(step), column, at))),
    svg("text", { class: "axis-label", x: box.left, y: 16 }, "→ reads forwards: change of its state"),
    svg("text", { class: "axis-label end", x: box.right, y: height - 6 }, "← reads backwards: change of its state"),
    words.map((word, step) => isNamed && svg("text", {
      class: "word-label start", "data-step": step, dy: "0.35em",
      transform: `translate(${centre(step)} ${upper + 8}) rotate(90)`,
    }, word.text.length > 11 ? `${word.text.slice(0, 10)}…` : word.text)).filter(Boolean),
    svg("g", { class: "cursor" }));
  replace(plot, picture);
  Object.assign(state, { centre, picture, height, stepAt: (x) => Math.floor((x - box.left) / column) });
}

function axis(scale, limit, { left, right }, base) {
  const ticks = linear([0, limit], [0, 1]).ticks(3).filter((tick) => tick > 0);
  const names = tickLabels(ticks);
  return svg("g", {},
    svg("line", { class: "base", x1: left, x2: right, y1: base, y2: base }),
    ticks.map((tick, at) => svg("g", { transform: `translate(0 ${scale(tick)})` },
      svg("line", { class: "grid", x1: left, x2: right }),
      svg("text", { class: "tick end", x: left - 8, dy: "0.32em" }, names[at]))));
}

function bar(scale, value, centre, column, at) {
  const [start, end] = [scale(0), scale(value)];
  return svg("rect", {
    class: at === 0 ? "bar forwards" : "bar backwards", x: centre - column * 0.38, width: Math.max(1, column * 0.76),
    y: Math.min(start, end), height: Math.abs(end - start),
  });
}

function settle({ reading, picture, centre, height }) {
  if (!picture || !reading.word) return;
  const x = centre(reading.selected.step);
  replace(picture.querySelector(".cursor"), svg("line", { x1: x, x2: x, y1: 30, y2: height - 26 }));
  picture.querySelector(".word-label.selected")?.classList.remove("selected");
  picture.querySelector(`.word-label[data-step="${reading.selected.step}"]`)?.classList.add("selected");
}

function valueText({ reading, changes }) {
  const { step } = reading.selected;
  return `${quoted(reading.word?.text ?? "")}: forwards ${fixed(changes[0][step])}, backwards ${fixed(changes[1][step])}`;
}

function summary({ reading, changes, pair }) {
  const strongest = changes.map((values) => values.indexOf(Math.max(...values)));
  const at = (direction) => quoted(reading.words[strongest[direction]]?.text ?? "");
  const kept = [pair.forward, pair.backward].map((layer) => keepingGate(layer)).map((gate) => gate && mean(gate.map(mean)));
  const keeping = kept[0] === null ? "" : ` On average the forward direction keeps ${fixed(kept[0])} of its memory at a word, `
    + `the backward direction ${fixed(kept[1])}.`;
  return "Blue on top: forwards; green beneath: backwards. Bars are the root mean square of the change of the units' memory. "
    + `Reading forwards, the state moves most at ${at(0)}; reading backwards, at ${at(1)}.${keeping}`;
}

function table({ reading, changes }) {
  return {
    caption: "Change of the state at each word, forwards and backwards.",
    columns: ["Word", "Number", "Forwards", "Backwards"],
    rows: reading.words.map(({ text, step }) => [text, String(step + 1), fixed(changes[0][step], 3), fixed(changes[1][step], 3)]),
  };
}
