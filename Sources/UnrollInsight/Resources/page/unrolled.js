// The network drawn through time over the text: one cell a word, the state passed on from cell to
// cell, the prediction so far above. Columns are filled as the layer reads them.

import { el, replace, svg, whenResized } from "./dom.js";
import { figure, picker } from "./figure.js";
import { followPointer, steppable } from "./steppable.js";
import { fingerprint } from "./fingerprint.js";
import { fixed, quoted } from "./format.js";
import { gateMeanings, gatesOf, keepingGate, layerTitle, mean, memoryName, memoryOf, stepBefore, usualSize } from "./layers.js";
import { shown } from "./text.js";
import { stepDetail } from "./step-detail.js";

const place = { number: 16, output: 46, cell: 96, cellHeight: 92, word: 240, wordHeight: 30, height: 280 };

/** The section with the drawing, its buttons, and the details of the step. */
export function unrolledFigure(reading, player) {
  const state = { reading, limits: reading.layers.map((layer) => usualSize(memoryOf(layer) ?? [])) };
  const plot = el("div", { class: "plot unrolled" });
  const detail = el("div", { class: "step-detail" });
  const tell = steppable(plot, {
    kind: "network through time",
    label: "The network through time. Arrow keys go from word to word.",
    count: () => reading.words.length,
    place: () => reading.selected.step,
    words: () => stepText(reading),
    move: (step) => { player.stop(); reading.select({ step }); },
  });
  const settle = () => {
    if (state.width) draw(state, plot);
    replace(detail, stepDetail(reading, state.limits[reading.selected.layer]));
    tell();
  };
  whenResized(plot, (width) => { state.width = width; settle(); });
  reading.onSelect(settle);
  reading.onColours(settle);
  followPointer(plot, (x, y, event) => {
    if (event.type !== "pointerdown") return;
    player.stop();
    reading.select({ step: Math.min(state.last, state.first + Math.floor((x - state.left) / state.column)) });
  });
  return figure({
    name: "unrolled",
    title: "Unrolled through time",
    lead: "A recurrent layer is one cell used again for every word. It takes the word from below and the state from the "
      + "cell beside it, and passes a new state on. Play it, or take one step at a time.",
    controls: [player.buttons(), layerPicker(reading)],
    body: [plot, detail],
    caption: "Each square of a cell is one unit of its state: blue above zero, orange below, pale near zero; units that hold "
      + "on longest come first. The thicker the arrow between two cells, the more of the old state was kept. "
      + "Dashed cells have not been read yet.",
    table: () => stepTable(reading),
  });
}

/** A list of the recurrent layers, where there are several. */
export function layerPicker(reading) {
  if (reading.layers.length < 2) return el("p", { class: "layer-name" }, layerTitle(reading.layer));
  const label = picker("Layer", reading.layers.map(layerTitle), reading.selected.layer, (layer) => reading.select({ layer }));
  reading.onSelect(({ layer }) => { label.querySelector("select").selectedIndex = layer; });
  return label;
}

function draw(state, plot) {
  const { reading, width } = state;
  const { step } = reading.selected;
  const visible = Math.min(reading.words.length, Math.max(3, Math.floor(width / 104)));
  const first = Math.min(Math.max(0, step - Math.floor(visible / 2)), reading.words.length - visible);
  const column = Math.min(132, width / visible);
  Object.assign(state, { first, last: first + visible - 1, column, left: (width - column * visible) / 2 });
  const picture = svg("svg", { width, height: place.height, viewBox: `0 0 ${width} ${place.height}`, "aria-hidden": "true" });
  for (let at = 0; at < visible; at += 1) picture.append(columnAt(state, first + at, state.left + at * column));
  replace(plot, picture);
}

