// Elements from code. Text is always set as text, never parsed, so a hostile text stays a text.

const vectorSpace = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    // Properties pass a strict content security policy, a style attribute does not.
    else if (name === "style") setStyle(element, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...present(children));
  return element;
}

function present(children) {
  return children.flat(3).filter((child) => child !== null && child !== undefined && child !== false);
}

/** Sets properties of an element's style, custom ones too. */
export function setStyle(element, properties) {
  for (const [name, value] of Object.entries(properties)) {
    element.style.setProperty(name, String(value));
  }
}

/** An HTML element: attributes by name, `onclick` and the like as listeners, children as nodes or texts. */
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** An SVG element, with the same arguments as `el`. */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(vectorSpace, name), attributes, children);
}

/** Replaces everything inside an element. */
export function replace(element, ...children) {
  element.replaceChildren(...present(children));
}

/** Calls `draw(width)` now and whenever the width of `box` changes. */
export function whenResized(box, draw) {
  let last = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width > 0 && width !== last) draw((last = width));
  }).observe(box);
}

let names = 0;

/** A name for an element that no other element of the page has. */
export function freshName(stem) {
  names += 1;
  return `${stem}-${names}`;
}
