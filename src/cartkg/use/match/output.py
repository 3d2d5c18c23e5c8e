"""The answer as JSON, as a table for the terminal, and as a page that stands by itself."""

import json
from collections.abc import Sequence
from html import escape

from cartkg.use.match.candidate import Candidate
from cartkg.use.match.criteria import Judged, Status
from cartkg.use.match.matching import NOTICE, Match, Verdict

SHOWN = {Verdict.POSSIBLE: "possible", Verdict.NOT_KNOWN: "not known", Verdict.EXCLUDED: "excluded"}
SIGNS = {Status.MET: "✓", Status.VIOLATED: "✕", Status.UNKNOWN: "?", Status.NOT_JUDGED: "–"}


def as_json(found: Sequence[Match]) -> str:
    """A list, nearest first, in the words of the answer's contract."""
    return json.dumps([as_object(one) for one in found], ensure_ascii=False, indent=1) + "\n"


def as_object(of: Match) -> dict[str, object]:
    """One trial as plain values."""
    return {
        "trial": of.trial,
        "title": of.title,
        "verdict": of.verdict.value,
        "criteria": [_criterion(one) for one in of.criteria],
        "ask": list(of.ask),
        "notice": NOTICE,
    }


def _criterion(of: Judged) -> dict[str, object]:
    return {
        "section": of.section,
        "number": of.number,
        "status": of.status.value,
        "fact": of.fact,
        "words": of.words,
        "in_doubt": of.in_doubt,
        "cohort": of.cohort,
    }


def reasons(of: Match) -> tuple[Judged, ...]:
    """The criteria that decide: the violated ones of an excluded trial, the open ones of one that is not known."""
    return (
        of.of({Verdict.EXCLUDED: Status.VIOLATED, Verdict.NOT_KNOWN: Status.UNKNOWN}.get(of.verdict, Status.MET))[:12]
        if (of.verdict is not Verdict.POSSIBLE)
        else ()
    )


def counts(found: Sequence[Match]) -> str:
    """How many trials there are of each verdict, in words."""
    return ", ".join(f"{sum(one.verdict is verdict for one in found)} {SHOWN[verdict]}" for verdict in Verdict)


def as_rows(found: Sequence[Match]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Columns and rows of a table: trial, verdict, what decides, what to ask."""
    rows: list[tuple[str, ...]] = []
    for one in found:
        why = "; ".join(f"{judged.section} {judged.number}: {judged.fact}" for judged in reasons(one)[:3])
        rows.append((one.trial, SHOWN[one.verdict], why, "; ".join(one.ask[:3])))
    return ("trial", "verdict", "because", "ask"), rows


def as_html(candidate: Candidate, found: Sequence[Match]) -> str:
    """A page of its own, without scripts or anything from elsewhere, to print or to keep."""
    body = "\n".join(_trial(one) for one in found)
    who = escape(candidate.id or "this person")
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Who could enter: {who}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 1rem auto; padding: 0 1rem }}
summary {{ padding: .5rem 0; cursor: pointer }} table {{ border-collapse: collapse; width: 100% }}
td, th {{ text-align: left; vertical-align: top; padding: .25rem .5rem;
  border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent) }}
.note {{ border: 1px solid; padding: .5rem 1rem }} @media print {{ details {{ break-inside: avoid }} }}
</style></head><body>
<h1>Which trials could {who} enter?</h1>
<p class="note">{escape(NOTICE)}</p>
<p>Reference day {candidate.reference}. {escape(counts(found))}.</p>
{body}
</body></html>
"""


def _trial(of: Match) -> str:
    rows = "\n".join(
        f"<tr><td>{escape(one.section)} {escape(one.number)}</td><td>{SIGNS[one.status]} {escape(one.status.value)}"
        f"{' (reading in doubt)' if one.in_doubt else ''}</td><td>{escape(one.fact)}</td><td>{escape(one.words)}</td></tr>"
        for one in sorted(of.criteria, key=lambda one: _weight(one.status))
    )
    ask = f"<p>Would settle it: {escape('; '.join(of.ask[:6]))}</p>" if of.ask else ""
    return (
        f"<details><summary><strong>{SHOWN[of.verdict]}</strong> · {escape(of.trial)} · {escape(of.title)}</summary>{ask}"
        f"<table><tr><th>Item</th><th>Status</th><th>Fact</th><th>Words of the record</th></tr>\n{rows}</table></details>"
    )


def _weight(status: Status) -> int:
    return (Status.VIOLATED, Status.UNKNOWN, Status.MET, Status.NOT_JUDGED).index(status)
