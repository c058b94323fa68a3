// What the recurrent layers of an explanation hold, in the terms of the pictures.

/** What a gate is for, in a few words. */
export const gateMeanings = {
  input: { title: "Input gate", low: "lets nothing in", high: "writes the word", short: "lets in" },
  forget: { title: "Forget gate", low: "erases", high: "keeps", short: "keeps" },
  output: { title: "Output gate", low: "hides the cell", high: "shows it", short: "shows" },
  update: { title: "Update gate", low: "takes the new", high: "keeps the old", short: "keeps" },
  reset: { title: "Reset gate", low: "ignores the past", high: "uses the past", short: "uses the past" },
};

/** The gates of a layer in the order in which a cell uses them: `[name, [steps][units]]`. */
export function gatesOf(layer) {
  return Object.keys(gateMeanings).filter((name) => layer.gates?.[name])
    .map((name) => [name, layer.gates[name]]);
}

/** The gate that decides what is kept: forget of an LSTM, update of a GRU, none of a SimpleRNN. */
export function keepingGate(layer) {
  return layer.gates?.forget ?? layer.gates?.update ?? null;
}

/** The memory of a layer: the cell where there is one, else the hidden state. */
export function memoryOf(layer) {
  return layer.cell ?? layer.hidden;
}

/** What that memory is called. */
export function memoryName(layer) {
  return layer.cell ? "cell state" : "hidden state";
}

/** The step whose state a layer had before it read `step`, or -1. */
export function stepBefore(layer, step) {
  const before = layer.direction === "backward" ? step + 1 : step - 1;
  return before < (layer.hidden?.length ?? 0) ? before : -1;
}

/** The title of a layer for people. */
export function layerTitle(layer) {
  const direction = { forward: "reads forwards", backward: "reads backwards" }[layer.direction];
  return `${layer.layer} · ${layer.className}, ${layer.units} units, ${direction}`;
}

/** The mean of a row of numbers. */
export function mean(row) {
  return row?.length ? row.reduce((sum, value) => sum + value, 0) / row.length : NaN;
}

/** How much a state changed at a step: the root mean square over its units. */
export function changeAt(layer, step) {
  const [now, before] = [memoryOf(layer)[step], memoryOf(layer)[stepBefore(layer, step)]];
  if (!now) return 0;
  const squares = now.map((value, unit) => (value - (before?.[unit] ?? 0)) ** 2);
  return Math.sqrt(mean(squares));
}

/** A size that nearly all values stay below, for symmetric colours. */
export function usualSize(matrix) {
  const sizes = matrix.flat().map(Math.abs).filter(Number.isFinite).sort((a, b) => a - b);
  return sizes[Math.floor(sizes.length * 0.99)] || 1;
}