function columnAt(state, step, left) {
  const { reading, column } = state;
  const { layer, selected } = reading;
  const backwards = layer.direction === "backward";
  const isRead = backwards ? step >= selected.step : step <= selected.step;
  const word = reading.words[step];
  const [centre, boxWidth] = [left + column / 2, column - 34];
  const group = svg("g", { class: `time ${isRead ? "read" : "ahead"} ${step === selected.step ? "now" : ""}` },
    svg("text", { class: "tick middle", x: centre, y: place.number }, `t = ${backwards ? reading.words.length - step : step + 1}`),
    prediction(reading, word, centre, isRead && !backwards),
    arrow(centre, place.word - 2, centre, place.cell + place.cellHeight + 3, 1.5),
    svg("rect", { class: "cell", x: centre - boxWidth / 2, y: place.cell, width: boxWidth, height: place.cellHeight, rx: 10 }),
    svg("rect", { class: "word-box", x: left + 6, y: place.word, width: column - 12, height: place.wordHeight, rx: 6 }),
    svg("text", { class: "word-text middle", x: centre, y: place.word + 20 }, fitting(word.text, column - 18)));
  if (isRead) {
    group.append(fingerprint({
      values: memoryOf(layer)[step], order: layer.order, limit: state.limits[selected.layer],
      x: centre - boxWidth / 2 + 7, y: place.cell + 8, width: boxWidth - 14, height: place.cellHeight - 16,
    }));
  }
  group.append(passage(state, step, left));
  return group;
}

function prediction(reading, word, centre, isShown) {
  if (!isShown || word.after === null) return null;
  return svg("g", {},
    arrow(centre, place.cell - 3, centre, place.output + 12, 1.5),
    svg("text", { class: "output middle", x: centre, y: place.output }, shown(reading, word.after)));
}

/** The arrow into the cell of `step` from the cell that was read before it. */
function passage({ reading, column, first, last }, step, left) {
  const { layer, selected } = reading;
  const backwards = layer.direction === "backward";
  const isRead = backwards ? step >= selected.step : step <= selected.step;
  const gate = keepingGate(layer)?.[step];
  const share = gate ? mean(gate) : 0.4;
  const y = place.cell + place.cellHeight / 2;
  const edge = backwards ? left + column : left;
  const [from, to] = backwards ? [edge + 15, edge - 16] : [edge - 15, edge + 16];
  const source = stepBefore(layer, step);
  if (source < 0 || source >= reading.words.length) return null;
  // At the edge of the picture there is no room for the number.
  const isLabelled = gate && isRead && step !== (backwards ? last : first);
  const label = isLabelled ? svg("text", { class: "passage-label middle", x: edge, y: y - 12 }, fixed(share)) : null;
  return svg("g", { class: "passage" }, arrow(from, y, to, y, isRead ? 1 + share * 8 : 1.5), label);
}

function arrow(x1, y1, x2, y2, width) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
  const head = 5 + width * 0.7;
  const [bx, by] = [x2 - dx * head, y2 - dy * head];
  const half = head * 0.62;
  return svg("g", { class: "arrow" },
    svg("line", { x1, y1, x2: bx, y2: by, "stroke-width": width }),
    svg("path", { d: `M${x2} ${y2}L${bx - dy * half} ${by + dx * half}L${bx + dy * half} ${by - dx * half}Z` }));
}

function fitting(text, width) {
  const room = Math.max(3, Math.floor(width / 7.4));
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
}

function stepText(reading) {
  const { word, layer, selected } = reading;
  if (!word) return "no word";
  const gates = gatesOf(layer)
    .map(([name, rows]) => `${gateMeanings[name].title} ${fixed(mean(rows[selected.step]))}`);
  return [`Step ${selected.step + 1} of ${reading.words.length}: ${quoted(word.text)}`, ...gates,
    `prediction so far ${shown(reading, word.after)}`].join(", ");
}

function stepTable(reading) {
  const { layer } = reading;
  const gates = gatesOf(layer);
  const size = (row) => (row ? Math.sqrt(mean(row.map((value) => value * value))) : NaN);
  return {
    caption: `${layerTitle(layer)}: mean of each gate and size (root mean square) of the ${memoryName(layer)} at each word.`,
    columns: ["Word", ...gates.map(([name]) => gateMeanings[name].title), "State before", "State after", "Prediction"],
    rows: reading.words.map(({ text, step, after }) => [
      text, ...gates.map(([, rows]) => fixed(mean(rows[step]))), fixed(size(memoryOf(layer)[stepBefore(layer, step)])),
      fixed(size(memoryOf(layer)[step])), fixed(after, 3),
    ]),
  };
}
