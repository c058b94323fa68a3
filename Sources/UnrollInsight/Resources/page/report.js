// The report of a training: curves, what it got right and wrong, how far its probabilities can be
// trusted, the texts that it got most wrong, and how it was run.

import { el } from "./dom.js";
import { figure, tableOf } from "./figure.js";
import { lineChart } from "./chart.js";
import { confusionFigure } from "./confusion.js";
import { brief, count, fixed, grouped, percent } from "./format.js";

/** The sections of a document `unroll-report-1`. */
export function reportFigures(report, heading) {
  return [
    opening(report, heading),
    ...historyFigures(report.history),
    report.confusion && confusionFigure(report.confusion),
    report.roc && rocFigure(report.roc),
    report.calibration && calibrationFigure(report.calibration),
    report.worst?.length && worstFigure(report.worst),
    ...["configuration", "environment"].map((name) => report[name] && settingsFigure(name, report[name])),
  ].filter(Boolean);
}

function opening({ title, model, texts }, heading) {
  return el("section", { class: "verdict", "aria-labelledby": "verdict-heading" },
    el(heading, { id: "verdict-heading" }, title ?? `How ${model?.name ?? "the model"} was trained`),
    texts ? el("p", { class: "verdict-notes" }, `Measured on ${count(texts, "text")} that the model was not trained on.`) : null);
}

function historyFigures(history) {
  const names = (history?.curves ?? []).map(({ name }) => name);
  return names.map((name, index) => {
    const { training, validation } = history.curves[index];
    const epochs = (values) => values.map((value, at) => [at + 1, value]);
    const series = [["training", training], ["validation", validation]].filter(([, values]) => values?.length)
      .map(([title, values], look) => ({ name: title, points: epochs(values), look }));
    const isShare = series.every(({ points }) => points.every(([, y]) => y >= 0 && y <= 1)) && !name.includes("loss");
    return figure({
      name: `history-${index + 1}`,
      title: `${name[0].toUpperCase()}${name.slice(1)} by epoch`,
      lead: "Where the curve of the training texts goes on improving and the other does not, the model learns texts by heart.",
      body: [lineChart({
        name: `${name} by epoch`, summary: ends(series, name), series, height: 280,
        x: { label: "epoch", name: "Epoch", format: grouped },
        y: isShare ? { label: name, kind: "percent", format: (value) => percent(value, 1) } : { label: name, format: brief },
      })],
      caption: ends(series, name),
      table: () => ({
        caption: `${name} after each epoch.`, columns: ["Epoch", ...series.map((one) => one.name)],
        rows: series[0].points.map(([epoch], at) => [grouped(epoch), ...series.map(({ points }) => fixed(points[at]?.[1], 4))]),
      }),
    });
  });
}

function ends(series, name) {
  const parts = series.map(({ name: which, points }) => `${which} ${brief(points[0][1])} to ${brief(points.at(-1)[1])}`);
  return `${name[0].toUpperCase()}${name.slice(1)} from the first to the last epoch: ${parts.join("; ")}.`;
}

function rocFigure({ auc, points }) {
  const summary = `The area under the curve is ${fixed(auc, 4)}: so likely a positive text, taken at random, scores higher than a negative one. `
    + "The dashed line is guessing, 0.5.";
  return figure({
    name: "roc", title: "Receiver operating characteristic", caption: summary,
    lead: "Wherever the threshold is set, some positive texts are found and some negative ones taken for positive. "
      + "A good model's curve hugs the upper left corner.",
    body: [lineChart({
      name: "Receiver operating characteristic", summary, series: [{ name: "model", points }], plain: true, diagonal: true, isSquare: true, height: 420,
      x: { label: "negative texts taken for positive", name: "Taken for positive wrongly", kind: "percent", domain: [0, 1], format: (x) => percent(x, 1) },
      y: { label: "positive texts found", kind: "percent", domain: [0, 1], format: (y) => percent(y, 1) },
    })],
    table: () => ({
      caption: "Points of the curve.", columns: ["Taken for positive wrongly", "Found"],
      rows: points.map(([x, y]) => [percent(x, 1), percent(y, 1)]),
    }),
  });
}

function calibrationFigure({ bins, error }) {
  const full = bins.filter((bin) => bin.count > 0);
  const gap = full.reduce((sum, bin) => sum + bin.count * Math.abs(bin.predicted - bin.observed), 0)
    / Math.max(1, full.reduce((sum, bin) => sum + bin.count, 0));
  const summary = `On average the stated probability and the observed share differ by ${percent(error ?? gap, 1)}. `
    + "Above the dashed line the model is too modest, below it too sure.";
  return figure({
    name: "calibration", title: "Can its probabilities be trusted?", caption: summary,
    lead: "Of all texts to which the model gives 80 %, do 80 % turn out positive? Texts are sorted into bins by what the model says.",
    body: [lineChart({
      name: "Calibration", summary, diagonal: true, isSquare: true, height: 420, series: [{ name: "observed", points: full.map((bin) => [bin.predicted, bin.observed]) }],
      x: { label: "probability that the model states", name: "Stated", kind: "percent", domain: [0, 1], format: (x) => percent(x, 1) },
      y: { label: "share that is positive", kind: "percent", domain: [0, 1], format: (y) => percent(y, 1) },
    })],
    table: () => ({
      caption: "Bins of the stated probability.", columns: ["Bin", "Texts", "Stated (mean)", "Observed"],
      rows: bins.map((bin) => [`${percent(bin.low)} to ${percent(bin.high)}`, grouped(bin.count), percent(bin.predicted, 1), percent(bin.observed, 1)]),
    }),
  });
}

function worstFigure(worst) {
  return figure({
    name: "worst", title: "The texts that it got most wrong",
    lead: "What a model is surest of and wrong about shows best what it does not understand: irony, a turn at the end, a wrong label.",
    body: [el("ol", { class: "worst" }, worst.map(({ text, label, predicted, score }) => el("li", {},
      el("p", { class: "worst-facts" }, "Is ", el("strong", {}, label), ", was taken for ", el("strong", {}, predicted), ` (${percent(score, 1)})`),
      longText(text))))],
  });
}

function longText(text) {
  if (text.length <= 420) return el("p", { dir: "auto" }, text);
  return el("details", {}, el("summary", { dir: "auto" }, `${text.slice(0, 380)}…`), el("p", { dir: "auto" }, text));
}

function settingsFigure(name, settings) {
  const rows = Array.isArray(settings) ? settings.map((one) => [one.name, one.value]) : Object.entries(settings);
  return el("section", { class: "figure", "aria-labelledby": `${name}-heading`, id: name },
    el("h2", { id: `${name}-heading` }, name === "configuration" ? "How it was trained" : "Where it was trained"),
    el("div", { class: "scroll", role: "region", tabindex: 0, "aria-label": name },
      tableOf({ caption: `The ${name} of the run.`, kind: "settings", columns: ["Setting", "Value"], rows: rows.map(([key, value]) => [key, valueText(value)]) })));
}

function valueText(value) {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
