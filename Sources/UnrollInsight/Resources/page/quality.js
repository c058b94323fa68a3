// How good a classifier is beyond its accuracy: thresholds, probabilities, its worst mistakes.

import { el } from "./dom.js";
import { figure } from "./figure.js";
import { lineChart } from "./chart.js";
import { count, fixed, grouped, listed, percent, quoted } from "./format.js";

/** ROC curves, one for each label that is told from the rest. */
export function rocFigure(curves) {
  const summary = `Area under the curve: ${listed(curves.map(({ label, area }) => `${fixed(area, 3)} for ${quoted(label)}`))}. `
    + "So likely a text of that label, taken at random, scores higher than one of another label. The dashed line is guessing, 0.5.";
  const series = curves.map(({ label, points }) => ({
    name: label, points: points.map((point) => [point.falsePositiveRate, point.truePositiveRate]),
  }));
  return figure({
    name: "roc", title: "At every threshold", caption: summary,
    lead: "The receiver operating characteristic: wherever the threshold is set, some texts of the label are found and some "
      + "others are taken for it. A good model's curve hugs the upper left corner.",
    body: [lineChart({
      name: "Receiver operating characteristic", summary, series, plain: true, diagonal: true, isSquare: true, height: 420,
      x: { label: "others taken for it", name: "Others taken for it", kind: "percent", domain: [0, 1], format: (x) => percent(x, 1) },
      y: { label: "found", kind: "percent", domain: [0, 1], format: (y) => percent(y, 1) },
    })],
    table: () => ({
      caption: "Points of the curves.", columns: ["Label", "Others taken for it", "Found"],
      rows: series.flatMap(({ name, points }) => points.map(([x, y]) => [name, percent(x, 1), percent(y, 1)])),
    }),
  });
}

/** Stated probabilities against what came true. */
export function calibrationFigure({ label, bins, expectedError }) {
  const what = label === undefined ? "its own answer" : quoted(label);
  const summary = `On average the stated probability and the observed share differ by ${percent(expectedError, 1)}. `
    + "Above the dashed line the model is too modest, below it too sure.";
  return figure({
    name: "calibration", title: "Can its probabilities be trusted?", caption: summary,
    lead: `Of all texts to which the model gives 80 % for ${what}, is that right for 80 %? `
      + "Texts are sorted into bins by what the model says.",
    body: [lineChart({
      name: "Calibration", summary, diagonal: true, isSquare: true, height: 420,
      series: [{ name: "observed", points: bins.filter((bin) => bin.count > 0).map((bin) => [bin.probability, bin.frequency]) }],
      x: { label: "probability that the model states", name: "Stated", kind: "percent", domain: [0, 1], format: (x) => percent(x, 1) },
      y: { label: "share for which it is right", kind: "percent", domain: [0, 1], format: (y) => percent(y, 1) },
    })],
    table: () => ({
      caption: "Bins of the stated probability.", columns: ["Bin", "Texts", "Stated (mean)", "Observed"],
      rows: bins.map((bin) => [
        `${percent(bin.lower)} to ${percent(bin.upper)}`, grouped(bin.count),
        percent(bin.probability ?? NaN, 1), percent(bin.frequency ?? NaN, 1),
      ]),
    }),
  });
}

/** The texts that it got most wrong. */
export function worstFigure(worst) {
  return figure({
    name: "worst", title: `The ${count(worst.length, "text")} that it got most wrong`,
    lead: "What a model is surest of and wrong about shows best what it does not understand: irony, a turn at the end, a wrong label.",
    body: [el("ol", { class: "worst" }, worst.map(({ text, index, label, predicted, score }) => el("li", {},
      el("p", { class: "worst-facts" }, "Is ", el("strong", {}, label), ", was taken for ", el("strong", {}, predicted),
        `; gave the right label ${percent(score, 1)}`),
      longText(text ?? `Sample ${index} of the array.`))))],
  });
}

function longText(text) {
  if (text.length <= 420) return el("p", { dir: "auto" }, text);
  return el("details", {}, el("summary", { dir: "auto" }, `${text.slice(0, 380)}…`), el("p", { dir: "auto" }, text));
}
