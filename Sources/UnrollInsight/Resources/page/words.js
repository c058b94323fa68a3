// Words on a map: vectors of many numbers laid flat, near words near each other; a word chosen shows
// its nearest neighbours in the full space.

import { el, replace, svg, whenResized } from "./dom.js";
import { figure } from "./figure.js";
import { followPointer, steppable } from "./steppable.js";
import { extent, linear } from "./scale.js";
import { count, fixed, listed, percent, quoted } from "./format.js";

/** The sections of a document `unroll-words-1`. */
export function wordsFigures({ words, explained, analogies, unknown }) {
  return [mapFigure({ words, explained, unknown }), analogies?.length ? analogyFigure(analogies) : null].filter(Boolean);
}

function mapFigure({ words, explained, unknown }) {
  const state = {
    words, explained: explained ?? [], at: longest(words),
    order: words.map((_, at) => at).sort((a, b) => words[a].x - words[b].x),
    plot: el("div", { class: "plot" }),
    side: el("aside", { class: "word-panel", "aria-label": "The chosen word" }),
  };
  const tell = steppable(state.plot, {
    kind: "map", label: `Map of ${count(words.length, "word")}. Arrow keys go from word to word, from left to right.`,
    count: () => words.length, place: () => state.order.indexOf(state.at), words: () => wordText(words[state.at]),
    move: (place) => choose(state, state.order[place], tell),
  });
  whenResized(state.plot, (width) => { state.width = width; draw(state); });
  followPointer(state.plot, (x, y) => state.places && choose(state, nearest(state.places, x, y), tell));
  showNeighbours(state);
  return figure({
    name: "words",
    title: "A map of the words",
    lead: "A model sees a word as a list of numbers. Here these lists are laid flat so that as much as possible of their "
      + "differences is kept. Choose a word to see which words are nearest to it in all dimensions.",
    body: [el("div", { class: "split" }, state.plot, state.side)],
    caption: caption(state.explained, unknown ?? []),
    table: () => ({
      caption: "Each word with its nearest neighbours (cosine similarity).",
      columns: ["Word", "Times in the text", "Nearest words"],
      rows: words.map((word) => [word.text, String(word.count ?? 1), neighbourText(word)]),
    }),
  });
}

function analogyFigure(analogies) {
  return figure({
    name: "analogies", title: "Analogies",
    lead: "What stands to a third word as the second stands to the first? The vectors answer by arithmetic: second minus first plus third.",
    body: [el("ul", { class: "analogies" }, analogies.map(({ words: [a, b, c], answers }) => el("li", {},
      el("p", {}, `${a} is to ${b} as ${c} is to `, el("strong", {}, answers[0]?.word ?? "nothing known")),
      el("p", { class: "fate" }, answers.map(({ word, similarity }) => `${word} ${fixed(similarity)}`).join(" · ")))))],
  });
}

/** A long word tells more at first sight than a comma. */
function longest(words) {
  return words.reduce((best, word, at) => (word.text.length > words[best].text.length ? at : best), 0);
}

function caption(explained, unknown) {
  const kept = explained.length >= 2
    ? ` The horizontal axis carries ${percent(explained[0])} of their variance, the vertical one ${percent(explained[1])}.` : "";
  return `Principal components of the word vectors.${kept} Larger dots are words that the text has more often.`
    + (unknown.length ? ` Without a vector: ${listed(unknown.slice(0, 12))}${unknown.length > 12 ? " and others" : ""}.` : "");
}

function choose(state, at, tell) {
  if (at === undefined || at === state.at) return;
  state.at = at;
  draw(state);
  showNeighbours(state);
  tell();
}

function draw(state) {
  const { words, width, plot } = state;
  if (!width) return;
  const height = Math.round(Math.min(520, Math.max(320, width * 0.72)));
  const x = linear(extent(words.map((word) => word.x)), [28, width - 60]);
  const y = linear(extent(words.map((word) => word.y)), [height - 40, 24]);
  state.places = words.map((word) => [x(word.x), y(word.y)]);
  replace(plot, svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, class: "map", "aria-hidden": "true" },
    axes(state, width, height), threads(state), dots(state), labels(state, width, height)));
}

