// All pictures of one explanation, sharing one selection and one player.

import { el, replace } from "./dom.js";
import { tableOf } from "./figure.js";
import { Reading } from "./reading.js";
import { Player } from "./player.js";
import { courseFigure } from "./course.js";
import { unrolledFigure } from "./unrolled.js";
import { gatesFigure } from "./gates.js";
import { poolingFigure } from "./pooling.js";
import { directionsFigure, pairsOf } from "./directions.js";
import { count, grouped, listed, percent, fixed, quoted } from "./format.js";
import { shown } from "./text.js";

/** The pictures of a document `unroll-explanation-1`; `heading` is the element of its title. */
export function explanationFigures(explanation, heading) {
  const reading = new Reading(explanation);
  const player = new Player(reading);
  const figures = [verdict(reading, heading), player.status];
  if (reading.words.length) {
    figures.push(courseFigure(reading));
    if (reading.layer) figures.push(unrolledFigure(reading, player), gatesFigure(reading));
    for (const pooling of (explanation.pooling ?? []).filter((one) => one.isAligned !== false)) {
      figures.push(poolingFigure(reading, pooling));
    }
    for (const pair of pairsOf(reading)) figures.push(directionsFigure(reading, pair));
    figures.push(wordBar(reading, player));
  }
  return [...figures, modelTable(reading)];
}

function verdict(reading, heading) {
  const { explanation: { prediction, tokens, padding, model }, words } = reading;
  const unread = tokens.filter((token) => !token.isKnown).length;
  const cut = tokens.length - unread - words.length;
  const notes = [
    `${count(words.length, reading.explanation.text === undefined ? "step" : "word")} read`,
    unread ? `${grouped(unread)} without a vector, not seen` : null,
    cut > 0 ? `${grouped(cut)} beyond the model's length of ${grouped(model.length)}` : null,
    padding ? `${grouped(padding)} steps of padding` : null,
  ].filter(Boolean);
  return el("section", { class: "verdict", "aria-labelledby": "verdict-heading" },
    el(heading, { id: "verdict-heading" }, "What the model read, and when it decided"),
    el("div", { class: "verdict-row" },
      el("p", { class: "verdict-label" }, prediction.label),
      el("p", { class: "verdict-score" }, scoreText(reading)),
      el("p", { class: "verdict-notes" }, el("strong", {}, model.name), el("br"), `${listed(notes)}.`)),
    words.length ? null : el("p", { role: "alert" }, "The model knows none of these words, so there is nothing to draw."));
}

function scoreText(reading) {
  const { prediction } = reading.explanation;
  const name = prediction.outputs.length === 1 ? reading.outputName(0) : prediction.label;
  const value = prediction.score ?? prediction.outputs[reading.output];
  return reading.isProbability ? `${percent(value, 1)} ${name}` : `${quoted(name)}: ${fixed(value)}`;
}

/** The selected word, always at hand at the bottom of the window. */
function wordBar(reading, player) {
  const word = el("span", { class: "bar-word" });
  const facts = el("span", { class: "bar-facts" });
  const settle = () => {
    replace(word, `${reading.selected.step + 1}/${reading.words.length} `, el("strong", {}, reading.word.text));
    replace(facts, shown(reading, reading.word.before), " → ", shown(reading, reading.word.after));
  };
  reading.onSelect(settle);
  settle();
  return el("div", { class: "word-bar", role: "group", "aria-label": "The selected word" },
    el("button", { type: "button", "aria-label": "Previous word", onclick: () => player.step(-1) }, "‹"),
    word, facts,
    el("button", { type: "button", "aria-label": "Next word", onclick: () => player.step(1) }, "›"));
}

function modelTable(reading) {
  const { model } = reading.explanation;
  const total = model.layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const left = reading.leftOut.map(({ layer }) => layer);
  return el("section", { class: "figure", "aria-labelledby": "model-heading", id: "model" },
    el("h2", { id: "model-heading" }, "The model"),
    el("div", { class: "scroll", role: "region", tabindex: 0, "aria-label": "Layers of the model" }, tableOf({
      caption: `${model.name}: ${grouped(total)} weights in ${count(model.layers.length, "layer")}.`,
      columns: ["Layer", "Class", "Output shape", "Weights"],
      rows: model.layers.map((layer) => [layer.name, layer.className, shapeText(layer.outputShape), grouped(layer.parameters)]),
    })),
    left.length ? el("p", { class: "caption" },
      `Not drawn: ${listed(left)}. Behind a layer that changes the sequence, steps are no longer words.`) : null);
}

function shapeText(shape) {
  return Array.isArray(shape) ? `(${shape.map((size) => size ?? "any").join(", ")})` : String(shape);
}
