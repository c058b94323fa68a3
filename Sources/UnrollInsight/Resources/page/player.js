// Walking through the text: step, back, play. All pictures follow, because they share a selection.

import { el } from "./dom.js";
import { quoted } from "./format.js";
import { spoken } from "./text.js";

/** Plays through the words of a reading in the direction in which the selected layer reads. */
export class Player {
  #timer = null;
  #listeners = new Set();
  #pace;

  constructor(reading, pace = 900) {
    this.reading = reading;
    this.#pace = pace;
    this.status = el("p", { class: "visually-hidden", role: "status" });
  }

  get isPlaying() {
    return this.#timer !== null;
  }

  get #backwards() {
    return this.reading.layer?.direction === "backward";
  }

  get #isAtEnd() {
    const { step } = this.reading.selected;
    return this.#backwards ? step === 0 : step === this.reading.words.length - 1;
  }

  onChange(listener) {
    this.#listeners.add(listener);
  }

  /** Goes on by `by` words of the layer's reading, and says where. */
  step(by) {
    this.stop();
    this.#go(by);
    this.status.textContent = spoken(this.reading, this.reading.word);
  }

  /** Goes to where the layer starts to read. */
  rewind() {
    this.stop();
    this.reading.select({ step: this.#backwards ? this.reading.words.length - 1 : 0 });
    this.status.textContent = spoken(this.reading, this.reading.word);
  }

  toggle() {
    if (this.isPlaying) return this.stop();
    if (this.#isAtEnd) this.rewind();
    this.status.textContent = `Playing from ${quoted(this.reading.word.text)}`;
    this.#timer = setInterval(() => {
      this.#go(1);
      // Other pictures may have taken the place of these.
      if (this.#isAtEnd || !this.status.isConnected) this.stop();
    }, this.#pace);
    this.#tell();
  }

  stop() {
    if (!this.isPlaying) return;
    clearInterval(this.#timer);
    this.#timer = null;
    this.status.textContent = `Stopped at ${quoted(this.reading.word.text)}`;
    this.#tell();
  }

  /** Buttons: to the start, back, play or pause, step. */
  buttons() {
    const play = el("button", { type: "button", class: "primary", onclick: () => this.toggle() });
    const show = () => {
      play.textContent = this.isPlaying ? "❚❚ Pause" : "▶ Play";
    };
    this.onChange(show);
    show();
    return el("div", { class: "player", role: "group", "aria-label": "Walk through the text" },
      el("button", { type: "button", onclick: () => this.rewind() }, "« Start"),
      el("button", { type: "button", onclick: () => this.step(-1) }, "‹ Back"),
      play,
      el("button", { type: "button", onclick: () => this.step(1) }, "Step ›"));
  }

  #go(by) {
    this.reading.select({ step: this.reading.selected.step + (this.#backwards ? -by : by) });
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}
