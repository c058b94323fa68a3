// How far back the gradient reaches: its size at each step before the end, layer beside layer.

import { lineChart } from "./chart.js";
import { figure } from "./figure.js";
import { brief, count, grouped, listed } from "./format.js";

/** The section of a document `unroll-gradients-1`. */
export function gradientsFigure({ curves, texts }) {
  const series = curves.map(({ name, distance, norm }) => ({ name, points: distance.map((x, at) => [x, norm[at]]) }));
  const summary = reach(curves);
  return figure({
    name: "gradients",
    title: "How far memory reaches",
    lead: "To learn from a word, a network needs a gradient that reaches it. Here is how strongly the last state still "
      + "depends on what was read so many words earlier. On this scale a straight line down is a loss by the same factor at every word: "
      + "the vanishing gradient.",
    body: [lineChart({
      name: "Size of the gradient against the distance from the end of the text", summary, series, height: 400,
      x: { label: "words before the end of the text", name: "Words before the end", kind: "whole", format: grouped },
      y: { label: "size of the gradient (logarithmic)", kind: "log", format: brief },
    })],
    caption: `${summary} Mean over ${count(texts, "text")}.`,
    table: () => table(curves),
  });
}

function reach(curves) {
  const sentences = curves.map((curve) => `${curve.name} ${lossOf(curve)}`);
  return `From the last word to the farthest that is shown: ${listed(sentences)}.`;
}

function lossOf({ distance, norm }) {
  const pairs = distance.map((x, at) => [x, norm[at]]).filter(([, y]) => y > 0).sort(([a], [b]) => a - b);
  if (pairs.length < 2) return "has no gradient to show";
  const [[, start], [far, end]] = [pairs[0], pairs.at(-1)];
  return end < start
    ? `loses a factor of ${brief(start / end)} over ${far} words`
    : `gains a factor of ${brief(end / start)} over ${far} words`;
}

function table(curves) {
  const distances = [...new Set(curves.flatMap(({ distance }) => distance))].sort((a, b) => a - b);
  return {
    caption: "Size of the gradient so many words before the end.",
    columns: ["Words before the end", ...curves.map(({ name }) => name)],
    rows: distances.map((x) => [grouped(x), ...curves.map(({ distance, norm }) => brief(norm[distance.indexOf(x)] ?? NaN))]),
  };
}
