// The licences of the packages that a bundle holds.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The text of LICENSES.txt: each package among the bundled files once, with its version and its licence in full. */
export function licencesOf(inputs, folder) {
  const packages = [...new Set(inputs.map(packageOf).filter(Boolean))].sort();
  const parts = packages.map((name) => entry(name, join(folder, "node_modules", name)));
  return `The scripts in this folder hold these packages beside cartkg's own code (Apache-2.0).\n\n${parts.join("\n")}`;
}

/** The package that a bundled file belongs to: "@scope/name" or "name"; nothing for our own files. */
export function packageOf(path) {
  const found = [...path.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)].pop();
  return found ? found[1] : undefined;
}

function entry(name, folder) {
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = existsSync(folder) && readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!license && !file) throw new Error(`${name} names no licence: it may not be bundled`);
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : `(The package carries no licence file; it names ${license}.)`;
  return `${"=".repeat(80)}\n${name} ${version}: ${license}\n\n${text}\n`;
}
