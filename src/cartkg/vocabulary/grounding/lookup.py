"""One kind's names, ready to be asked for whole words, for bags of words and for misspelt words."""

from collections import defaultdict
from functools import cached_property

from cartkg.model import Term
from cartkg.vocabulary import Terminology, normalise
from cartkg.vocabulary.grounding.forms import bag
from cartkg.vocabulary.grounding.spelling import mended
from cartkg.vocabulary.tables import several

HOW = {"label": "exact", "synonym": "synonym", "misspelling": "misspelling"}


class Lookup:
    """The names of the terms of some kinds. `prefix` keeps only the identifiers of one vocabulary ("MONDO")."""

    def __init__(self, terminology: Terminology, kinds: frozenset[str], prefix: str = "") -> None:
        self.terminology, self.kinds, self.prefix = terminology, kinds, prefix
        self.terms = [term for term in terminology.of_kind(kinds) if term.id.startswith(prefix)]

    def whole(self, words: str) -> tuple[tuple[Term, ...], str]:
        """The terms that bear exactly this name, and how (exact, synonym, misspelling); several are a doubt."""
        names = [name for name in self.terminology.named(words, self.kinds) if name.term.id.startswith(self.prefix)]
        if not names:
            return (), ""
        best = [name for name in names if name.how == names[0].how]
        return tuple(dict.fromkeys(name.term for name in best)), HOW[names[0].how]

    def narrower(self, form: str) -> tuple[Term, ...]:
        """The terms that a reviewed name of something narrower, without a term of its own, belongs under."""
        return tuple(self._narrower.get(bag(form), ()))

    def bagged(self, form: str) -> tuple[Term, ...]:
        """The terms that have a name of these words in any order."""
        return tuple(self._bags.get(bag(form), ()))

    def mend(self, form: str) -> str | None:
        """The form with its misspelt words mended (two at most); None where nothing is to mend."""
        words = form.split()
        fixed = [mended(word, self._words[word[:1]]) or word for word in words]
        changed = sum(a != b for a, b in zip(words, fixed, strict=True))
        return " ".join(fixed) if 0 < changed <= 2 else None

    @cached_property
    def _narrower(self) -> dict[frozenset[str], list[Term]]:
        found: dict[frozenset[str], list[Term]] = defaultdict(list)
        for term in self.terms:
            for name in several(term.extra.get("narrow_synonyms", "")):
                if term not in found[bag(normalise(name))]:
                    found[bag(normalise(name))].append(term)
        return found

    @cached_property
    def _bags(self) -> dict[frozenset[str], list[Term]]:
        found: dict[frozenset[str], list[Term]] = defaultdict(list)
        for term in self.terms:
            for name in (term.label, *term.synonyms):
                key = bag(normalise(name))
                if len(key) > 1 and term not in found[key]:
                    found[key].append(term)
        return found

    @cached_property
    def _words(self) -> dict[str, set[str]]:
        """The words of all names by their first letter, which a misspelling keeps."""
        found: dict[str, set[str]] = defaultdict(set)
        for term in self.terms:
            for name in (term.label, *term.synonyms):
                for word in normalise(name).split():
                    found[word[0]].add(word)
        return found
