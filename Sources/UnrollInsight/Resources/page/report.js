// The report of a training: curves by epoch, what it got right and wrong, and how it was run.

import { el } from "./dom.js";
import { figure, tableOf } from "./figure.js";
import { lineChart } from "./chart.js";
import { confusionFigure } from "./confusion.js";
import { calibrationFigure, rocFigure, worstFigure } from "./quality.js";
import { brief, count, fixed, grouped, percent } from "./format.js";

/** The sections of a document `unroll-report-1`. */
export function reportFigures(report, heading) {
  const { evaluation } = report;
  return [
    opening(report, heading),
    ...courseFigures(report.course),
    ...(evaluation ? [
      confusionFigure(evaluation),
      evaluation.roc?.length && rocFigure(evaluation.roc),
      calibrationFigure(evaluation.calibration),
      evaluation.worst.length && worstFigure(evaluation.worst),
    ] : []),
    settingsFigure("configuration", "How it was trained", report.configuration),
    settingsFigure("environment", "Where it was trained", report.environment),
  ].filter(Boolean);
}

function opening({ model, course, evaluation }, heading) {
  const weights = model.layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const layers = model.layers.map(({ className }) => className).join(" → ");
  return el("section", { class: "verdict", "aria-labelledby": "verdict-heading" },
    el(heading, { id: "verdict-heading" }, `How ${model.name} was trained`),
    el("div", { class: "verdict-row" },
      evaluation ? el("p", { class: "verdict-label" }, percent(evaluation.accuracy, 1)) : null,
      evaluation ? el("p", { class: "verdict-score" }, `right on ${evaluation.name}`) : null,
      el("p", { class: "verdict-notes" }, layers, el("br"),
        `${count(weights, "weight")}, ${count(course.epochs.length, "epoch")}`
        + `${evaluation ? `, measured on ${count(evaluation.count, "text")} that it was not trained on` : ""}.`)));
}

/** A chart for each figure, of the training texts and, where there are any, of the validation texts. */
function courseFigures({ epochs, figures }) {
  const names = Object.keys(figures).filter((name) => !name.startsWith("val_")).sort((a, b) => (b === "loss") - (a === "loss"));
  return names.map((name, index) => {
    const series = [["training", figures[name]], ["validation", figures[`val_${name}`]]].filter(([, values]) => values?.length)
      .map(([title, values], look) => ({ name: title, look, points: values.map((value, at) => [epochs[at], value]) }));
    return epochFigure(name.replaceAll("_", " "), series, index + 1);
  });
}

function epochFigure(name, series, number) {
  const isShare = !name.includes("loss") && series.every(({ points }) => points.every(([, y]) => y >= 0 && y <= 1));
  const title = name[0].toUpperCase() + name.slice(1);
  const summary = ends(title, series, isShare ? (value) => percent(value, 1) : brief);
  return figure({
    name: `course-${number}`,
    title: `${title} by epoch`,
    lead: series.length > 1
      ? "Where the curve of the training texts goes on improving and the other does not, the model learns texts by heart."
      : "There were no validation texts: a curve of training texts alone does not tell what is learnt by heart.",
    body: [lineChart({
      name: `${title} by epoch`, summary, series, height: 280,
      x: { label: "epoch", name: "Epoch", kind: "whole", format: grouped },
      y: isShare ? { label: name, kind: "percent", format: (value) => percent(value, 1) } : { label: name, format: brief },
    })],
    caption: summary,
    table: () => ({
      caption: `${title} after each epoch.`, columns: ["Epoch", ...series.map((one) => one.name)],
      rows: series[0].points.map(([epoch], at) => [grouped(epoch), ...series.map(({ points }) => fixed(points[at]?.[1], 4))]),
    }),
  });
}

function ends(title, series, format) {
  const parts = series.map(({ name, points }) => `${name} ${format(points[0][1])} to ${format(points.at(-1)[1])}`);
  return `${title} from the first to the last epoch: ${parts.join("; ")}.`;
}

function settingsFigure(name, title, settings) {
  if (!settings?.length) return null;
  return el("section", { class: "figure", "aria-labelledby": `${name}-heading`, id: name },
    el("h2", { id: `${name}-heading` }, title),
    el("div", { class: "scroll", role: "region", tabindex: 0, "aria-label": `${title}: table` }, tableOf({
      caption: `The ${name} of the run.`, kind: "settings", columns: ["Setting", "Value"],
      rows: settings.map((one) => [one.name, one.value]),
    })));
}
