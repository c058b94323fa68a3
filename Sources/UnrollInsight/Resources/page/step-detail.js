// One step of a layer, enlarged: the state before, the gates, the state after.

import { el, svg } from "./dom.js";
import { fingerprint, gridOf } from "./fingerprint.js";
import { fixed, quoted } from "./format.js";
import { keepingGate, memoryName, memoryOf, stepBefore } from "./layers.js";
import { gateMeters } from "./word-panel.js";
import { shown } from "./text.js";

/** What happens at the selected step, from left to right. */
export function stepDetail(reading, limit) {
  const { layer, word } = reading;
  if (!layer || !word) return [];
  const memory = memoryOf(layer);
  const before = memory[stepBefore(layer, word.step)];
  const name = memoryName(layer);
  return [
    el("h3", {}, `Inside the cell at ${quoted(word.text)}`),
    el("div", { class: "before-after" },
      state(`${capital(name)} before`, before, reading, limit),
      el("div", { class: "gates" }, gateMeters(layer, word.step), el("p", { class: "fate" }, equation(layer))),
      state(`${capital(name)} after`, memory[word.step], reading, limit),
      el("div", { class: "outcome" },
        el("p", { class: "state-name" }, "Prediction so far"),
        el("p", { class: "big" }, shown(reading, word.after)),
        el("p", { class: "fate" }, `was ${shown(reading, word.before)} before this word`))),
    el("p", { class: "fate" }, movement(layer, before, memory[word.step], word.step)),
  ];
}

function state(title, values, reading, limit) {
  const { columns, rows } = gridOf(reading.layer.order.length);
  const square = Math.min(17, 150 / columns);
  const [width, height] = [columns * square, rows * square];
  const picture = svg("svg", { width, height, role: "img", "aria-label": `${title}: ${summary(values)}` },
    fingerprint({ values, order: reading.layer.order, limit, x: 0, y: 0, width, height, chosen: reading.selected.unit }));
  return el("div", { class: "state" }, el("p", { class: "state-name" }, title), picture,
    el("p", { class: "fate" }, values ? summary(values) : "nothing: all zero"));
}

function summary(values) {
  if (!values) return "all zero";
  const size = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  return `size ${fixed(size)} (root mean square)`;
}

function equation(layer) {
  if (layer.gates?.forget) return "new cell = forget × old cell + input × candidate";
  if (layer.gates?.update) return "new state = update × old state + (1 − update) × candidate";
  return "new state = f(word, old state): no gate, nothing is kept on purpose";
}

function movement(layer, before, after, step) {
  const gate = keepingGate(layer)?.[step];
  if (!before || !gate) return "";
  const held = before.filter((value, unit) => Math.abs(value) > 0.05 && gate[unit] > 0.8).length;
  const dropped = before.filter((value, unit) => Math.abs(value) > 0.05 && gate[unit] < 0.4).length;
  const turned = after.filter((value, unit) => value * before[unit] < 0 && Math.abs(value - before[unit]) > 0.1).length;
  return `Of ${layer.units} units, ${held} carry on what they held (gate above 0.8), ${dropped} drop it (gate below 0.4), `
    + `and ${turned} change sign.`;
}

function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}
