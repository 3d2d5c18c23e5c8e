// Completion: SPARQL's words, the query's variables, prefixes, and the terms of the graph by their names.

import { autocompletion } from "@codemirror/autocomplete";

import { declaring, split, written } from "./prefixes.js";
import { variables, wordBefore } from "./typed.js";
import { FUNCTIONS, KEYWORDS } from "./words.js";

/** The extension; `prefixes` maps prefix to IRI, `ask` gives the terms that typed words may mean (a promise of a list). */
export function completion(prefixes, ask) {
  const source = async (context) => {
    const line = context.state.doc.lineAt(context.pos);
    const word = wordBefore(line.text.slice(0, context.pos - line.from));
    if (!word) return null;
    const options = await offered(word, context, prefixes, ask);
    return options.length && !context.aborted ? { from: context.pos - word.length, options, filter: false } : null;
  };
  return autocompletion({ override: [source], icons: false, activateOnTypingDelay: 150, maxRenderedOptions: 40 });
}

async function offered(word, context, prefixes, ask) {
  const text = context.state.doc.toString();
  if (word.kind === "variable") return ofVariables(text, context.pos, word.text);
  const plain = word.kind === "word" ? [...ofWords(word.text), ...ofPrefixes(word.text, prefixes)] : [];
  const terms = word.text.length > 1 ? await ask(word.text) : [];
  return [...plain, ...terms.map((term) => ofTerm(term, prefixes))];
}

function ofVariables(text, cursor, typed) {
  const start = typed.slice(1).toLowerCase();
  const fitting = variables(text, cursor).filter((name) => name.toLowerCase().startsWith(start));
  return fitting.map((name) => ({ label: typed[0] + name, detail: "variable" }));
}

function ofWords(typed) {
  const start = typed.toUpperCase();
  const fits = (word) => word.startsWith(start) && word !== start;
  return [
    ...KEYWORDS.filter(fits).map((label) => ({ label, detail: "keyword" })),
    ...FUNCTIONS.filter(fits).map((label) => ({ label, detail: "function", apply: `${label}(` })),
  ];
}

function ofPrefixes(typed, prefixes) {
  const start = typed.toLowerCase();
  const fitting = [...prefixes].filter(([prefix]) => prefix.toLowerCase().startsWith(start));
  return fitting.map(([prefix, iri]) => ({
    label: `${prefix}:`,
    detail: iri,
    apply: (view, _, from, to) => insert(view, from, to, `${prefix}:`, prefix, iri),
  }));
}

function ofTerm(term, prefixes) {
  const text = written(term.curie, term.iri, prefixes);
  const [prefix] = split(term.curie);
  const declares = text.startsWith("<") ? undefined : prefix;
  const isTrial = term.kind === "trial"; // known by its identifier, which has no CURIE
  return {
    label: isTrial ? term.iri.split("/").pop() : term.label || term.curie,
    detail: isTrial ? term.label : `${term.curie} · ${term.kind}`,
    info: term.others.length && !isTrial ? () => alsoCalled(term.others) : undefined,
    apply: (view, _, from, to) => insert(view, from, to, text, declares, prefixes.get(prefix)),
  };
}

function alsoCalled(names) {
  const note = document.createElement("span");
  note.textContent = `also: ${names.join(", ")}`;
  return note;
}

/** Puts `text` in the place of what was typed and declares its prefix where that is missing. */
function insert(view, from, to, text, prefix, iri) {
  const declaration = prefix ? declaring(view.state.doc.toString(), prefix, iri) : undefined;
  const changes = [{ from, to, insert: text }];
  const shift = declaration && declaration.from <= from ? declaration.insert.length : 0;
  if (declaration && (declaration.from <= from || declaration.from >= to)) changes.unshift(declaration);
  view.dispatch({ changes, selection: { anchor: from + shift + text.length }, userEvent: "input.complete" });
}
