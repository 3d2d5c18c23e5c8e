// Bundles the pages' scripts into src/cartkg/server/static/dist/: editor.js and graph.js, and LICENSES.txt with the licences of
// what was bundled. The server sends them with an ETag.

import { build } from "esbuild";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { licencesOf } from "./licences.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "..", "src", "cartkg", "server", "static", "dist");

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["src/editor.js", "src/graph.js"],
  outdir: dist,
  bundle: true,
  minify: true,
  sourcemap: false,
  legalComments: "none", // the licences stand whole in LICENSES.txt
  format: "iife", // a plain script with `defer`: nothing is fetched after it
  target: ["es2021"],
  charset: "utf8",
  metafile: true,
  logLevel: "warning",
});

const files = Object.keys(metafile.outputs).map((path) => path.split("/").pop());
const made = new Set([...files, "LICENSES.txt"]);
for (const name of readdirSync(dist)) {
  if (!made.has(name) && !name.startsWith(".")) rmSync(join(dist, name), { recursive: true });
}
writeFileSync(join(dist, "LICENSES.txt"), licencesOf(Object.keys(metafile.inputs), here));

for (const file of files) {
  const bytes = readFileSync(join(dist, file));
  console.log(`${file}: ${bytes.length.toLocaleString("en")} bytes, ${gzipSync(bytes).length.toLocaleString("en")} gzipped`);
}
