"""The pages' HTML, as plain functions of values."""

import json
from dataclasses import dataclass
from html import escape
from pathlib import Path

from cartkg import questions
from cartkg.errors import StoreError

STYLE = """
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:62rem;margin:0 auto;padding:1rem}
textarea{width:100%;font:.9rem/1.4 ui-monospace,monospace;min-height:11rem;box-sizing:border-box}
table{border-collapse:collapse;width:100%}
td,th{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #8884}
footer{margin-top:2rem;border-top:1px solid #8884;font-size:.9rem}
"""

FIRST_QUERY = """PREFIX cartkg: <https://w3id.org/cartkg/ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?trial ?title WHERE { ?trial a cartkg:Trial ; rdfs:label ?title } ORDER BY ?title"""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a graph folder's manifest says of the graph: its counts and a digest of its quads."""

    counts: dict[str, int]
    digest: str

    @property
    def trials(self) -> int:
        return self.counts.get("trials", 0)

    @classmethod
    def of(cls, graph: Path) -> "Summary":
        """The summary of a graph folder. Raises StoreError when it holds no manifest."""
        try:
            manifest = json.loads((graph / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise StoreError(graph, "no built graph here", f"build one first: cartkg build --out {graph}") from error
        return cls(dict(manifest["counts"]), str(manifest["sha256"]))


def home(summary: Summary) -> str:
    """The first page: what the graph holds, a form for any SPARQL query, the named questions."""
    counts = ", ".join(f"{number:,} {escape(name)}" for name, number in summary.counts.items())
    rows = "".join(_question_row(question) for question in questions.listed())
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>cartkg</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head><body>
<h1>cartkg</h1><p>A knowledge graph of engineered-cell trials in autoimmune disease: {counts}.</p>
<h2>Ask in SPARQL</h2><form action="/sparql" method="post">
<label for="query">A SPARQL 1.1 query (the default graph is the union of all graphs)</label>
<textarea id="query" name="query" spellcheck="false">{escape(FIRST_QUERY)}</textarea><p><button>Ask</button></p></form>
<h2>Questions</h2><p>On the command line: <code>cartkg ask NAME</code>.</p>
<table><thead><tr><th>Name<th>Answers</tr></thead><tbody>{rows}</tbody></table>
<footer><p>For research, from registry data; not medical advice. Endpoint for programs: <code>/sparql</code>.</p></footer>
</body></html>"""


def _question_row(question: questions.Question) -> str:
    return f"<tr><td><code>{escape(question.name)}</code></td><td>{escape(question.summary)}</td></tr>"
