// An answer as a table on the page: labels beside identifiers, links to pages, sorting by a column, so many rows at a time.

import { keysOf, sorted } from "./answers.js";
import { make } from "./elements.js";

const STEP = 250; // rows shown at a time

/** The element that shows a table; `label` gives labels and pages of keys (a promise of a map). */
export function tableElement({ columns, rows }, label) {
  const state = { rows, column: -1, descending: false, shown: STEP, labels: {} };
  const body = make("tbody");
  const more = make("button", { type: "button", class: "more", click: () => ((state.shown += STEP), fill()) });
  const heads = columns.map((name, index) => head(name, () => sortBy(index)));
  const fill = () => {
    const visible = state.rows.slice(0, state.shown);
    body.replaceChildren(...visible.map((row) => make("tr", {}, ...row.map((cell) => cellElement(cell, row, state.labels)))));
    more.hidden = state.shown >= state.rows.length;
    more.textContent = `Show ${Math.min(STEP, state.rows.length - state.shown)} more of ${state.rows.length.toLocaleString("en")}`;
    void named(visible);
  };
  const named = async (visible) => {
    const unknown = keysOf(visible).filter((key) => !(key in state.labels));
    if (!unknown.length) return;
    const found = await label(unknown);
    for (const key of unknown) state.labels[key] = found[key] ?? null;
    if (Object.keys(found).length) fill();
  };
  const sortBy = (index) => {
    state.descending = state.column === index && !state.descending;
    state.column = index;
    state.rows = sorted(rows, index, state.descending);
    heads.forEach((th, at) => th.setAttribute("aria-sort", at !== index ? "none" : state.descending ? "descending" : "ascending"));
    fill();
  };
  fill();
  const table = make("table", { class: "answer" }, make("thead", {}, make("tr", {}, ...heads)), body);
  return make("div", {}, make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rows of the answer" }, table), more);
}

function head(name, click) {
  return make("th", { scope: "col", "aria-sort": "none" }, make("button", { type: "button", class: "sort", click }, name));
}

function cellElement(cell, row, labels) {
  const known = cell.key ? labels[cell.key] : undefined;
  const attributes = { class: kindOf(cell) };
  if (!known) return make("td", attributes, cell.text, cell.note ? make("small", {}, ` ${cell.note}`) : "");
  const text = cell.iri ? known.curie : cell.text;
  const link = make("a", { href: known.page }, isTrial(known) ? lastOf(cell.key) : text);
  const shownLabel = cell.iri && known.label && !row.some((other) => other.text === known.label);
  return make("td", attributes, link, shownLabel ? make("span", { class: "label" }, ` ${known.label}`) : "");
}

function kindOf(cell) {
  if (cell.number !== undefined) return "number";
  return !cell.iri && cell.text.length > 40 ? "long" : undefined;
}

function isTrial(known) {
  return /^\/trial\/[^/]+$/.test(known.page);
}

function lastOf(key) {
  return key.split("/").pop();
}
