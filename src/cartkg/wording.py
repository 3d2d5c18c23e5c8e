"""A statement in words made from its facts, never from the record's prose: "excludes rituximab, within P6M of screening"."""

from cartkg.model import AgeBound, Diagnosis, Statement, Therapy, Threshold


def kind(statement: Statement) -> str:
    """therapy, threshold, diagnosis or age."""
    return "age" if isinstance(statement, AgeBound) else type(statement).__name__.lower()


def in_words(statement: Statement) -> str:
    """What a statement says, in one line."""
    return ", ".join(part for part in (f"{statement.stance} {_subject(statement)}", *_details(statement)) if part)


def _subject(statement: Statement) -> str:
    match statement:
        case Therapy():
            least = f"at least {statement.min_count} of: " if statement.min_count else ""
            return f"{least}{statement.agent.label}"
        case Threshold():
            return f"{statement.measure.label} {statement.comparator} {statement.value} {statement.unit}".strip()
        case Diagnosis():
            return statement.condition.label
        case AgeBound():
            return f"age {statement.comparator} {statement.age.value:g} {statement.age.unit}"


def _details(statement: Statement) -> tuple[str, ...]:
    apart = getattr(statement, "apart_from", ())
    return (
        _timed(getattr(statement, "window", ""), getattr(statement, "anchor", "")),
        f"for {statement.cohort}" if statement.cohort else "",
        "apart from " + " and ".join(named.label for named in apart) if apart else "",
        "as an exception" if getattr(statement, "exception", False) else "",
        "sign mended" if getattr(statement, "repaired", False) else "",
        "in doubt" if getattr(statement, "in_doubt", False) else "",
    )


def _timed(window: str, anchor: str) -> str:
    alternatives = " or ".join(window.split("|"))
    if window and anchor:
        return f"{alternatives} from {anchor}"
    return alternatives or (f"from {anchor}" if anchor else "")
