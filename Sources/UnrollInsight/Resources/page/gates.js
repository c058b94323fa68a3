// Gates and state as heat maps, word by word and unit by unit, with one unit followed through the text.

import { el, replace, svg } from "./dom.js";
import { figure } from "./figure.js";
import { heatMap } from "./heatmap.js";
import { colourAt } from "./palette.js";
import { fixed, listed, percent } from "./format.js";
import { gateMeanings, gatesOf, keepingGate, layerTitle, mean, usualSize } from "./layers.js";
import { layerPicker } from "./unrolled.js";
import { unitTrace } from "./unit-trace.js";

/** The section; the maps are made anew when another layer is chosen. */
export function gatesFigure(reading) {
  const maps = el("div", { class: "heats" });
  const caption = el("span", {});
  const rebuild = () => {
    const { layer } = reading;
    maps.classList.toggle("wide", reading.words.length > 60);
    replace(maps, panels(layer).map((panel) => heatMap(reading, { ...panel, layer, order: layer.order })),
      el("div", { class: "heat" }, unitTrace(reading, layer)));
    replace(caption, description(layer));
  };
  reading.onSelect((now, old) => now.layer !== old.layer && rebuild());
  rebuild();
  const hasGates = gatesOf(reading.layer).length > 0;
  return figure({
    name: "gates",
    title: hasGates ? "Gates and memory" : "The state, word by word",
    lead: "Every column is a word and every row is a unit. The units that hold on longest are at the top: look for long, even "
      + "stripes there, and for the words at which a stripe breaks off.",
    controls: [layerPicker(reading), ramps(reading)],
    body: [maps],
    caption,
    table: () => gateTable(reading),
  });
}

function panels(layer) {
  const gates = gatesOf(layer).map(([name, matrix]) => {
    const { title, low, high } = gateMeanings[name];
    return { title, matrix, kind: "share", meaning: `0 ${low}, 1 ${high}.` };
  });
  const states = [["Cell state", layer.cell], ["Hidden state", layer.hidden]].filter(([, matrix]) => matrix)
    .map(([title, matrix]) => {
      const limit = usualSize(matrix);
      return { title, matrix, kind: "signed", limit, meaning: `Colours from −${fixed(limit)} to ${fixed(limit)}.` };
    });
  return [...gates, ...states];
}

function ramps(reading) {
  const box = el("div", { class: "ramps", "aria-hidden": "true" });
  const paint = () => replace(box,
    gatesOf(reading.layer).length ? ramp("share", "gate shut 0", "1 open") : null, ramp("signed", "state below 0", "above 0"));
  reading.onColours(paint);
  paint();
  return box;
}

function ramp(kind, low, high) {
  const boxes = Array.from({ length: 20 }, (_, at) => svg("rect", { x: at * 6, width: 6.5, height: 10, fill: colourAt(kind, at / 19) }));
  return el("span", { class: "ramp-key" }, low, svg("svg", { width: 120, height: 10 }, boxes), high);
}

function description(layer) {
  const keep = keepingGate(layer);
  const best = layer.order.slice(0, 3);
  const parts = [`${layerTitle(layer)}.`];
  if (keep) {
    const average = mean(keep.map(mean));
    parts.push(`On average ${percent(average)} of the memory survives a word, at that rate half of it is gone after `
      + `${fixed(Math.log(0.5) / Math.log(Math.min(0.9999, Math.max(1e-6, average))), 1)} words;`);
    parts.push(`units ${listed(best.map(String))} hold on longest`
      + `${layer.retention?.length ? ` (retention ${listed(best.map((unit) => fixed(layer.retention[unit])))})` : ""}.`);
  } else {
    parts.push("A SimpleRNN has no gates: its state is computed afresh at every word, and old words fade as they are mixed in.");
  }
  parts.push("Left and right go from word to word, up and down from unit to unit.");
  return parts.join(" ");
}

function gateTable(reading) {
  const { layer } = reading;
  const columns = panels(layer);
  return {
    caption: `Unit ${reading.selected.unit} of ${layerTitle(layer)}, word by word. `
      + "Choose another unit in a heat map first to read it here.",
    columns: ["Word", ...columns.map(({ title }) => title)],
    rows: reading.words.map(({ text, step }) => [
      text, ...columns.map(({ matrix }) => fixed(matrix[step]?.[reading.selected.unit], 3)),
    ]),
  };
}

