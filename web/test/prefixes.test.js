import assert from "node:assert/strict";
import { test } from "node:test";

import { compact, declared, declaring, placeForPrefix, written } from "../src/prefixes.js";

const EX = "http://example.org/";
const PREFIXES = new Map([["ex", EX], ["exa", `${EX}a/`], ["NCIT", "http://purl.obolibrary.org/obo/NCIT_"]]);

test("declared prefixes are found in any case, an empty one too", () => {
  const found = declared(`PREFIX ex: <${EX}>\nprefix : <http://example.org/own#>\nSELECT * {}`);
  assert.deepEqual([...found], [["ex", EX], ["", "http://example.org/own#"]]);
});

test("a new declaration goes after the last one, else after the comments that open the query", () => {
  const text = `# made up\nPREFIX a: <${EX}>\nSELECT * {}`;
  assert.equal(text.slice(placeForPrefix(text)), "SELECT * {}");
  assert.equal(placeForPrefix("# made up\n\nSELECT * {}"), 11);
  assert.equal(placeForPrefix("SELECT * {}"), 0);
});

test("a declaration is made once, and on a line of its own", () => {
  assert.equal(declaring(`PREFIX ex: <${EX}>\nASK {}`, "ex", EX), undefined);
  assert.deepEqual(declaring("ASK {}", "ex", EX), { from: 0, insert: `PREFIX ex: <${EX}>\n` });
  assert.equal(declaring("PREFIX b: <http://example.org/b>", "ex", EX).insert, `\nPREFIX ex: <${EX}>\n`);
});

test("a term is written as CURIE only where SPARQL's grammar can read it back", () => {
  assert.equal(written("NCIT:C1702", "http://purl.obolibrary.org/obo/NCIT_C1702", PREFIXES), "NCIT:C1702");
  assert.equal(written("ex:a/b", `${EX}a/b`, PREFIXES), `<${EX}a/b>`);
  assert.equal(written("ex:ends.", `${EX}ends.`, PREFIXES), `<${EX}ends.>`);
  assert.equal(written("http://example.net/x", "http://example.net/x", PREFIXES), "<http://example.net/x>");
});

test("an IRI is shortened by its longest prefix", () => {
  assert.equal(compact(`${EX}a/b`, PREFIXES), "exa:b");
  assert.equal(compact(`${EX}b`, PREFIXES), "ex:b");
  assert.equal(compact("http://example.net/x", PREFIXES), "http://example.net/x");
});
