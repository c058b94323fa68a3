// The text itself, coloured by what each word did to the prediction; the sign also as a line beneath.

import { el, freshName, setStyle, svg } from "./dom.js";
import { fixed, percent, signed } from "./format.js";

/** The text as a list of words to walk through; words that the model does not read are struck grey. */
export function colouredText(reading) {
  const { tokens } = reading.explanation;
  const byToken = new Map(reading.words.map((word) => [word.token, word]));
  const spans = new Map();
  const list = el("div", { class: "text", role: "listbox", tabindex: 0, dir: "auto", "aria-label": listLabel(reading) });
  tokens.forEach((token, index) => {
    if (index > 0 && (token.start === undefined || token.start > tokens[index - 1].end)) list.append(" ");
    const word = byToken.get(index);
    const span = word ? readWord(reading, word) : unreadWord(token);
    if (word) spans.set(word.step, span);
    list.append(span);
  });
  const settle = ({ step }, old) => {
    spans.get(old?.step)?.setAttribute("aria-selected", "false");
    const span = spans.get(step);
    span?.setAttribute("aria-selected", "true");
    if (span) list.setAttribute("aria-activedescendant", span.id);
  };
  list.addEventListener("keydown", (event) => walk(event, reading));
  reading.onSelect(settle);
  settle(reading.selected);
  return list;
}

function listLabel(reading) {
  return `The text, ${reading.words.length} words that the model reads. Arrow keys go from word to word.`;
}

function readWord(reading, word) {
  const share = Math.abs(word.contribution ?? 0) / reading.largest;
  const sign = share < 0.06 ? "none" : word.contribution > 0 ? "for" : "against";
  const look = () => reading.select({ step: word.step });
  const span = el("span", {
    class: `word ${sign}`, role: "option", id: freshName("word"), "aria-selected": "false",
    "aria-label": spoken(reading, word), onclick: look,
    onpointerenter: (event) => event.pointerType === "mouse" && look(),
  }, word.text);
  setStyle(span, { "--share": share.toFixed(3) });
  return span;
}

function unreadWord(token) {
  const why = token.isKnown ? "not read: beyond the model's length" : "not read: the model has no vector for it";
  return el("span", { class: "word unread", role: "option", "aria-disabled": "true", "aria-selected": "false",
    "aria-label": `${token.text}: ${why}`, title: why }, token.text);
}

/** What a word did, as a screen reader says it. */
export function spoken(reading, word) {
  const parts = [word.text];
  if (word.contribution !== null) parts.push(`contribution ${signed(word.contribution)}`);
  if (word.after !== null) parts.push(`prediction now ${shown(reading, word.after)}`);
  return parts.join(", ");
}

/** An output as a percentage where it is a probability. */
export function shown(reading, value) {
  return reading.isProbability ? percent(value) : fixed(value, 2);
}

function walk(event, reading) {
  const last = reading.words.length - 1;
  const { step } = reading.selected;
  const places = {
    ArrowRight: step + 1, ArrowDown: step + 1, ArrowLeft: step - 1, ArrowUp: step - 1,
    PageDown: step + 10, PageUp: step - 10, Home: 0, End: last,
  };
  if (!(event.key in places) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  reading.select({ step: places[event.key] });
}

/** The key of the colours: from against to for. */
export function colourKey(reading) {
  const ramp = svg("svg", { class: "ramp", width: 150, height: 12, "aria-hidden": "true" },
    [-1, -0.66, -0.33, 0, 0.33, 0.66, 1].map((share, at) => {
      const box = svg("rect", { x: at * 21.4, width: 21.4, height: 12, class: share < 0 ? "against" : "for" });
      setStyle(box, { "--share": Math.abs(share) });
      return box;
    }));
  return el("p", { class: "key" },
    el("span", { class: "word against sample" }, reading.oppositeName), ramp,
    el("span", { class: "word for sample" }, reading.outputName()),
    el("span", { class: "word unread" }, "not read"));
}
