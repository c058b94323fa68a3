// Reads the documents inside the page and draws each with the view for its format.

import { el, replace } from "./dom.js";
import { forgetColourListeners, installTheme } from "./theme.js";
import { picker } from "./figure.js";
import { explanationFigures } from "./explanation.js";
import { gradientsFigure } from "./gradients.js";
import { memoryFigures } from "./memory.js";
import { reportFigures } from "./report.js";
import { wordsFigures } from "./words.js";
import { askForm } from "./ask.js";

const views = {
  "unroll-explanation-1": explanationFigures,
  "unroll-gradients-1": gradientsFigure,
  "unroll-memory-1": memoryFigures,
  "unroll-report-1": reportFigures,
  "unroll-words-1": wordsFigures,
};

/** JSON inside the page, or nothing where the page has none of that name. */
function embedded(name) {
  const element = document.getElementById(name);
  return element ? JSON.parse(element.textContent) : null;
}

/** Draws all documents; of several explanations one at a time, since they share names and keys. */
function draw(documents, place, chosen = 0) {
  forgetColourListeners();
  const explanations = documents.filter(isExplanation);
  const shown = documents.filter((one) => !isExplanation(one) || one === explanations[chosen]);
  // The form of a server has the title of the page; of several documents only the first can have it.
  const heading = (at) => (at === 0 && !document.querySelector(".ask") ? "h1" : "h2");
  const figures = shown.map((one, at) => views[one.format]?.(one, heading(at)) ?? unknown(one)).flat(2);
  if (explanations.length > 1) {
    const names = explanations.map(({ text, prediction }, at) => `${at + 1}. ${prediction.label}: ${(text ?? "a sample").slice(0, 60)}`);
    figures.unshift(el("div", { class: "controls" }, picker("Text", names, chosen, (index) => draw(documents, place, index))));
  }
  replace(place, figures);
  if (!document.querySelector("h1")) place.prepend(el("h1", { class: "page-title" }, document.title));
  listContents();
}

function isExplanation({ format }) {
  return format === "unroll-explanation-1";
}

function unknown({ format }) {
  return el("p", { role: "alert" }, `This page cannot draw a document of the format ${String(format)}.`);
}

/** Links to all figures. */
function listContents() {
  const figures = [...document.querySelectorAll("main .figure[id]")];
  const links = figures.map((figure) => el("li", {}, el("a", { href: `#${figure.id}` }, figure.querySelector("h2").textContent)));
  replace(document.getElementById("contents"), links.length > 1 ? el("ul", {}, links) : null);
}

function start() {
  installTheme(document.getElementById("theme"));
  const main = document.getElementById("main");
  const place = el("div", { id: "pictures" });
  const models = embedded("models");
  if (models) main.append(askForm(models.models, (documents) => draw(documents, place)));
  main.append(place);
  const documents = embedded("document");
  if (documents) draw([documents].flat(), place);
}

start();
