// The course of a decision: the prediction after each word as a line, each word's contribution as a
// bar beneath it, and the text coloured the same way.

import { el, svg, replace, whenResized } from "./dom.js";
import { verticalAxis, wordAxis, wordAxisHeight } from "./axis.js";
import { followPointer, steppable } from "./steppable.js";
import { asTable } from "./figure.js";
import { extent, linear } from "./scale.js";
import { count, fixed, quoted, signed } from "./format.js";
import { colouredText, colourKey, shown, spoken } from "./text.js";
import { wordPanel } from "./word-panel.js";

/** The section with text, chart and the panel of the selected word. */
export function courseFigure(reading) {
  const heading = "The course of a decision";
  const plot = el("div", { class: "plot" });
  const tell = steppable(plot, {
    label: `Prediction after each word. ${courseSummary(reading)}`,
    count: () => reading.words.length,
    place: () => reading.selected.step,
    words: () => spoken(reading, reading.word),
    move: (step) => reading.select({ step }),
  });
  const state = { reading, plot };
  whenResized(plot, (width) => { draw(state, width); settle(state); });
  reading.onSelect(() => { settle(state); tell(); });
  followPointer(plot, (x) => state.stepAt && reading.select({ step: state.stepAt(x) }));
  return el("section", { class: "figure", id: "course", "aria-labelledby": "course-heading" },
    el("h2", { id: "course-heading" }, heading),
    el("p", { class: "lead" }, lead(reading)),
    ...plates(reading, plot),
    el("p", { class: "caption" }, courseSummary(reading), " ", remainder(reading)),
    asTable(() => courseTable(reading), heading));
}

/** A short text has its chart beneath it, a long one across the page. */
function plates(reading, plot) {
  const text = [colouredText(reading), colourKey(reading)];
  const isShort = reading.words.length <= 45;
  return [
    el("div", { class: "plate split" }, el("div", {}, text, isShort ? plot : null), wordPanel(reading)),
    isShort ? null : el("div", { class: "plate" }, plot),
  ];
}

function lead(reading) {
  return `Above, every word is coloured by how far it pushed the prediction towards ${quoted(reading.outputName())} `
    + `or ${quoted(reading.oppositeName)}. Below, the line is what the model would have answered had the text ended there, `
    + "and each bar is the word's contribution in the end. Hover over a word, tap it, or walk with the arrow keys.";
}

/** The course in two sentences, with its largest jump. */
export function courseSummary(reading) {
  const { words } = reading;
  if (!words.length) return "The model reads none of these words.";
  // A course has gaps where a model has nothing to say, such as the mean of no step.
  const jumps = words.map(({ before, after }) => (before === null || after === null ? 0 : Math.abs(after - before)));
  const largest = jumps.indexOf(Math.max(...jumps));
  return `Before the first word the model says ${shown(reading, words[0].before)} for ${quoted(reading.outputName())}, `
    + `after the last ${shown(reading, words.at(-1).after)}. The largest step is at ${quoted(words[largest].text)} `
    + `(word ${largest + 1}): ${shown(reading, words[largest].before)} to ${shown(reading, words[largest].after)}.`;
}

function remainder(reading) {
  const parts = reading.explanation.contributions;
  if (!parts) return "";
  const sum = parts.words.reduce((total, value) => total + value, 0);
  return `Contributions are integrated gradients, in units of the ${reading.measure}: ${fixed(parts.baselineLogit)} without words, `
    + `${signed(sum)} from the words, ${signed(parts.padding)} from padding, ${fixed(parts.logit)} in the end `
    + `(${fixed(Math.abs(parts.residual), 4)} is left over by the numerical integration).`;
}

function draw(state, width) {
  const { reading, plot } = state;
  const { words } = reading;
  const box = { left: 54, right: width - 12, top: 30, middle: 218, bars: 246, bottom: 348 };
  const column = (box.right - box.left) / Math.max(1, words.length + 1);
  const height = box.bottom + wordAxisHeight(column);
  const centre = (step) => box.left + column * (step + 1);
  const picture = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  picture.append(courseLine(reading, box, centre), ...bars(reading, box, centre, column),
    wordAxis({ words, centre, columnWidth: column, bottom: box.bottom, left: box.left, right: box.right }),
    svg("g", { class: "cursor" }));
  replace(plot, picture);
  Object.assign(state, { box, centre, picture, stepAt: (x) => Math.round((x - box.left) / column - 1) });
}

