"""Writes docs/gallery.md and the figures of docs/gallery/ from a built graph.

cartkg build
python scripts/gallery.py build/graph
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from cartkg.ask import questions
from cartkg.graph.store import GraphStore
from cartkg.use.figures import FIGURES, Figure, Table

DOCS = Path(__file__).resolve().parents[1] / "docs"
TOOLS = {
    "cytoscape-trial-network.png": (
        "The trial network in Cytoscape.js",
        "The view `trial-network` as `cartkg export` writes it, opened by Cytoscape.js in a browser: trials, conditions, "
        "targets, products, sponsors and countries with their names, shapes and colours.",
    ),
}
HEAD = """# Gallery

<!-- written by `python scripts/gallery.py build/graph` after `cartkg build`; do not edit -->

Figures of the shipped data, as `cartkg figures --out DIR` draws them (SVG for pages, PNG for print, CSV with every number). The
endpoint shows the same under `/figures`. Where a fact is known of a part of the trials only, the caption says of how many.
"""


def page(tables: dict[str, Table]) -> str:
    """The whole page: figures in the order of the library, then pictures of other tools."""
    parts = [*(part for name, figure in FIGURES.items() for part in figure_lines(figure, tables[name])), *tool_lines()]
    return HEAD + "\n".join(parts) + "\n"


def figure_lines(figure: Figure, table: Table) -> Iterator[str]:
    """The part of the page about one figure."""
    yield f"\n## {figure.title}\n\n![{figure.title}](gallery/{figure.name}.svg)"
    yield f"\n**How to read it.** {figure.reading}"
    yield f"\n{table.words}"
    call = " ".join(["cartkg figures", figure.name, "--out DIR", *(f"--param {p.name}={p.default}" for p in figure.parameters)])
    yield f"\n[Data](gallery/{figure.name}.csv) · `{call}`"


def tool_lines() -> Iterator[str]:
    """Pictures of exported graphs in the tools that they are for, as far as they have been taken."""
    for name, (title, words) in TOOLS.items():
        if (DOCS / "gallery" / name).is_file():
            yield f"\n## {title}\n\n![{title}](gallery/{name})\n\n{words}"


def main() -> None:
    """Draws every figure with its defaults from the graph that the argument names."""
    store, out = GraphStore.open(Path(sys.argv[1])), DOCS / "gallery"
    out.mkdir(exist_ok=True)
    tables = {name: figure.data(store) for name, figure in FIGURES.items()}
    for name, figure in FIGURES.items():
        answer = questions.Answer(tables[name].columns, tables[name].rows)
        (out / f"{name}.svg").write_bytes(figure.draw(tables[name], "svg"))
        (out / f"{name}.csv").write_text(questions.as_csv(answer), encoding="utf-8")
    (DOCS / "gallery.md").write_text(page(tables), encoding="utf-8")


if __name__ == "__main__":
    main()
