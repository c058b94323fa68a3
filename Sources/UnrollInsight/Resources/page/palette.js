// Colours of pictures that are painted pixel by pixel; all others come from base.css.
// Blue against orange is told apart by nearly all who see colours differently; every ramp also
// changes steadily in lightness, so it survives a print in grey.

const ramps = {
  light: {
    share: ["#f4f2ec", "#c5dfdc", "#74b9b9", "#1f8389", "#0a4f5c", "#052a35"],
    signed: ["#7a3203", "#c4560a", "#ee9f5c", "#f8d9b9", "#f6f4ef", "#c3daee", "#6fa9d8", "#1f6fb4", "#0b3f70"],
  },
  dark: {
    share: ["#1a2023", "#123c42", "#0f6068", "#2a9297", "#7cccc6", "#e4fbf5"],
    signed: ["#ffd9b0", "#f5a25b", "#c8661c", "#6b3a17", "#1d2124", "#173f5f", "#2273b0", "#66b1ea", "#d3eaff"],
  },
};

const tables = new Map();

/** Whether the page is drawn light on dark. */
export function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** 256 colours as red, green and blue bytes: `share` for 0 to 1, `signed` for −1 to 1. */
export function colourTable(kind) {
  const key = `${isDark() ? "dark" : "light"}-${kind}`;
  if (!tables.has(key)) tables.set(key, interpolate(ramps[key.split("-")[0]][kind]));
  return tables.get(key);
}

/** A colour of a table as CSS has it; `share` runs from 0 to 1. */
export function colourAt(kind, share) {
  const table = colourTable(kind);
  const at = 3 * indexOf(share);
  return `rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})`;
}

/** The place of a share in a table of 256 colours. */
export function indexOf(share) {
  return Math.min(255, Math.max(0, Math.round(share * 255)));
}

function interpolate(stops) {
  const colours = stops.map((stop) => [1, 3, 5].map((at) => parseInt(stop.slice(at, at + 2), 16)));
  const table = new Uint8ClampedArray(256 * 3);
  for (let n = 0; n < 256; n += 1) {
    const place = (n / 255) * (colours.length - 1);
    const left = Math.min(Math.floor(place), colours.length - 2);
    for (let part = 0; part < 3; part += 1) {
      const [from, to] = [colours[left][part], colours[left + 1][part]];
      table[3 * n + part] = from + (to - from) * (place - left);
    }
  }
  return table;
}
