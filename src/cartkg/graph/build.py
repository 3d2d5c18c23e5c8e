"""The walk: records become a graph folder, whole or not at all.

records → trials → criteria with statements → triples in named graphs → derivations → shapes and checks → sorted N-Quads,
a store and a manifest.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cartkg import sources
from cartkg.facts import products
from cartkg.graph import emission, iri, membership, packing, queries, validation
from cartkg.graph.store import GraphStore
from cartkg.model import Criterion, Eligibility
from cartkg.model.errors import CartkgError, UnreadableRecord, printable
from cartkg.model.resources import folder
from cartkg.reading import criteria as texts
from cartkg.sources import curation, merging
from cartkg.sources.merging import Merged
from cartkg.vocabulary import Terminology

Differences = dict[str, tuple[curation.Difference, ...]]


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What was built, where, and what was found and refused on the way. `counts` are the manifest's.

    `differences` are, by trial, where the program reads a text otherwise than its reviewed file; `review_findings` what in
    these files cannot be right.
    """

    folder: Path
    counts: Mapping[str, int]
    report: validation.Report
    refusals: tuple[sources.Refusal, ...]
    unknown_fields: Mapping[str, int]
    disagreements: tuple[merging.Disagreement, ...]
    differences: Mapping[str, tuple[curation.Difference, ...]]
    review_findings: tuple[CartkgError, ...]
    sha256: str

    @property
    def conforms(self) -> bool:
        """Whether shapes and checks accuse nothing, and nothing in the reviewed files is wrong."""
        return self.report.conforms and not self.review_findings


def build(paths: Iterable[Path] | None, out: Path, statements: Path | None = None) -> BuildResult:
    """Read records (the shipped data when `paths` is None or empty) and write a graph folder.

    `statements` is a folder of reviewed statements (`<trial>.csv`) that rule over what the program reads; the shipped ones go
    with the shipped data. Raises UnreadableRecord when nothing could be read, CartkgError naming the line of a file of reviewed
    statements that is not well formed, and StoreError when `out` cannot be written.
    """
    packing.check(out)
    given = tuple(paths or ())
    if not given:
        given, statements = (folder("data/trials"),), statements or folder("data/statements")
    terminology = Terminology.shipped()
    reviews = curation.read_folder(statements) if statements else {}
    read = sources.read(given)
    if not read.trials:
        raise _nothing(read.refusals)
    trials = tuple(
        replace(merged, trial=products.completed(merged.trial, terminology)) for merged in merging.merge(read.trials)
    )
    trials, criteria, differences, unread = _all_criteria(trials, reviews, terminology)
    known = [merged.trial.id for merged in trials]
    review_findings = curation.findings(statements, known, terminology) if statements else ()
    store, trials, unsaid = _graph(trials, criteria, terminology)
    if not trials:
        raise _nothing(read.refusals + unread + unsaid)
    report = validation.validate(store)
    read = replace(read, refusals=read.refusals + unread + unsaid)
    counts = _counts(trials, criteria, store, report)
    disagreements = tuple(d for merged in trials for d in merged.disagreements)
    plain = replace(read, refusals=_without_folders(read.refusals, given))
    told = packing.Contents(plain, disagreements, differences, review_findings, counts, report)
    sha256 = packing.pack(out, store, told)
    return BuildResult(
        out, counts, report, read.refusals, read.unknown_fields, disagreements, differences, review_findings, sha256
    )


def _without_folders(refusals: tuple[sources.Refusal, ...], given: Iterable[Path]) -> tuple[sources.Refusal, ...]:
    """Refusals whose places begin in the folder that was given: the same input has the same manifest wherever it lies."""
    roots = sorted((str(path if path.is_dir() else path.parent).rstrip("/") + "/" for path in given), key=len, reverse=True)

    def shortened(words: str) -> str:
        for root in roots:
            words = words.removeprefix(root)
        return words

    return tuple(replace(refusal, place=shortened(refusal.place)) for refusal in refusals)


def _nothing(refusals: tuple[sources.Refusal, ...]) -> UnreadableRecord:
    reasons = "; ".join(f"{refusal.place}: {refusal.problem}" for refusal in refusals[:5]) or "no record found"
    return UnreadableRecord("build", f"nothing could be read: {reasons}", "give files or folders of trial records")


