// The selected word in numbers: what it contributed, and what the memory did with it.

import { el, replace, setStyle } from "./dom.js";
import { fixed, percent, quoted, signed } from "./format.js";
import { gateMeanings, gatesOf, keepingGate, mean, memoryName, memoryOf, stepBefore } from "./layers.js";
import { shown } from "./text.js";

/** A panel that follows the selection. */
export function wordPanel(reading) {
  const panel = el("aside", { class: "word-panel", "aria-label": "The selected word" });
  const settle = () => replace(panel, ...contents(reading));
  reading.onSelect(settle);
  settle();
  return panel;
}

function contents(reading) {
  const { word, layer } = reading;
  if (!word) return [el("p", {}, "The model reads none of these words.")];
  return [
    el("p", { class: "word-number" }, `Word ${word.step + 1} of ${reading.words.length}`),
    el("p", { class: "word-title" }, quoted(word.text)),
    effect(reading, word),
    ...(layer ? [gateMeters(layer, word.step), fate(layer, word.step)] : []),
  ];
}

function effect(reading, word) {
  const towards = word.contribution < 0 ? reading.oppositeName : reading.outputName();
  return el("dl", { class: "facts" },
    el("dt", {}, "Contribution"),
    el("dd", {}, `${signed(word.contribution)}`, el("small", {}, word.contribution === null ? "" : ` towards ${towards}`)),
    el("dt", {}, "Prediction"),
    el("dd", {}, `${shown(reading, word.before)} → ${shown(reading, word.after)}`));
}

/** Bars of the mean of each gate at a step. */
export function gateMeters(layer, step) {
  return el("dl", { class: "meters" }, gatesOf(layer).map(([name, rows]) => {
    const value = mean(rows[step]);
    const fill = el("span", { class: "meter-fill" });
    setStyle(fill, { width: `${(value * 100).toFixed(1)}%` });
    return [
      el("dt", {}, gateMeanings[name].title),
      el("dd", {}, el("span", { class: "meter", "aria-hidden": "true" }, fill), fixed(value)),
    ];
  }));
}

function fate(layer, step) {
  const gate = keepingGate(layer)?.[step];
  const [before, after] = [memoryOf(layer)?.[stepBefore(layer, step)], memoryOf(layer)?.[step]];
  if (!after) return null;
  const sentences = [];
  if (gate && before) {
    const held = before.reduce((sum, value, unit) => sum + Math.abs(value * gate[unit]), 0)
      / Math.max(1e-9, before.reduce((sum, value) => sum + Math.abs(value), 0));
    sentences.push(`Kept ${percent(held)} of what the ${memoryName(layer)} held.`);
    const lost = before.map((value, unit) => Math.abs(value) * (1 - gate[unit]));
    const worst = lost.indexOf(Math.max(...lost));
    sentences.push(`Forgot most in unit ${worst}: ${fixed(before[worst])} became ${fixed(after[worst])} (gate ${fixed(gate[worst])}).`);
  }
  const gained = after.map((value, unit) => Math.abs(value - (before?.[unit] ?? 0) * (gate?.[unit] ?? 1)));
  const most = gained.indexOf(Math.max(...gained));
  sentences.push(`Wrote most in unit ${most}: now ${fixed(after[most])}.`);
  return el("p", { class: "fate" }, sentences.join(" "));
}
