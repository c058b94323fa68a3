// The confusion matrix: what texts are, against what they were taken for.

import { el, setStyle } from "./dom.js";
import { figure } from "./figure.js";
import { count, grouped, percent } from "./format.js";

/** The section of a confusion matrix: `confusion[actual][predicted]`. */
export function confusionFigure({ labels, confusion: counts }) {
  const total = counts.flat().reduce((sum, value) => sum + value, 0);
  const right = counts.reduce((sum, row, at) => sum + row[at], 0);
  return figure({
    name: "confusion", title: "Right and wrong",
    lead: "Rows are what the texts are, columns what they were taken for. Everything off the diagonal is a mistake.",
    body: [el("div", { class: "scroll", role: "region", tabindex: 0, "aria-label": "Confusion matrix" }, matrix(labels, counts))],
    caption: `${grouped(right)} of ${count(total, "text")} are right: ${percent(right / Math.max(1, total), 1)}. `
      + counts.map((row, at) => `Of ${labels[at]}, ${percent(row[at] / Math.max(1, sum(row)), 1)} were found`).join("; ") + ".",
  });
}

function matrix(labels, counts) {
  return el("table", { class: "confusion" },
    el("caption", { class: "visually-hidden" }, "Confusion matrix: rows are true labels, columns predicted ones."),
    el("thead", {}, el("tr", {}, el("td", {}), labels.map((label) => el("th", { scope: "col" }, el("small", {}, "taken for "), label)))),
    el("tbody", {}, counts.map((row, actual) => el("tr", {},
      el("th", { scope: "row" }, el("small", {}, "is "), labels[actual]),
      row.map((value, predicted) => cell(value, sum(row), actual === predicted))))));
}

function cell(value, total, isRight) {
  const share = value / Math.max(1, total);
  const box = el("td", { class: isRight ? "right" : "wrong" },
    el("span", { class: "cell-count" }, grouped(value)), el("span", { class: "cell-share" }, percent(share, 1)));
  setStyle(box, { "--share": share.toFixed(3) });
  return box;
}

function sum(row) {
  return row.reduce((total, value) => total + value, 0);
}