function courseLine(reading, box, centre) {
  const { course } = reading.explanation;
  const values = (course ?? []).map((outputs) => outputs[reading.output]);
  const domain = reading.isProbability ? [0, 1] : extent(values);
  const scale = linear(domain, [box.middle, box.top]);
  const others = course?.[0]?.length > 1 ? course[0].map((_, output) => output).filter((one) => one !== reading.output) : [];
  const path = (output) => pathWithGaps(course.map((outputs) => outputs[output]), (at) => centre(at - 1), scale);
  const group = svg("g", {}, verticalAxis({
    scale, left: box.left, right: box.right, top: box.top, kind: reading.isProbability ? "percent" : undefined,
    label: `prediction so far: ${reading.outputName()}`,
  }));
  if (reading.isProbability && !others.length) {
    group.append(svg("line", { class: "even", x1: box.left, x2: box.right, y1: scale(0.5), y2: scale(0.5) }));
  }
  if (!course) return group;
  for (const output of others) {
    const end = [box.right, scale(course.at(-1)[output] ?? 0) - 5];
    group.append(svg("path", { class: "course-other", d: path(output) }),
      svg("text", { class: "rule-label end", x: end[0], y: end[1] }, reading.outputName(output)));
  }
  group.append(svg("path", { class: "course-line", d: path(reading.output) }),
    Number.isFinite(values[0]) ? svg("circle", { class: "course-start", cx: centre(-1), cy: scale(values[0]), r: 4 }) : "");
  return group;
}

/** A line through values, broken where there is none. */
function pathWithGaps(values, x, y) {
  const isNumber = (at) => Number.isFinite(values[at]);
  return values.map((value, at) =>
    isNumber(at) ? `${isNumber(at - 1) ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}` : "").join("");
}

function bars(reading, box, centre, column) {
  const { words, largest } = reading;
  const scale = linear([-largest, largest], [box.bottom - 4, box.bars + 4]);
  const zero = scale(0);
  const rectangles = words.filter((word) => word.contribution !== null).map((word) => {
    const end = scale(word.contribution);
    return svg("rect", {
      class: word.contribution < 0 ? "bar against" : "bar for", x: centre(word.step) - column * 0.36,
      width: Math.max(1, column * 0.72), y: Math.min(end, zero), height: Math.max(0.5, Math.abs(end - zero)),
    });
  });
  return [
    verticalAxis({
      scale, left: box.left, right: box.right, wanted: 4, top: box.bars + 4, label: `contribution of the word (${reading.measure})`,
    }),
    svg("line", { class: "base", x1: box.left, x2: box.right, y1: zero, y2: zero }), ...rectangles,
  ];
}

function settle({ reading, box, centre, picture }) {
  if (!picture || !reading.word) return;
  const { step, after } = reading.word;
  const domain = reading.isProbability ? [0, 1] : extent(reading.explanation.course.map((row) => row[reading.output]));
  const x = centre(step);
  replace(picture.querySelector(".cursor"), svg("line", { x1: x, x2: x, y1: box.top, y2: box.bottom }),
    after === null ? null : svg("circle", { class: "dot chosen", cx: x, cy: linear(domain, [box.middle, box.top])(after), r: 5 }));
  picture.querySelector(".word-label.selected")?.classList.remove("selected");
  picture.querySelector(`.word-label[data-step="${step}"]`)?.classList.add("selected");
}

function courseTable(reading) {
  return {
    caption: `${count(reading.words.length, "word")} in order: prediction for ${reading.outputName()} before and after, `
      + `and contribution to the ${reading.measure}.`,
    columns: ["Word", "Number", "Before", "After", "Contribution"],
    rows: reading.words.map((word) => [
      word.text, String(word.step + 1), fixed(word.before, 3), fixed(word.after, 3), signed(word.contribution, 3),
    ]),
  };
}
