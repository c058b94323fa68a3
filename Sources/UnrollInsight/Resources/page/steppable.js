// Keys and pointers for pictures that have a place to look at. To a screen reader such a picture is
// a slider: it has a place, the arrow keys move it, and its value is read out as words.

/**
 * Makes `element` a picture with a place.
 * - `label`: its name; `count()`: how many places; `place()`: the present one;
 * - `words()`: what is seen there; `move(place)`: looks there; `across(by)`: up and down, if any.
 */
export function steppable(element, { label, kind = "chart", count, place, words, move, across }) {
  element.tabIndex = 0;
  element.setAttribute("role", "slider");
  element.setAttribute("aria-roledescription", kind);
  element.setAttribute("aria-label", label);
  element.setAttribute("aria-valuemin", "1");
  const tell = () => {
    element.setAttribute("aria-valuemax", String(Math.max(1, count())));
    element.setAttribute("aria-valuenow", String(place() + 1));
    element.setAttribute("aria-valuetext", words());
  };
  element.addEventListener("keydown", (event) => {
    const action = actionOf(event.key, count(), place(), Boolean(across));
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (action.across) across(action.across);
    else move(action.to);
    tell();
  });
  tell();
  return tell;
}

function actionOf(key, count, place, hasAcross) {
  if (hasAcross && key === "ArrowUp") return { across: -1 };
  if (hasAcross && key === "ArrowDown") return { across: 1 };
  const page = Math.max(2, Math.round(count / 10));
  const moves = {
    ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: -page, PageDown: page,
    Home: -count, End: count,
  };
  if (!(key in moves)) return null;
  return { to: Math.min(count - 1, Math.max(0, place + moves[key])) };
}

/** Calls `move(x, y)` in pixels of `element` while a pointer hovers over it, and `leave` after. */
export function followPointer(element, move, leave) {
  const tell = (event) => {
    const box = element.getBoundingClientRect();
    move(event.clientX - box.left, event.clientY - box.top, event);
  };
  element.addEventListener("pointermove", (event) => event.pointerType === "mouse" && tell(event));
  element.addEventListener("pointerdown", tell);
  if (leave) element.addEventListener("pointerleave", leave);
}
