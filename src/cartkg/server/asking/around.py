"""What the pages of questions need of a build beside the answer: its terms, which of them are used, how whole the texts are."""

from collections.abc import Mapping
from dataclasses import dataclass

from cartkg.graph.store import GraphStore
from cartkg.graph.view import View
from cartkg.graph.view.hierarchy import Hierarchy
from cartkg.server.live import Build
from cartkg.use import term_usage


@dataclass(frozen=True, slots=True)
class Around:
    """Read once a build. `texts` and `populations` are by trial; `used` holds terms and all that is broader."""

    terms: Hierarchy
    used: frozenset[str]
    texts: Mapping[str, str]
    populations: Mapping[str, str]

    @classmethod
    def of(cls, store: GraphStore, view: View) -> "Around":
        """The surroundings of a build's questions; `view` is of the same store."""
        return cls(
            view.terms,
            frozenset(term_usage.counts(view)),
            {trial: row["eligibility_text"] or "none" for trial, row in view.trials.items()},
            {trial: row["population"] for trial, row in view.trials.items()},
        )


def around_of(build: Build) -> Around:
    """The surroundings of a build's questions, made once."""
    return build.kept(Around, lambda store: Around.of(store, View.of(build.store)))
