// The server's page: a text, a model, and the explanation that comes back.

import { el, replace } from "./dom.js";
import { picker } from "./figure.js";

const examples = [
  "I expected to hate this film, but the acting was wonderful and the story moved me to tears.",
  "The first hour is brilliant. The rest is a dull, predictable mess that I could not wait to end.",
  "It is not good, it is not even bad: it is simply boring.",
];

/** The form; `show(documents)` draws what the server answers. */
export function askForm(models, show) {
  const state = { model: models[0]?.name, token: "" };
  const text = el("textarea", { id: "ask-text", rows: 4, required: true, maxlength: 100000, dir: "auto" });
  const status = el("p", { class: "ask-status", role: "status" });
  const problem = el("p", { class: "ask-problem", role: "alert" });
  const token = el("input", { type: "password", id: "ask-token", autocomplete: "off", oninput: () => { state.token = token.value; } });
  const tokenRow = el("p", { class: "ask-token", hidden: true }, el("label", { for: "ask-token" }, "The server asks for a token"), token);
  const button = el("button", { type: "submit", class: "primary" }, "Explain");
  const submit = async (event) => {
    event?.preventDefault();
    if (button.disabled || !form.reportValidity()) return;
    button.disabled = true;
    replace(problem);
    replace(status, "Reading …");
    const answer = await ask(state, text.value);
    button.disabled = false;
    tokenRow.hidden = tokenRow.hidden && answer.status !== 401;
    replace(problem, answer.problem ?? "");
    replace(status, answer.documents ? "Done: the pictures are below." : "");
    if (answer.documents) show(answer.documents);
  };
  text.value = examples[0];
  text.addEventListener("keydown", (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && submit(event));
  const form = el("form", { onsubmit: submit },
    el("label", { for: "ask-text" }, "A text"), text,
    el("p", { class: "examples" }, "Or try: ", examples.map((example, at) => el("button", {
      type: "button", class: "quiet", onclick: () => { text.value = example; submit(); },
    }, ["praise", "a turn", "irony"][at]))),
    tokenRow,
    el("div", { class: "ask-row" },
      modelPicker(models, state), button, el("span", { class: "hint" }, "or Ctrl + Enter")),
    status, problem);
  return el("section", { class: "ask", "aria-labelledby": "ask-heading" },
    el("h1", { id: "ask-heading" }, "Ask the model, and see why"), form);
}

/** The models to choose from, or a field for a name where the server does not tell them. */
function modelPicker(models, state) {
  if (!models.length) {
    return el("label", { class: "picker" }, el("span", {}, "Model"), el("input", {
      type: "text", required: true, autocomplete: "off", placeholder: "its name",
      oninput: (event) => { state.model = event.target.value.trim(); },
    }));
  }
  const names = models.map(({ name, version }) => (version ? `${name} (version ${version})` : name));
  return picker("Model", names, 0, (index) => { state.model = models[index].name; });
}

/** Asks for an explanation; every failure becomes a sentence. */
async function ask({ model, token }, text) {
  try {
    const headers = { "Content-Type": "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    // Without a slash in front: the page may be served under a path.
    const response = await fetch(`v1/models/${encodeURIComponent(model)}:explain`, {
      method: "POST", headers, body: JSON.stringify({ instances: [text] }),
    });
    const answer = await response.json().catch(() => ({}));
    if (response.ok && answer.explanations) return { documents: answer.explanations };
    return { status: response.status, problem: String(answer.error ?? `The server answered ${response.status}.`) };
  } catch {
    return { problem: "The server does not answer. Is it still running?" };
  }
}
