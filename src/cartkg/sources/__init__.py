"""Records to trials: bytes are told apart by content, each kind of record has its own reader, identity is settled over all.

The walk: `files` finds the files, `decoding` makes text of their bytes, `kinds` says what a text is and has it read, `products`
and `wording` read what its prose says of product and design, `identity` settles which trial each record is. What cannot be read
is refused by name and the others go on. Beside the walk: `merging` (several records of one trial), `curation` (what reviewers
signed), `fetching` (the registry's API to a folder of records). Nothing here knows the graph.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cartkg.facts import products
from cartkg.model import Source, Trial
from cartkg.model.errors import CartkgError, UnreadableRecord
from cartkg.sources import files, identity, kinds, wording
from cartkg.vocabulary import Terminology

LONGEST_TEXT = 100_000  # characters; the longest eligibility text of the field has some 20,000


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file, or a record in a file, that was not read: where, why, and what the user can do."""

    place: str
    problem: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: trials in the order of their ids, refusals, unknown fields by path, and every input with its hash."""

    trials: tuple[Trial, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    unknown_fields: Mapping[str, int] = field(default_factory=dict)
    inputs: tuple[Source, ...] = ()


def read(paths: Iterable[Path], terminology: Terminology | None = None) -> Reading:
    """Reads files and folders of records of any known kind; never raises for a bad record.

    A trial that several records tell stands once for each of them, with the same `id`. `inputs` are the files, also those
    refused.
    """
    words = terminology or Terminology.shipped()
    trials: list[Trial] = []
    errors: list[CartkgError] = []
    unknown: Counter[str] = Counter()
    inputs: dict[str, Source] = {}
    fetched: dict[str, kinds.Fetched] = {}
    for found in files.walk(paths):
        if isinstance(found, CartkgError):
            errors.append(found)
            continue
        record_file, problems = kinds.read(found, unknown)
        first = inputs.setdefault(record_file.source.sha256 or str(found), record_file.source)
        if first is not record_file.source:
            errors.append(CartkgError(found, f"holds the same bytes as {first.name}", "each record is read once"))
            continue
        errors += problems
        fetched |= record_file.fetched
        trials += record_file.trials
    described = list(_described((kinds.with_fetched(trial, fetched) for trial in trials), words, errors))
    return Reading(identity.settled(described), _refusals(errors), dict(sorted(unknown.items())), tuple(inputs.values()))


def _described(trials: Iterable[Trial], words: Terminology, errors: list[CartkgError]) -> Iterator[Trial]:
    """The trials with what their prose says of product and design; one with a text beyond all bounds is refused."""
    for trial in trials:
        place = f"{trial.source.name}: {trial.id or trial.title[:80]}"
        longest = max(map(len, (trial.eligibility.text, trial.title, trial.official_title)))
        if longest > LONGEST_TEXT:
            problem = f"a text has {longest:,} characters, and no record's has more than {LONGEST_TEXT:,}"
            errors.append(UnreadableRecord(place, problem, "give the record as the registry has it"))
            continue
        try:
            yield wording.described(products.described(trial, words), words)
        except Exception as error:  # a defect of ours: it must not take the other records with it
            errors.append(UnreadableRecord(place, f"could not be read ({type(error).__name__}: {error})", "please report it"))


def _refusals(errors: Iterable[CartkgError]) -> tuple[Refusal, ...]:
    return tuple(Refusal(error.place, error.problem, error.remedy) for error in errors)
