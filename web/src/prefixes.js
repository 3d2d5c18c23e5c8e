// Prefixes of a query's text: which are declared, where a new one goes, and when a CURIE may stand in a query as it is.

const DECLARATION = /^[ \t]*PREFIX[ \t]+([A-Za-z][\w.-]*)?:[ \t]*<([^>]*)>/gim;

/** The prefixes that a query declares, with what they stand for. */
export function declared(text) {
  return new Map([...text.matchAll(DECLARATION)].map((found) => [found[1] ?? "", found[2]]));
}

/** The position at which a further PREFIX line goes: after the last one, else before the first line that is no comment. */
export function placeForPrefix(text) {
  const last = [...text.matchAll(DECLARATION)].pop();
  if (last) {
    const end = text.indexOf("\n", last.index + last[0].length);
    return end < 0 ? text.length : end + 1;
  }
  let place = 0;
  for (const line of text.split("\n")) {
    if (line.trim() && !line.trimStart().startsWith("#")) break;
    if (place + line.length + 1 > text.length) break;
    place += line.length + 1;
  }
  return place;
}

/** The change that declares a prefix, or nothing where it is declared already. */
export function declaring(text, prefix, iri) {
  if (declared(text).has(prefix)) return undefined;
  const from = placeForPrefix(text);
  const before = from > 0 && text[from - 1] !== "\n" ? "\n" : "";
  return { from, insert: `${before}PREFIX ${prefix}: <${iri}>\n` };
}

// SPARQL 1.1, section 19.8, PN_LOCAL, without its escapes: what is outside is written as an IRI in full.
const LOCAL = /^[\p{L}\p{N}_:](?:[\p{L}\p{N}_:.-]*[\p{L}\p{N}_:-])?$/u;

/** A term as it is written in a query: its CURIE where the grammar allows, else its IRI. */
export function written(curie, iri, prefixes) {
  const [prefix, local] = split(curie);
  return prefixes.has(prefix) && prefixes.get(prefix) + local === iri && LOCAL.test(local) ? curie : `<${iri}>`;
}

/** A CURIE's prefix and the rest. */
export function split(curie) {
  const colon = curie.indexOf(":");
  return [curie.slice(0, colon), curie.slice(colon + 1)];
}

/** The CURIE of an IRI by the longest prefix that fits; the IRI itself where none does. */
export function compact(iri, prefixes) {
  let best = "";
  for (const [prefix, start] of prefixes) {
    if (iri.startsWith(start) && start.length > (prefixes.get(best) ?? "").length) best = prefix;
  }
  return best ? `${best}:${iri.slice(prefixes.get(best).length)}` : iri;
}
