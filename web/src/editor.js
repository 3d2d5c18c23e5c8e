// The editor page: the plain form becomes a query field with colours and completion, and the answer is shown below it.

import { tableOf } from "./answers.js";
import { completion } from "./completion.js";
import { make } from "./elements.js";
import { answerTo, labelsFor, Refused, termsFor } from "./endpoint.js";
import { mark, queryField } from "./field.js";
import { tableElement } from "./table.js";

const form = document.getElementById("editor");
const answer = document.getElementById("answer");
const textarea = document.getElementById("query");
const prefixes = new Map([...document.querySelectorAll("[data-prefix]")].map((row) => [row.dataset.prefix, row.dataset.iri]));

const DOWNLOADS = {
  rows: { CSV: "text/csv", TSV: "text/tab-separated-values", JSON: "application/sparql-results+json", XML: "application/sparql-results+xml" },
  truth: { JSON: "application/sparql-results+json", XML: "application/sparql-results+xml" },
  graph: { Turtle: "text/turtle", "N-Triples": "application/n-triples", "JSON-LD": "application/ld+json", "RDF/XML": "application/rdf+xml" },
};
const ENDINGS = { Turtle: "ttl", "N-Triples": "nt", "JSON-LD": "jsonld", "RDF/XML": "rdf" };

let running; // the AbortController of the query that runs

const KEYS = "Ctrl-Enter runs. Names complete as you type; Ctrl-Space asks for them. Escape, then Tab, leaves the field.";
const view = queryField(textarea, KEYS, run, completion(prefixes, termsFor));
arrange();
void termsFor(""); // the server makes its index of names now, not at the first letter

/** Changes the plain form: Run shows the answer here, and the choice of a form of answer becomes links for saving. */
function arrange() {
  form.querySelector("label[for=query]").remove();
  form.querySelector("label[for=format]").remove();
  document.getElementById("format").remove();
  const line = form.querySelector(".run");
  line.append(make("button", { type: "button", id: "stop", hidden: true, click: () => running?.abort() }, "Stop"));
  line.append(make("a", { id: "permalink", href: location.href }, "Link to this query"));
  line.after(make("p", { id: "keys", class: "muted tiny" }, KEYS));
  form.addEventListener("submit", (event) => (event.preventDefault(), void run()));
  form.classList.add("live");
}

async function run() {
  running?.abort();
  const mine = (running = new AbortController());
  const query = view.state.doc.toString();
  mark(view, undefined);
  remember(query);
  say("Running …", true);
  const started = performance.now();
  try {
    const reply = await answerTo(query, mine.signal);
    show(query, reply, (performance.now() - started) / 1000);
  } catch (error) {
    if (mine === running) refuse(error);
  } finally {
    if (mine === running) document.getElementById("stop").hidden = true;
  }
}

/** Keeps the query in the address, so that the page can be linked to and comes back as it was. */
function remember(query) {
  const address = `/editor?query=${encodeURIComponent(query)}`;
  document.getElementById("permalink").href = address;
  if (address.length < 8000) history.replaceState(null, "", address);
}

function say(words, isRunning = false) {
  document.getElementById("stop").hidden = !isRunning;
  answer.replaceChildren(make("p", { class: "status", role: "status" }, words));
}

function refuse(error) {
  if (error.name === "AbortError") return say("Stopped.");
  const words = error instanceof Refused ? error.message : `The endpoint did not answer: ${error.message}`;
  const place = error.place;
  answer.replaceChildren(make("div", { class: "notice error", role: "alert" }, ...words.split("\n").map((line) => make("p", {}, line))));
  mark(view, place);
  if (place) view.focus();
}

function show(query, reply, seconds) {
  const time = `${seconds.toFixed(2)} s`;
  if (!reply.type.includes("json")) return showGraph(query, reply, time);
  const table = tableOf(JSON.parse(reply.text), prefixes);
  const count = table.truth ? "" : `${table.rows.length.toLocaleString("en")} ${table.rows.length === 1 ? "row" : "rows"}, `;
  answer.replaceChildren(
    make("p", { class: "status", role: "status" }, `${count}${time}`),
    downloads(query, table.truth ? "truth" : "rows"),
    table.rows.length ? tableElement(table, labelsFor) : make("p", {}, "No rows: nothing that the graph holds fits. A trial whose text was not shown whole may still say it."),
  );
}

function showGraph(query, reply, time) {
  const body = reply.text.replace(/^(?:@prefix|PREFIX) .*\n/gm, "").trim();
  const lines = body.split("\n");
  const cut = lines.length > 2000 ? [make("p", { class: "notice" }, "The first 2,000 lines are shown; save the graph for all.")] : [];
  answer.replaceChildren(
    make("p", { class: "status", role: "status" }, `A graph, ${time}`),
    downloads(query, "graph"),
    ...cut,
    make("pre", { tabindex: "0", class: "scroll" }, lines.slice(0, 2000).join("\n") || "No triples."),
  );
}

function downloads(query, kind) {
  const buttons = Object.entries(DOWNLOADS[kind]).map(([name, type]) =>
    make("button", { type: "button", click: () => void save(query, name, type) }, name),
  );
  return make("p", { class: "downloads" }, "Save as ", ...buttons);
}

async function save(query, name, type) {
  try {
    const { text } = await answerTo(query, undefined, type);
    const address = URL.createObjectURL(new Blob([text], { type }));
    make("a", { href: address, download: `cartkg.${ENDINGS[name] ?? name.toLowerCase()}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  } catch (error) {
    refuse(error);
  }
}
