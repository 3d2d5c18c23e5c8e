// What the page asks of the server: answers, completions, labels.

import { placeOf } from "./answers.js";

const ROWS = "application/sparql-results+json, text/turtle;q=0.9";

/** The answer to a query: its text, media type and headers. Throws Refused when the endpoint refuses it. */
export async function answerTo(query, signal, accept = ROWS) {
  const response = await fetch("/sparql", {
    method: "POST",
    headers: { "Content-Type": "application/sparql-query", Accept: accept },
    body: query,
    signal,
  });
  if (!response.ok) throw await refusal(response);
  const text = await whole(response);
  return { text, type: (response.headers.get("Content-Type") ?? "").split(";")[0] };
}

/** The body of an answer. The endpoint breaks the connection off when an answer that has begun grows too long or takes too long. */
async function whole(response) {
  try {
    return await response.text();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused("The answer broke off: it is not whole, for it grew too long or took too long.\nAdd LIMIT, or ask for less at a time.");
  }
}

/** A query that was refused, with the endpoint's words and the place in the query (`line` and `column`, from 1) where it has one. */
export class Refused extends Error {
  constructor(message, place) {
    super(message);
    this.place = place;
  }
}

async function refusal(response) {
  const text = (await response.text()).trim();
  if (!(response.headers.get("Content-Type") ?? "").includes("json")) return new Refused(text || `${response.status} ${response.statusText}`, placeOf(text));
  const { error, remedy, line, column } = JSON.parse(text);
  return new Refused([error, remedy].filter(Boolean).join("\n"), line ? { line, column: column ?? 1 } : placeOf(error));
}

const asked = new Map();

/** The terms that typed words may mean; an empty list when the server cannot say. */
export async function termsFor(words) {
  if (!asked.has(words)) {
    if (asked.size > 500) asked.clear();
    asked.set(words, completions(words));
  }
  return asked.get(words);
}

async function completions(words) {
  try {
    const response = await fetch(`/complete?q=${encodeURIComponent(words)}`);
    return response.ok ? (await response.json()).completions : [];
  } catch {
    asked.delete(words);
    return [];
  }
}

/** Labels and pages of IRIs and trials' identifiers, as far as the server knows them. */
export async function labelsFor(keys) {
  const found = {};
  for (let from = 0; from < keys.length; from += 1000) {
    const response = await fetch("/labels", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ keys: keys.slice(from, from + 1000) }),
    });
    if (response.ok) Object.assign(found, (await response.json()).labels);
  }
  return found;
}
