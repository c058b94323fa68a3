// Scales from values to pixels, and the ticks of their axes.

/** The smallest and the largest finite number of a list. */
export function extent(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}

/** A straight scale: `scale(value)` is a pixel, `scale.ticks(n)` about n round values. */
export function linear([low, high], [start, end]) {
  const span = high - low || 1;
  const scale = (value) => start + ((value - low) / span) * (end - start);
  scale.inverse = (pixel) => low + ((pixel - start) / (end - start || 1)) * span;
  scale.ticks = (wanted = 5) => roundTicks(low, high, wanted);
  return scale;
}

/** A logarithmic scale for values above zero, with ticks at powers of ten. */
export function logarithmic([low, high], [start, end]) {
  const bottom = Math.floor(Math.log10(low) + 1e-9);
  const top = Math.max(Math.ceil(Math.log10(high) - 1e-9), bottom + 1);
  const straight = linear([bottom, top], [start, end]);
  const scale = (value) => straight(Math.log10(Math.max(value, 10 ** bottom)));
  scale.ticks = (wanted = 6) => {
    const step = Math.max(1, Math.ceil((top - bottom) / wanted));
    const ticks = [];
    for (let power = bottom; power <= top; power += step) ticks.push(10 ** power);
    return ticks;
  };
  return scale;
}

/** A scale for values that grow by factors, with a tick at each of `places`. */
export function byFactors(places, range) {
  const logs = places.map((place) => Math.log(Math.max(place, 1e-9)));
  const straight = linear(extent(logs), range);
  const scale = (value) => straight(Math.log(Math.max(value, 1e-9)));
  scale.inverse = (pixel) => Math.exp(straight.inverse(pixel));
  scale.ticks = (wanted = places.length) => {
    const every = Math.max(1, Math.ceil(places.length / wanted));
    return places.filter((_, at) => at % every === 0);
  };
  return scale;
}

/** A range widened to round numbers. */
export function rounded([low, high]) {
  const ticks = roundTicks(low, high, 5);
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : high - low || 1;
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
}

function roundTicks(low, high, wanted) {
  const rough = (high - low || 1) / Math.max(wanted, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999);
  const ticks = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n += 1) {
    ticks.push(Number((n * step).toPrecision(12)));
  }
  return ticks;
}

/** Decimals that tell the ticks of an axis apart. */
export function decimalsOf(ticks) {
  const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : Math.abs(ticks[0] ?? 1);
  return Math.min(6, Math.max(0, -Math.floor(Math.log10(step || 1) + 1e-9)));
}
