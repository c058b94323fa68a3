// Numbers as people read them. Minus signs are real ones; nothing is written as 1e-7 where words do.

const minus = "−";

/** A number with a fixed count of decimals. */
export function fixed(value, decimals = 2) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text.replace("-", minus);
}

/** The same with a plus sign in front of what is above zero. */
export function signed(value, decimals = 2) {
  const text = fixed(value, decimals);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** A share as a percentage. */
export function percent(share, decimals = 0) {
  return Number.isFinite(share) ? `${fixed(share * 100, decimals)}\u202f%` : "–";
}

/** A number of any size in three digits, in powers of ten where it is very small or large. */
export function brief(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 1e6 || size < 1e-3) return powerOfTen(value);
  if (size >= 100) return grouped(Math.round(value));
  return fixed(value, size >= 10 ? 1 : size >= 0.1 ? 2 : 4);
}

/** A whole number with thin spaces between thousands. */
export function grouped(value) {
  return String(value).replace("-", minus).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** `1 word`, `2 words`. */
export function count(number, noun, plural = `${noun}s`) {
  return `${grouped(number)} ${number === 1 ? noun : plural}`;
}

/** `2.1 × 10⁻⁷`. */
export function powerOfTen(value) {
  const [digits, exponent] = value.toExponential(1).split("e");
  return `${digits.replace("-", minus)} × 10${superscript(Number(exponent))}`;
}

/** A whole number in small raised digits. */
export function superscript(number) {
  const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  return [...String(number)].map((sign) => (sign === "-" ? "⁻" : digits[Number(sign)])).join("");
}

/** A list as a sentence has it: `a, b and c`. */
export function listed(items) {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** A word in quotation marks, cut where it is very long. */
export function quoted(text) {
  return `“${text.length > 28 ? `${text.slice(0, 27)}…` : text}”`;
}
