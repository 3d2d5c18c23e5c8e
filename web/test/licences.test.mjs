import assert from "node:assert/strict";
import { test } from "node:test";

import { packageOf } from "../licences.mjs";

test("a bundled file is traced to its package, a nested one to the innermost", () => {
  assert.equal(packageOf("node_modules/@codemirror/view/dist/index.js"), "@codemirror/view");
  assert.equal(packageOf("node_modules/a/node_modules/b/index.js"), "b");
  assert.equal(packageOf("src/editor.js"), undefined);
});
