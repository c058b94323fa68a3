// Max pooling: every unit keeps the largest value that it had at any word; here is which word that was.

import { el, replace, svg } from "./dom.js";
import { choice, figure } from "./figure.js";
import { colourAt } from "./palette.js";
import { count, fixed, quoted, signed } from "./format.js";

/** A section for one pooling layer. */
export function poolingFigure(reading, pooling) {
  const winners = winnersOf(reading, pooling);
  const list = el("ol", { class: "winners" });
  const state = { byWins: true };
  const limit = Math.max(1e-9, ...(pooling.weights ?? pooling.values).map(Math.abs));
  const paint = () => replace(list, sorted(winners, state.byWins).map((winner) => row(reading, winner, limit)));
  const settle = () => {
    for (const item of list.children) item.classList.toggle("selected", Number(item.dataset.step) === reading.selected.step);
  };
  reading.onColours(() => { paint(); settle(); });
  reading.onSelect(settle);
  const order = choice("Order of the words", ["Most units first", "As in the text"], 0, (index) => {
    state.byWins = index === 0;
    paint();
    settle();
  });
  paint();
  settle();
  return figure({
    name: "pooling",
    title: "Which words won the pooling",
    lead: `After the recurrent layers, ${pooling.layer} keeps for each unit only its largest value over the whole text. `
      + "Every square is one unit, beside the word at which it was largest: only these words reach the decision directly.",
    controls: [order],
    body: [list],
    caption: summary(reading, winners, pooling),
    table: () => table(reading, winners),
  });
}

function winnersOf(reading, { winners, values, weights }) {
  const byStep = new Map();
  winners.forEach((step, unit) => {
    const effect = weights?.[unit] ?? null;
    if (!byStep.has(step)) byStep.set(step, { step, units: [] });
    byStep.get(step).units.push({ unit, value: values[unit], effect });
  });
  const found = [...byStep.values()];
  for (const winner of found) {
    winner.units.sort((a, b) => (b.effect ?? b.value) - (a.effect ?? a.value));
    winner.text = reading.words[winner.step]?.text ?? "(padding)";
    winner.effect = weights ? winner.units.reduce((sum, { effect }) => sum + effect, 0) : null;
  }
  return found;
}

function sorted(winners, byWins) {
  const place = ({ step }) => (step < 0 ? Infinity : step);
  return [...winners].sort((a, b) => (byWins && b.units.length - a.units.length) || place(a) - place(b));
}

function row(reading, { step, text, units, effect }, limit) {
  const isWord = step >= 0 && step < reading.words.length;
  const name = el(isWord ? "button" : "span", {
    class: "winner-word", type: isWord ? "button" : null, onclick: isWord ? () => reading.select({ step }) : null,
  }, text);
  const squares = units.map(({ unit, value, effect: own }) => {
    const square = svg("svg", { class: "unit-square", width: 13, height: 13, "aria-hidden": "true" },
      svg("title", {}, `unit ${unit}: ${fixed(value)}${own === null ? "" : `, ${signed(own)} to the logit`}`),
      svg("rect", { width: 13, height: 13, rx: 2, fill: colourAt("signed", 0.5 + (own ?? value) / limit / 2) }));
    return square;
  });
  return el("li", { "data-step": step }, name,
    el("span", { class: "winner-count" }, count(units.length, "unit")),
    el("span", { class: "squares" }, squares),
    el("span", { class: "winner-effect" }, effect === null ? "" : signed(effect)));
}

function summary(reading, winners, { layer, weights, winners: all }) {
  const best = sorted(winners, true)[0];
  const words = winners.filter(({ step }) => step >= 0);
  const share = `${count(words.length, "word")} of ${reading.words.length} won at least one of ${all.length} units of ${layer}`;
  const most = best ? `; ${quoted(best.text)} won most (${best.units.length}).` : ".";
  return share + most + (weights
    ? ` Colours: what the unit adds to the logit through its weight; blue towards ${quoted(reading.outputName())}, `
      + `orange towards ${quoted(reading.oppositeName)}. The figure at the right is their sum.`
    : " Colours: the value that won.");
}

function table(reading, winners) {
  return {
    caption: "Words that won units, in the order of the text.",
    columns: ["Word", "Number", "Units won", "Sum of contributions", "Units"],
    rows: sorted(winners, false).map(({ text, step, units, effect }) => [
      text, step < 0 ? "–" : String(step + 1), String(units.length), effect === null ? "–" : signed(effect),
      units.map(({ unit }) => unit).join(", "),
    ]),
  };
}
