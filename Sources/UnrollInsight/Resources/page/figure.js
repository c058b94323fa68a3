// The frame of every picture: heading, what to look for, controls, the picture, its caption, and
// the same numbers as a table.

import { el, freshName, replace } from "./dom.js";

/** A section of the page. `table()` gives `{caption, columns, rows}` and is asked when first opened. */
export function figure({ title, lead, controls = [], body, caption, table, name }) {
  const heading = freshName("heading");
  const section = el("section", { class: "figure", "aria-labelledby": heading, id: name },
    el("h2", { id: heading }, title),
    el("p", { class: "lead" }, lead));
  if (controls.length) section.append(el("div", { class: "controls" }, controls));
  section.append(el("div", { class: "plate" }, body));
  if (caption) section.append(el("p", { class: "caption" }, caption));
  if (table) section.append(asTable(table, title));
  return section;
}

/** A table that is made when a reader opens it. */
export function asTable(table, title) {
  const box = el("div", { class: "scroll", role: "region", tabindex: 0, "aria-label": `${title}: table` });
  const details = el("details", { class: "numbers" }, el("summary", {}, "The numbers as a table"), box);
  details.addEventListener("toggle", () => {
    if (details.open) replace(box, tableOf(table()));
  });
  return details;
}

/** A table of texts and numbers; the first column names the row. */
export function tableOf({ caption, columns, rows, kind }) {
  return el("table", { class: kind },
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, columns.map((column) => el("th", { scope: "col" }, column)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell, column) =>
      column === 0 ? el("th", { scope: "row" }, cell) : el("td", {}, cell))))));
}

/** Buttons of which one is pressed; `choose(index)` is called with the new one. */
export function choice(label, options, selected, choose) {
  const buttons = options.map((option, index) => el("button", {
    type: "button", class: "option", "aria-pressed": String(index === selected),
    onclick: () => {
      buttons.forEach((other, at) => other.setAttribute("aria-pressed", String(at === index)));
      choose(index);
    },
  }, option));
  return el("div", { class: "choice", role: "group", "aria-label": label }, buttons);
}

/** A list to choose one of many from, with its label. */
export function picker(label, options, selected, choose) {
  const select = el("select", { onchange: (event) => choose(event.target.selectedIndex) },
    options.map((option, index) => el("option", { selected: index === selected }, option)));
  return el("label", { class: "picker" }, el("span", {}, label), select);
}
