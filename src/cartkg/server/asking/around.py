"""What the pages of questions need of a build beside the answer: its terms, which of them are used, how whole the texts are."""

from collections.abc import Mapping
from dataclasses import dataclass

from cartkg import namespaces, questions
from cartkg.hierarchy import Hierarchy
from cartkg.store import GraphStore

USED = """SELECT DISTINCT ?term WHERE { ?thing cartkg:agent|cartkg:condition|cartkg:measure|cartkg:target ?term }"""
TOPICS = "SELECT ?term WHERE { ?topic cartkg:topicTerm ?term }"


@dataclass(frozen=True, slots=True)
class Around:
    """Read once a build. `texts` and `populations` are by trial; `used` holds terms and all that is broader."""

    terms: Hierarchy
    used: frozenset[str]
    topics: frozenset[str]
    texts: Mapping[str, str]
    populations: Mapping[str, str]

    @classmethod
    def of(cls, store: GraphStore) -> "Around":
        """The surroundings of a build's questions."""
        terms = Hierarchy.of(store)
        named = {namespaces.compact(row["term"]) for row in store.select(USED)}
        table = questions.ask("trials", {}, store)
        rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        return cls(
            terms,
            frozenset(above for term in named for above in terms.above(term)),
            frozenset(namespaces.compact(row["term"]) for row in store.select(TOPICS)),
            {row["trial"]: row["eligibility_text"] or "none" for row in rows},
            {row["trial"]: row["population"] for row in rows},
        )
