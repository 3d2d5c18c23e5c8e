import assert from "node:assert/strict";
import { test } from "node:test";

import { isQuoted, variables, wordBefore } from "../src/typed.js";

test("nothing is offered inside strings, comments and IRIs", () => {
  for (const line of ['?x rdfs:label "ritux', "?x ex:p 'it", "# ritux", "?x <http://exa", 'FILTER("a\\"b']) {
    assert.ok(isQuoted(line), line);
    assert.equal(wordBefore(line), undefined, line);
  }
});

test("a comparison is no IRI, and a string that ended is none", () => {
  for (const line of ["FILTER(?a < ?ag", "FILTER(?a <= ma", '?x ex:p "whole" . ritux', "<http://example.org/a> ex"]) {
    assert.ok(!isQuoted(line), line);
  }
});

test("the word before the cursor has a kind", () => {
  assert.deepEqual(wordBefore("SELECT ?tri"), { kind: "variable", text: "?tri", length: 4 });
  assert.deepEqual(wordBefore("?x cartkg:ag"), { kind: "name", text: "cartkg:ag", length: 9 });
  assert.deepEqual(wordBefore("?x MONDO:"), { kind: "name", text: "MONDO:", length: 6 });
  assert.deepEqual(wordBefore("?x cartkg:agent ritux"), { kind: "word", text: "ritux", length: 5 });
  assert.equal(wordBefore("?x "), undefined);
});

test("the variable that is being typed is not offered", () => {
  assert.deepEqual(variables("SELECT ?b WHERE { ?a ?p ?ne", 27), ["a", "b", "p"]);
});