function axes({ explained }, width, height) {
  const name = (at) => `${["first", "second"][at]} component${explained[at] === undefined ? "" : ` (${percent(explained[at])})`}`;
  return svg("g", {},
    svg("rect", { class: "frame", x: 0.5, y: 0.5, width: width - 1, height: height - 24, rx: 8 }),
    svg("text", { class: "axis-label end", x: width - 4, y: height - 6 }, `${name(0)} →`),
    svg("text", { class: "axis-label", transform: `translate(14 ${height - 34}) rotate(-90)` }, `${name(1)} →`));
}

function threads({ words, places, at }) {
  const byText = new Map(words.map((word, index) => [word.text, index]));
  const [x1, y1] = places[at];
  return svg("g", {}, (words[at].neighbours ?? []).map(({ word }) => byText.get(word)).filter((other) => other !== undefined)
    .map((other) => svg("line", { class: "thread", x1, y1, x2: places[other][0], y2: places[other][1] })));
}

function dots({ words, places, at }) {
  return svg("g", {}, words.map((word, index) => svg("circle", {
    class: index === at ? "word-dot chosen" : "word-dot", cx: places[index][0], cy: places[index][1],
    r: 2.5 + Math.min(6, Math.sqrt(word.count ?? 1)),
  })));
}

/** Labels where they fit beside their dots: the chosen word and frequent words first. */
function labels({ words, places, at }, width, height) {
  const taken = places.map(([x, y]) => ({ left: x - 3, right: x + 3, top: y - 3, bottom: y + 3 }));
  const order = words.map((_, index) => index).sort((a, b) => (b === at) - (a === at) || (words[b].count ?? 1) - (words[a].count ?? 1));
  const group = svg("g", {});
  for (const index of order) {
    const label = words[index].text.slice(0, 18);
    const spots = spotsAround(places[index], label.length * 7);
    const spot = spots.find((one) => isFree(one, taken, width, height - 24)) ?? (index === at ? spots[0] : null);
    if (!spot) continue;
    taken.push(spot);
    group.append(svg("text", {
      class: index === at ? "map-label chosen" : "map-label", x: spot.x, y: spot.y, dy: "0.33em", "text-anchor": spot.anchor,
    }, label));
  }
  return group;
}

/** Right, left, above and below of a dot. */
function spotsAround([x, y], width) {
  return [[x + 9, y, "start"], [x - 9, y, "end"], [x, y - 15, "middle"], [x, y + 15, "middle"]].map(([left, top, anchor]) => {
    const start = anchor === "start" ? left : anchor === "end" ? left - width : left - width / 2;
    return { x: left, y: top, anchor, left: start, right: start + width, top: top - 8, bottom: top + 8 };
  });
}

function isFree(box, taken, width, height) {
  const isInside = box.left > 20 && box.right < width - 4 && box.top > 4 && box.bottom < height;
  return isInside && !taken.some((other) =>
    box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
}

function showNeighbours({ words, at, side }) {
  const word = words[at];
  if (!word) return;
  replace(side, el("p", { class: "word-number" }, count(word.count ?? 1, "time", "times"), " in the text"),
    el("p", { class: "word-title" }, quoted(word.text)),
    el("p", { class: "state-name" }, "Nearest words"),
    el("ol", { class: "neighbours" }, (word.neighbours ?? []).map((neighbour) =>
      el("li", {}, el("span", {}, neighbour.word), el("output", {}, fixed(neighbour.similarity))))));
}

function wordText(word) {
  return word ? `${word.text}; nearest: ${neighbourText(word)}` : "no word";
}

function neighbourText({ neighbours }) {
  return listed((neighbours ?? []).slice(0, 5).map(({ word, similarity }) => `${word} ${fixed(similarity)}`)) || "none";
}

function nearest(places, x, y) {
  const distances = places.map(([left, top]) => (left - x) ** 2 + (top - y) ** 2);
  return distances.indexOf(Math.min(...distances));
}
