"""Draws docs/gallery/cytoscape-trial-network.png: the trial network as Cytoscape.js shows the file that `cartkg export` writes.

cartkg build
(cd web && npm ci)
python scripts/cytoscape_picture.py build/graph docs/gallery/cytoscape-trial-network.png

Cytoscape.js and its fcose layout run in headless Chromium; nothing is fetched. What is linked to few trials is drawn without
its name, since the names would cover one another: the caption says so. Chromium is Playwright's own, or what CHROMIUM names.
"""

import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from cartkg.graph.store import GraphStore
from cartkg.use import palette
from cartkg.use.export import VIEWS, cytoscape
from cartkg.use.export.network import Network
from cartkg.use.export.package import newest_day

MODULES = Path(__file__).resolve().parents[1] / "web" / "node_modules"
SCRIPTS = (
    "cytoscape/dist/cytoscape.min.js", "layout-base/layout-base.js", "cose-base/cose-base.js",
    "cytoscape-fcose/cytoscape-fcose.js",
)  # fmt: skip
WIDTH, HEIGHT = 1440, 1080
SHOWN = ("Trial", "Condition", "Target", "Product", "Sponsor", "Country")
NAMED = {"Condition": 5, "Target": 1, "Country": 5, "Sponsor": 5, "Product": 5}  # trials from which on a node is named
# Where each type stands around the trials: from which angle to which, in degrees, 0 at the right and 90 at the top.
ARCS = {"Condition": (119, 241), "Target": (63, 117), "Sponsor": (4, 61), "Country": (-61, 1), "Product": (247, 293)}
PAGE = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; font: 16px "DejaVu Sans", sans-serif; background: #fff; color: #111; }
header { padding: 14px 24px 0; } h1 { font-size: 26px; margin: 0 0 4px; } p { margin: 0; color: #333; }
#legend { position: absolute; left: 24px; bottom: 18px; background: #fff; padding: 8px 12px; border: 1px solid #bbb; }
#legend div { display: flex; align-items: center; gap: 8px; margin: 3px 0; }
#cy { width: %(width)spx; height: %(height)spx; }
</style><header><h1>%(title)s</h1><p>%(caption)s</p></header><div id="cy"></div><div id="legend"></div>"""
DRAW = """([file, named, shown, arcs]) => new Promise((done) => {
  let seed = 20261122;  // the layout begins at random: the same seed, the same picture
  Math.random = () => { seed = (seed * 1664525 + 1013904223) % 4294967296; return seed / 4294967296; };
  const cy = cytoscape({ container: document.getElementById("cy"), ...file, layout: { name: "null" } });
  const trials = (node) => node.neighborhood("node[type = 'Trial']").length;
  const isNamed = (node) => trials(node) >= (named[node.data("type")] || Infinity);
  const size = (node) => node.data("type") === "Trial" ? 9 : 10 + 4.5 * Math.sqrt(trials(node));
  const side = (node) => ({ Condition: "left", Sponsor: "right", Country: "right" })[node.data("type")] || "center";
  const level = (node) => ({ Target: "top", Product: "bottom" })[node.data("type")] || "center";
  const pinned = [];
  for (const [type, [from, to]] of Object.entries(arcs)) {
    const nodes = cy.nodes(`[type = '${type}']`).sort((a, b) => trials(b) - trials(a)).toArray();
    for (const [group, x, y] of [[nodes.filter(isNamed), 900, 800], [nodes.filter((n) => !isNamed(n)), 770, 690]]) {
      if (!group.length) continue;
      const middleOut = group.map((node, i) => [i % 2 ? -i : i, node]).sort((a, b) => a[0] - b[0]);
      const [first, last] = [from, to].map((degrees) => degrees * Math.PI / 180), beside = side(group[0]) !== "center";
      middleOut.forEach(([, node], i) => {  // beside the trials, names need the same room above each other
        const part = (i + 0.5) / group.length, height = Math.sin(first) + (Math.sin(last) - Math.sin(first)) * part;
        const angle = beside ? Math.asin(height) : first + (last - first) * part;
        const sign = side(group[0]) === "left" ? -1 : 1;
        pinned.push({ nodeId: node.id(), position: { x: sign * x * Math.cos(angle), y: -y * Math.sin(angle) } });
      });
    }
  }
  cy.style().selector("node").style({
    width: size, height: size, label: (node) => isNamed(node) ? node.data("label") : "", "font-size": 23,
    "text-halign": side, "text-valign": level, "text-max-width": 400,
    "text-margin-x": (node) => ({ left: -6, right: 6 })[side(node)] || 0,
    "text-background-opacity": 0, "border-width": 1,
  }).selector("edge").style({
    width: (edge) => 0.9, opacity: 0.16, "line-color": (edge) => edge.target().data("color"),
  }).update();
  const layout = cy.layout({ name: "fcose", quality: "default", animate: false, randomize: true,
    fixedNodeConstraint: pinned, numIter: 3500, fit: false,
    idealEdgeLength: () => 330, edgeElasticity: () => 0.12, nodeRepulsion: () => 90000, gravity: 0 });
  layout.one("layoutstop", () => {
    cy.fit(undefined, 12);
    const outline = { Trial: "circle(50%)", Condition: "polygon(50% 0, 100% 50%, 50% 100%, 0 50%)",
      Target: "polygon(50% 0, 100% 100%, 0 100%)", Product: "polygon(25% 0, 75% 0, 100% 50%, 75% 100%, 25% 100%, 0 50%)",
      Country: "polygon(30% 0, 70% 0, 100% 30%, 100% 70%, 70% 100%, 30% 100%, 0 70%, 0 30%)", Sponsor: "inset(0)" };
    const legend = document.getElementById("legend");
    for (const [type, colour, count] of shown) {
      const row = document.createElement("div"), mark = document.createElement("span");
      Object.assign(mark.style, { width: '17px', height: '17px', background: colour, clipPath: outline[type] });
      row.append(mark, `${type} (${count})`);
      legend.append(row);
    }
    done({ nodes: cy.nodes().length, edges: cy.edges().length });
  });
  layout.run();
})"""


def shot(page: Page, network: Network, day: str, out: Path) -> dict[str, int]:
    """Draws the network on the page and takes its picture; returns how many nodes and edges Cytoscape.js holds."""
    caption = (
        f"{len(network.nodes)} nodes, {len(network.edges)} edges; records as of {day or 'a day not stated'}. "
        "Larger: more trials. Named: all targets; conditions, products, sponsors and countries of 5 trials or more."
    )
    values = {
        "width": WIDTH,
        "height": HEIGHT - 80,
        "title": "Engineered-cell trials in autoimmune disease",
        "caption": caption,
    }
    page.set_content(PAGE % values)
    for script in SCRIPTS:
        page.add_script_tag(path=MODULES / script)
    shown = [(kind, palette.TYPES[kind].fill, sum(node.type == kind for node in network.nodes)) for kind in SHOWN]
    held: dict[str, int] = page.evaluate(DRAW, [cytoscape.document(network), NAMED, shown, ARCS])
    page.wait_for_timeout(500)
    page.screenshot(path=out)
    Image.open(out).convert("RGB").quantize(palette=_tints(), dither=Image.Dither.NONE).save(out, optimize=True)
    return held


def _tints() -> Image.Image:
    """The palette's colours and black in steps towards white: a fifth of the bytes, and no two types alike."""
    colours = [palette.rgb(palette.TYPES[kind].fill) for kind in SHOWN] + [(0, 0, 0)]
    steps = [step / 11 for step in range(12)]
    tints = [round(part + (255 - part) * step) for colour in colours for step in steps for part in colour]
    image = Image.new("P", (1, 1))
    image.putpalette(tints)
    return image


def main() -> None:
    """Takes the picture of the graph that the first argument names, into the file that the second names."""
    store = GraphStore.open(Path(sys.argv[1]))
    network = VIEWS["trial-network"].make(store)
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=os.environ.get("CHROMIUM") or None, args=flags)
        held = shot(
            browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}), network, newest_day(store), Path(sys.argv[2])
        )
        browser.close()
    if held != {"nodes": len(network.nodes), "edges": len(network.edges)}:
        sys.exit(f"Cytoscape.js holds {held}, the file {len(network.nodes)} nodes and {len(network.edges)} edges")
    print(f"{sys.argv[2]}: {held['nodes']} nodes, {held['edges']} edges")


if __name__ == "__main__":
    main()
