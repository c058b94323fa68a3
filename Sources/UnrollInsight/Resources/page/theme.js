// Light or dark: as the system has it, until the reader says otherwise.

import { isDark } from "./palette.js";

const listeners = new Set();

/** Calls `listener` whenever colours change. */
export function whenColoursChange(listener) {
  listeners.add(listener);
}

function remember(theme) {
  try {
    localStorage.setItem("unroll-theme", theme);
  } catch {
    // A file opened from a disk may have no storage; the choice then lasts as long as the page.
  }
}

function remembered() {
  try {
    return localStorage.getItem("unroll-theme");
  } catch {
    return null;
  }
}

/** Forgets all listeners: their pictures are about to be replaced. */
export function forgetColourListeners() {
  listeners.clear();
}

/** Makes the button switch between light and dark. */
export function installTheme(button) {
  const show = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", isDark() ? "Use light colours" : "Use dark colours");
    for (const listener of listeners) listener();
  };
  const theme = remembered();
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    remember(document.documentElement.dataset.theme);
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
}
