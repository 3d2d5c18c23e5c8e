"""Which trial a record is: stated, settled by exactly one other id, or made from the record itself."""

from dataclasses import replace

import pytest

from cartkg.model import Eligibility, Mention, Source, Trial
from cartkg.sources import identity

TITLE = "Owl Cells for Restless Lupus"


def trial(name: str, nct: str = "", title: str = TITLE, **fields: object) -> Trial:
    base = Trial(id=nct, source=Source(name, "page:test", ""), registry_id=nct, title=title)
    return replace(base, registry_id_basis="stated" if nct else "", **fields)  # type: ignore[arg-type]


def page(**fields: object) -> Trial:
    return trial("page", **fields)  # type: ignore[arg-type]


def lists(nct: str, title: str = TITLE, name: str = "other", own: str = "NCT99000041") -> Trial:
    return trial(name, own, "Another Trial", mentions=(Mention(nct, title),))


def id_of(name: str, *trials: Trial) -> str:
    (found,) = [one.id for one in identity.settled(trials) if one.source.name == name]
    return found


def test_a_mention_of_the_title_settles_the_page() -> None:
    settled = {one.source.name: one for one in identity.settled([page(), lists("NCT99000042")])}
    assert settled["page"].id == settled["page"].registry_id == "NCT99000042"
    assert settled["page"].registry_id_basis == "settled by other"
    assert settled["other"].mentions[0].id == settled["page"].id


def test_a_record_of_the_title_settles_the_page() -> None:
    assert id_of("page", page(), trial("record", "NCT99000042")) == "NCT99000042"


def test_titles_are_the_same_whatever_their_case_spacing_and_punctuation() -> None:
    assert id_of("page", page(title="OWL cells for restless  lupus."), lists("NCT99000042")) == "NCT99000042"


def test_the_order_of_records_does_not_matter() -> None:
    trials = [page(), lists("NCT99000042"), trial("record", "NCT99000043", "A Third Trial")]
    assert identity.settled(trials) == identity.settled(trials[::-1])


@pytest.mark.parametrize(
    "others",
    [
        [],
        [lists("NCT99000042", "Owl Cells for Calm Lupus")],
        [lists("NCT99000042"), lists("NCT99000043", name="third", own="NCT99000044")],
        [lists("NCT99000042"), trial("record", "NCT99000043")],
        [lists("NCT99000042"), trial("record", "NCT99000042", "The Trial Of That Id Has Another Title")],
        [lists("")],
    ],
    ids=["nobody", "another title", "two mentions, two ids", "a record with another id", "the id bears another title", "no id"],
)
def test_else_the_page_keeps_an_id_of_its_own(others: list[Trial]) -> None:
    assert id_of("page", page(), *others).startswith("cartkg-")


def test_a_stated_id_is_never_replaced() -> None:
    assert id_of("page", page(nct="NCT99000050"), lists("NCT99000042")) == "NCT99000050"


def test_one_title_under_two_ids_stays_two_trials() -> None:
    ids = {one.id for one in identity.settled([trial("a", "NCT99000051"), trial("b", "NCT99000052")])}
    assert ids == {"NCT99000051", "NCT99000052"}


def test_a_heading_that_names_the_condition_names_no_trial() -> None:
    heading = page(title="Lupus Clinical Trial", generic_title=True)
    assert id_of("page", heading, lists("NCT99000042", "Lupus Clinical Trial")).startswith("cartkg-")
    titled = replace(heading, official_title=TITLE)
    assert id_of("page", titled, lists("NCT99000042")) == "NCT99000042"


def test_the_made_id_is_the_same_in_every_build() -> None:
    alone = id_of("page", page())
    assert alone == id_of("page", page(), lists("NCT99000042", "Something Else"), trial("x", "NCT99000060", "Y"))


def test_two_trials_of_one_title_get_two_made_ids() -> None:
    one = page(eligibility=Eligibility("Adults."))
    two = trial("second", eligibility=Eligibility("Children."))
    assert id_of("page", one, two) != id_of("second", one, two)


def test_mentions_of_a_former_id_get_the_present_one() -> None:
    renamed = trial("record", "NCT99000071", "Renamed", aliases=("NCT99000070",))
    settled = {one.source.name: one for one in identity.settled([renamed, lists("NCT99000070", "Renamed")])}
    assert settled["other"].mentions[0].id == "NCT99000071"


def test_a_trial_does_not_mention_itself() -> None:
    (one,) = identity.settled([trial("a", "NCT99000051", mentions=(Mention("NCT99000051", TITLE),))])
    assert one.mentions == ()
