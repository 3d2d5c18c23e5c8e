import assert from "node:assert/strict";
import { test } from "node:test";

import { dressed, fitting, fontFor, isShown, leastFor, seeded } from "../src/network_data.js";

const node = (id, type, trials) => ({ data: { id, label: id, type, trials } });
const edge = (source, target, weight) => ({ data: { id: `${source}-${target}`, source, target, weight } });

test("a thing of more trials is drawn larger; a link of more trials wider", () => {
  const [often, seldom, wide, thin] = dressed({ nodes: [node("often", "Condition", 9), node("seldom", "Condition", 1)], edges: [edge("often", "seldom", 8), edge("often", "often", 1)] });
  assert.ok(often.data.size > seldom.data.size);
  assert.ok(wide.data.width > thin.data.width);
});

test("types and stances that are not chosen and things of too few trials are not shown; things without a count are", () => {
  const choice = { types: new Set(["Condition"]), stances: new Set(["", "excludes"]), least: 2 };
  assert.ok(isShown(node("a", "Condition", 2).data, choice));
  assert.ok(!isShown(node("a", "Condition", 1).data, choice));
  assert.ok(!isShown(node("a", "Target", 5).data, choice));
  assert.ok(isShown(node("a", "Condition", undefined).data, choice));
  assert.ok(isShown(edge("a", "b", 2).data, choice));
  assert.ok(isShown(edge("a", "b", undefined).data, choice));
  assert.ok(!isShown(edge("a", "b", 1).data, choice));
  assert.ok(isShown({ ...edge("a", "b").data, stance: "excludes" }, choice));
  assert.ok(!isShown({ ...edge("a", "b").data, stance: "requires" }, choice));
});

test("the most frequent things keep a name that can be read however small the drawing; all do where there is room", () => {
  const crowd = { zoom: 0.2, number: 400, pixels: 860 * 600 };
  assert.ok(fontFor(0, 1, crowd) * crowd.zoom > 10);
  assert.ok(fontFor(399, 0, crowd) * crowd.zoom < 7);
  assert.ok(fontFor(29, 0, { zoom: 1, number: 30, pixels: 860 * 600 }) > 10);
  assert.ok(fontFor(29, 0, { zoom: 1, number: 30, pixels: 290 * 420 }) < 10);
});

test("the least number of trials leaves room", () => {
  const nodes = [1, 1, 2, 3].map((trials) => ({ trials }));
  assert.equal(leastFor(nodes, 4), 1);
  assert.equal(leastFor(nodes, 2), 2);
  assert.equal(leastFor(nodes, 1), 3);
});

test("names are found by their beginning first, and an identifier is found whole", () => {
  const nodes = ["drug-induced lupus", "lupus nephritis", "prelupus"].map((label, at) => ({ id: `EX:${at}`, label, count: 1 }));
  assert.deepEqual(fitting(nodes, "lupus").map((found) => found.label), ["lupus nephritis", "drug-induced lupus", "prelupus"]);
  assert.deepEqual(fitting(nodes, "ex:2").map((found) => found.label), ["prelupus"]);
  assert.equal(fitting(nodes, "").length, 3);
});

test("the drawing's numbers repeat and stay between 0 and 1", () => {
  const [one, other] = [seeded(7), seeded(7)];
  for (let count = 0; count < 100; count += 1) {
    const number = one();
    assert.equal(number, other());
    assert.ok(number >= 0 && number < 1);
  }
});
