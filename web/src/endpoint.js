// What the page asks of the server: answers, completions, labels.

const ROWS = "application/sparql-results+json, text/turtle;q=0.9";

/** The answer to a query: its text, media type and headers. Throws Refused when the endpoint refuses it. */
export async function answerTo(query, signal, accept = ROWS) {
  const response = await fetch("/sparql", {
    method: "POST",
    headers: { "Content-Type": "application/sparql-query", Accept: accept },
    body: query,
    signal,
  });
  const text = await response.text();
  if (!response.ok) throw new Refused(text.trim() || `${response.status} ${response.statusText}`, response.status);
  return { text, type: (response.headers.get("Content-Type") ?? "").split(";")[0], headers: response.headers };
}

/** A query that was refused, with the endpoint's words. */
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
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
