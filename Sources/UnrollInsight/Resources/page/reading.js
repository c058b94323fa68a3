// One explanation as the pictures need it: words with what they did, layers, and a selection that
// all pictures share.

import { whenColoursChange } from "./theme.js";

/** An explanation, and the word, unit and layer that the reader looks at. */
export class Reading {
  #listeners = new Set();

  constructor(explanation) {
    this.explanation = explanation;
    this.output = explanation.contributions?.output ?? 0;
    this.words = explanation.steps.map((token, step) => this.#word(token, step));
    this.largest = Math.max(1e-9, ...this.words.map((word) => Math.abs(word.contribution ?? 0)));
    const layers = explanation.recurrent ?? [];
    // Behind a layer that shortens the sequence, steps are no longer words.
    this.layers = layers.filter((layer) => layer.isAligned !== false);
    this.leftOut = layers.filter((layer) => layer.isAligned === false);
    this.selected = { step: this.#mostTelling(), unit: this.layers[0]?.order[0] ?? 0, layer: 0 };
  }

  #word(token, step) {
    const { tokens, course, contributions } = this.explanation;
    return {
      step,
      token,
      text: tokens[token]?.text ?? "",
      contribution: contributions?.words?.[step] ?? null,
      before: course?.[step]?.[this.output] ?? null,
      after: course?.[step + 1]?.[this.output] ?? null,
    };
  }

  #mostTelling() {
    const sizes = this.words.map((word) => Math.abs(word.contribution ?? 0));
    return Math.max(0, sizes.indexOf(Math.max(...sizes, 0)));
  }

  /** The name of an output: its label; a single output speaks for the second of two labels. */
  outputName(output = this.output) {
    const { contributions, model: { labels }, prediction } = this.explanation;
    if (output === this.output && contributions?.label) return contributions.label;
    const outputs = prediction.outputs.length;
    if (outputs === 1 && labels?.length === 2) return labels[1];
    return labels?.[output] ?? (outputs === 1 ? "the output" : `output ${output + 1}`);
  }

  /** What the output is not: the other label of two, or `other`. */
  get oppositeName() {
    const { labels } = this.explanation.model;
    return labels?.length === 2 ? labels.find((label) => label !== this.outputName()) : "other";
  }

  /** Whether outputs are probabilities. */
  get isProbability() {
    const values = [...(this.explanation.course ?? []), this.explanation.prediction.outputs].flat();
    return values.filter(Number.isFinite).every((value) => value >= 0 && value <= 1);
  }

  /** What contributions are measured in. */
  get measure() {
    return this.explanation.contributions?.measure ?? "logit";
  }

  get word() {
    return this.words[this.selected.step];
  }

  get layer() {
    return this.layers[this.selected.layer];
  }

  /** Changes the selection and tells all pictures. */
  select(change) {
    const next = { ...this.selected, ...change };
    if (next.layer !== this.selected.layer) next.unit = this.layers[next.layer]?.order[0] ?? 0;
    next.step = Math.min(this.words.length - 1, Math.max(0, next.step));
    const units = this.layers[next.layer]?.units ?? 1;
    next.unit = Math.min(units - 1, Math.max(0, next.unit));
    if (JSON.stringify(next) === JSON.stringify(this.selected)) return;
    const old = this.selected;
    this.selected = next;
    for (const listener of this.#listeners) listener(next, old);
  }

  /** Calls `listener(selection, old)` when another word, unit or layer is looked at. */
  onSelect(listener) {
    this.#listeners.add(listener);
  }

  /** Calls `paint` when the colours of the page change. */
  onColours(paint) {
    whenColoursChange(paint);
  }
}
