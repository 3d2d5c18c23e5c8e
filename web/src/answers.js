// A SPARQL answer as a table: columns, rows of cells, and their order.

import { compact } from "./prefixes.js";

const TRIAL = /^(?:NCT\d{8}|cartkg-[0-9a-f]{12})$/; // the identifiers that answers give for trials

/** The table of an answer in SPARQL 1.1 JSON: columns' names and rows of cells; ASK gives one cell. */
export function tableOf(answer, prefixes) {
  if (typeof answer.boolean === "boolean") {
    return { truth: true, columns: ["answer"], rows: [[{ text: answer.boolean ? "yes" : "no", key: "" }]] };
  }
  const columns = answer.head.vars;
  const rows = answer.results.bindings.map((binding) => columns.map((name) => cellOf(binding[name], prefixes)));
  return { columns, rows };
}

/** A cell: the text to show, the key by which its label and page are asked, a number where it is one. */
function cellOf(term, prefixes) {
  if (!term) return { text: "", key: "" };
  if (term.type === "uri") return { text: compact(term.value, prefixes), key: term.value, iri: true };
  const number = isNumeric(term) ? Number(term.value) : undefined;
  const note = term["xml:lang"] ? `@${term["xml:lang"]}` : "";
  return { text: term.value, key: TRIAL.test(term.value) ? term.value : "", number, note };
}

function isNumeric(term) {
  const type = (term.datatype ?? "").split("#").pop();
  return ["integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"].includes(type) && isFinite(Number(term.value));
}

/** Rows in the order of a column; empty cells last whichever way; equal ones stay as they were. */
export function sorted(rows, column, descending) {
  const sign = descending ? -1 : 1;
  const filled = rows.filter((row) => row[column].text !== "");
  const empty = rows.filter((row) => row[column].text === "");
  return [...filled.sort((a, b) => sign * compare(a[column], b[column])), ...empty];
}

function compare(one, other) {
  if (one.number !== undefined && other.number !== undefined) return one.number - other.number;
  return one.text.localeCompare(other.text, "en", { numeric: true });
}

/** The distinct keys of some rows. */
export function keysOf(rows) {
  return [...new Set(rows.flat().map((cell) => cell.key).filter(Boolean))];
}

/** The line and column (from 1) that a refusal names, or nothing. */
export function placeOf(message) {
  const found = /line (\d+),? column (\d+)/i.exec(message) ?? /\bat (\d+):(\d+)/.exec(message);
  return found ? { line: Number(found[1]), column: Number(found[2]) } : undefined;
}
