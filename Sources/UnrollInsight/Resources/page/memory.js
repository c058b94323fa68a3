// Memory tasks: accuracy against the distance over which something must be remembered.

import { lineChart } from "./chart.js";
import { figure } from "./figure.js";
import { grouped, listed, percent } from "./format.js";

/** A section for each task of a document `unroll-memory-1`. */
export function memoryFigures({ tasks }) {
  return tasks.map((task, index) => taskFigure(task, index));
}

function taskFigure({ name, explanation, chance, curves }, index) {
  const series = curves.map((curve) => ({
    name: curve.name, points: curve.distance.map((x, at) => [x, curve.accuracy[at]]),
  }));
  const summary = reach(curves, chance);
  return figure({
    name: `task-${index + 1}`,
    title: `Memory task: ${name}`,
    lead: explanation,
    body: [lineChart({
      name: `${name}: accuracy against distance`, summary, series,
      rules: Number.isFinite(chance) ? [{ y: chance, name: `by chance ${percent(chance)}` }] : [],
      x: { label: "steps to remember (logarithmic)", name: "Steps to remember", kind: "factors", format: grouped },
      y: { label: "accuracy on new sequences", kind: "percent", domain: [0, 1], format: (value) => percent(value, 1) },
    })],
    caption: summary,
    table: () => table(name, curves),
  });
}

function reach(curves, chance) {
  const bar = Number.isFinite(chance) ? (1 + chance) / 2 : 0.75;
  const reaches = curves.map(({ name, distance, accuracy }) => {
    const held = distance.filter((_, at) => accuracy[at] >= bar);
    return held.length ? `${name} up to ${grouped(Math.max(...held))} steps` : `${name} at none of these distances`;
  });
  return `Better than half-way between chance and perfect (${percent(bar)}): ${listed(reaches)}.`;
}

function table(name, curves) {
  const distances = [...new Set(curves.flatMap(({ distance }) => distance))].sort((a, b) => a - b);
  return {
    caption: `${name}: accuracy at each distance.`,
    columns: ["Distance", ...curves.map((curve) => curve.name)],
    rows: distances.map((x) => [grouped(x), ...curves.map(({ distance, accuracy }) => percent(accuracy[distance.indexOf(x)] ?? NaN, 1))]),
  };
}