def _all_criteria(
    trials: tuple[Merged, ...], reviews: Mapping[str, curation.Reviewed], terminology: Terminology
) -> tuple[tuple[Merged, ...], dict[str, tuple[Criterion, ...]], Differences, tuple[sources.Refusal, ...]]:
    """The criteria of every trial, and where its reviewed file and the program's reading part.

    A text at which the program fails is refused, and its trial has no text to answer from.
    """
    kept, criteria, refusals = list[Merged](), dict[str, tuple[Criterion, ...]](), list[sources.Refusal]()
    differences: Differences = {}
    for merged in trials:
        trial = merged.trial
        try:
            criteria[trial.id], differing = _criteria(merged, reviews.get(trial.id), terminology)
            differences |= {trial.id: differing} if differing else {}
            parted = reviews[trial.id].disagreements if trial.id in reviews else ()
            kept.append(replace(merged, disagreements=merged.disagreements + parted))
        except CartkgError:
            raise
        except Exception as error:  # a defect of ours: it must not take the other records with it, nor pass for an answer
            problem = f"its eligibility text could not be read ({type(error).__name__}: {error})"
            refusals.append(
                sources.Refusal(
                    f"{merged.text_source.name}: {trial.id}", problem, "please report it; the trial has no text here"
                )
            )
            criteria[trial.id] = ()
            kept.append(replace(merged, trial=replace(trial, eligibility=Eligibility())))
    return tuple(kept), criteria, differences, tuple(refusals)


def _criteria(
    merged: Merged, reviewed: curation.Reviewed | None, terminology: Terminology
) -> tuple[tuple[Criterion, ...], tuple[curation.Difference, ...]]:
    """What holds for a trial, and where file and reading part; without a text the program has no reading to differ by."""
    read = texts.read(merged.trial.eligibility, terminology)
    if reviewed is None:
        return read, ()
    has_text = bool(merged.trial.eligibility.text.strip())
    return curation.apply(read, reviewed.items), curation.differences(read, reviewed.items) if has_text else ()


def _graph(
    trials: tuple[Merged, ...], criteria: Mapping[str, tuple[Criterion, ...]], terminology: Terminology
) -> tuple[GraphStore, tuple[Merged, ...], tuple[sources.Refusal, ...]]:
    """The graph, the trials in it, and those that could not be said in triples."""
    store, kept, refusals = GraphStore.in_memory(), list[Merged](), list[sources.Refusal]()
    for merged in trials:
        begun = list[str]()
        try:
            for graph, triples in emission.trial_graphs(merged, criteria[merged.trial.id], terminology):
                begun.append(graph)
                store.add(graph, triples)
            kept.append(merged)
        except Exception as error:  # a value that no triple can hold: it must not take the other records with it
            store.drop(begun)
            problem = f"could not be said in triples ({type(error).__name__}: {error})"
            place = f"{merged.trial.source.name}: {merged.trial.id}"
            refusals.append(sources.Refusal(place, printable(problem), "please report it; the trial is left out"))
    for graph, triples in emission.shared_graphs(kept, criteria, terminology):
        store.add(graph, triples)
    derive(store)
    return store, tuple(kept), tuple(refusals)


def derive(store: GraphStore) -> None:
    """Add what follows from the facts: each rule of queries/derive in a graph of its own, then the types."""
    for rule in queries.listed(folder("queries/derive")):
        store.construct(rule.text, emission.derived_graph(rule.name))
    membership.derive(store, iri.TYPES)


def _counts(
    trials: tuple[Merged, ...], criteria: Mapping[str, tuple[Criterion, ...]], store: GraphStore, report: validation.Report
) -> dict[str, int]:
    """What was built, in the order in which it is told."""
    known = {merged.trial.id for merged in trials}
    items = [criterion for read in criteria.values() for criterion in read]
    kinds = Counter(type(statement).__name__ for criterion in items for statement in criterion.statements)
    return {
        "trials": len(trials),
        "mentions": len({mention.id for merged in trials for mention in merged.trial.mentions} - known),
        "criteria": len(items),
        "statements": kinds.total(),
        "therapy statements": kinds["Therapy"],
        "threshold statements": kinds["Threshold"],
        "diagnosis statements": kinds["Diagnosis"],
        "age statements": kinds["AgeBound"],
        "triples": len(store),
        "findings": len(report.findings),
        "violations": report.counts["violation"],
    }
