import assert from "node:assert/strict";
import { test } from "node:test";

import { keysOf, placeOf, sorted, tableOf } from "../src/answers.js";

const INTEGER = "http://www.w3.org/2001/XMLSchema#integer";
const PREFIXES = new Map([["NCIT", "http://purl.obolibrary.org/obo/NCIT_"]]);
const literal = (value, more = {}) => ({ type: "literal", value, ...more });
const answer = (rows) => ({ head: { vars: ["a", "b"] }, results: { bindings: rows } });

test("identifiers become CURIEs, unbound cells are empty, languages are noted", () => {
  const iri = { type: "uri", value: "http://purl.obolibrary.org/obo/NCIT_C1702" };
  const { columns, rows } = tableOf(answer([{ a: iri }, { a: literal("Rituximab", { "xml:lang": "de" }), b: literal("NCT99000001") }]), PREFIXES);
  assert.deepEqual(columns, ["a", "b"]);
  assert.deepEqual(rows.map((row) => row.map((cell) => cell.text)), [["NCIT:C1702", ""], ["Rituximab", "NCT99000001"]]);
  assert.equal(rows[1][0].note, "@de");
  assert.deepEqual(keysOf(rows), [iri.value, "NCT99000001"]);
});

test("an ASK query is answered in one word", () => {
  const table = tableOf({ head: {}, boolean: true }, PREFIXES);
  assert.ok(table.truth);
  assert.equal(table.rows[0][0].text, "yes");
});

test("numbers are sorted as numbers, empty cells stay last in both directions", () => {
  const rows = ["10", "9", "100"].map((value) => ({ a: literal(value, { datatype: INTEGER }) }));
  const table = tableOf(answer([...rows, {}]), PREFIXES);
  const order = (descending) => sorted(table.rows, 0, descending).map((row) => row[0].text);
  assert.deepEqual(order(false), ["9", "10", "100", ""]);
  assert.deepEqual(order(true), ["100", "10", "9", ""]);
});

test("the place of a fault is read from the words of both parsers", () => {
  assert.deepEqual(placeOf("the query does not parse at line 2, column 54: made up"), { line: 2, column: 54 });
  assert.deepEqual(placeOf("error at 3:7: made up"), { line: 3, column: 7 });
  assert.equal(placeOf("the query took longer than 20 s"), undefined);
});
