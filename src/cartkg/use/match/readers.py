"""Demands that no statement carries, judged from the item's words: what states, tests and studies say of the person.

Each reader answers with parts, and with the stretch of words that it answers for.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from cartkg.model import Section
from cartkg.model.resources import folder
from cartkg.use.match import days
from cartkg.use.match.candidate import Condition
from cartkg.use.match.conditions import lactating, pregnant
from cartkg.use.match.facts import CONDITIONS, LITTLE, THERAPY, Facts, stem, tokens
from cartkg.use.match.item import Item, Part
from cartkg.use.match.limits import BAND, age, converted
from cartkg.use.match.therapies import LATER, compare
from cartkg.use.match.truth import Truth, all_of, any_of, negate
from cartkg.vocabulary.tables import rows

Reader = Callable[[Item, Facts], Iterator[Part]]

# What no data about a person could settle, to the end of its clause.
NOT_JUDGED = re.compile(
    r"(in the (opinion|judge?ment) of|(investigators?|investgators?|researchers?|physicians?|sponsor)('s|s')? "
    r"(opinion|judge?ment|discretion)|"
    r"at the .{0,30}discretion|(investigators?|researchers?|we) (\w+ ){0,2}(think|believe|consider|deem|regard|judge)\w*|"
    r"(agree\w*|willing\w*|unwilling|not willing|commit\w*|consent)\s+(to|from|for)\b|"
    r"(informed|written|signed|provide) (written )?(consent|assent)|sign(s|ed|ing)?\b.{0,25}consent|voluntar\w+|volunteer\w*|"
    r"(good |poor |non-?)compliance|comply|adhere|cooperat(e|es|ed) with|contracept\w+|birth control|barrier method|"
    r"sexually active|donate sperm|follow-?up (visit|period|of|for 1)|abstinence|intrauterine|"
    r"condom|spermicide|effective method)",
    re.IGNORECASE,
)
PERMISSION = re.compile(
    r"\b(may be (enrolled|included|eligible|allowed)|highly recommended|(are|is|be) eligible\b|can still|"
    r"are (allowed|acceptable|permitted)|is allowed|may (enter|participate|have|receive|be on))",
    re.IGNORECASE,
)
STUDY = re.compile(
    r"(clinical|interventional|observational|research|drug|other|another|investigational)?\s*(stud(y|ies)|trials?|research)\b",
    re.I,
)
TAKES_PART = re.compile(r"participat\w*|enrolled|taking part|took part", re.IGNORECASE)


@cache
def state_words() -> tuple[tuple[str, str, str], ...]:
    """States of a person with the words that ask for them ("asks") or speak of their opposite ("bars"): data/match/states.tsv.

    "bars-not" is a state that an item itself speaks of as barred: bedridden.
    """
    columns = ("state", "sense", "words")
    return tuple((row["state"], row["sense"], row["words"]) for _, row in rows(folder("data/match") / "states.tsv", columns))


GENE = re.compile(
    r"\b(KRAS|NRAS|HRAS|FLT3|PTPN11|MAP2K1|NF1|CBL|cCBL|KMT2A|NPM1c?|NUP98r?|CRLF2|EPOR|JAK[123]|IL-?7R|SH2B3|USP9X|STAT5B|DNM2|PTPN2|ABL1|ABL2|PDGFRB|TP53|BCR|IKZF1|MLL)\b"
)
ANTIGEN = re.compile(r"\b(CD\d+[a-z]?|BCMA|LILRB4|GPRC5D|FLT3L?|ROR1|CLL-?1)\b(?! ?CAR| ?directed|[- ]targeted| chimeric)")


def not_judged_spans(item: Item) -> list[tuple[int, int]]:
    """The stretches that no data about a person could settle; found once for all persons."""
    return item.once("not judged", lambda: _not_judged_spans(item))


def _not_judged_spans(item: Item) -> list[tuple[int, int]]:
    """The stretches of an item that speak of consent, contraception or somebody's opinion, each to the end of its clause."""
    spans = []
    for found in NOT_JUDGED.finditer(item.text):
        if re.search(r"\b(within|prior|before|signing|time of)\b[^.;]{0,25}$", item.text[: found.start()], re.IGNORECASE):
            continue  # consent as the day that a window is counted from
        opening = max((m.end() for m in re.finditer(r"[;.]\s|,\s|\band\b|^", item.text[: found.start()])), default=0)
        opinion = re.search(r"opinion|judg|discretion|deem|think|believe|consider|regard", found[0], re.IGNORECASE)
        closing = re.search(r"[;]|\.(?=\s|$)", item.text[found.end() :])
        end = found.end() + closing.start() if closing else len(item.text)
        start = _opinion_start(item.text, found.start()) if opinion else opening
        spans.append((start, end))
    return spans


def _opinion_start(text: str, place: int) -> int:
    return max((m.end() for m in re.finditer(r"[;.]\s|^|\b(?:or|and)\s*$|\b(?:except|unless)\b", text[:place])), default=0)


def states(item: Item, facts: Facts) -> Iterator[Part]:
    """The states of the table above that the item asks for or bars."""
    for state, sense, found in item.once("states", lambda: _asked_states(item)):
        if state == "adequate organ function" and item.criterion.thresholds:
            continue
        said = facts.state(state)
        truth = negate(said) if sense == "bars-not" else said
        fact = f"{'state' if said else 'absent' if said is False else 'not told'}: {state}"
        yield Part(truth, fact, spans=(found.span(),), lifts=state if truth else "")


def _asked_states(item: Item) -> list[tuple[str, str, re.Match[str]]]:
    hits = ((state, sense, re.search(pattern, item.text, re.IGNORECASE)) for state, sense, pattern in state_words())
    return [(state, sense, found) for state, sense, found in hits if found]


def pregnancy(item: Item, facts: Facts) -> Iterator[Part]:
    """Pregnancy, by its tests, and breastfeeding."""
    found = re.search(r"(positive|negative|tested)?[^.;,]*\bpregnan\w*[^.;,]*|\bHCG\b", item.text, re.IGNORECASE)
    if found and not re.search(r"partner", found[0]):
        answer = pregnant(item, facts)
        yield Part(
            negate(answer.truth),
            answer.fact,
            spans=tuple(m.span() for m in re.finditer(r"[^.;,]*\bpregnan\w*[^.;,]*", item.text, re.I)),
        )
    nursing = re.search(r"\b(lactat\w*|breast-?\s?feed\w*|breasting-feeding|nursing)\b", item.text, re.IGNORECASE)
    if nursing:
        answer = lactating(facts)
        yield Part(negate(answer.truth), answer.fact, spans=(nursing.span(),))
    wish = re.search(r"\b(intend|plan|wish)\w* (to )?(conceive|become pregnant|pregnan)[^.;]*", item.text, re.IGNORECASE)
    if wish:
        told = [plan for plan in facts.of.plans if re.search(r"pregnan|conceiv|child", plan, re.IGNORECASE)]
        closed = "plans" in facts.of.closed
        yield Part(
            False if told else True if closed else None,
            " | ".join(told) or ("absent: other plans" if closed else "not told: plans"),
            spans=(wish.span(),),
        )


def participation(item: Item, facts: Facts) -> Iterator[Part]:
    """Other studies: which kinds count, whether now or within a window, and whether the drug must have been received."""
    if "trial-participation" not in item.criterion.categories or not TAKES_PART.search(item.text):
        return
    place = TAKES_PART.search(item.text)
    assert place
    words = item.text[max(0, place.start() - 60) :]
    only_trials = re.search(r"interventional|clinical trials?\b", words, re.I) and not re.search(
        r"clinical (stud|research)", words, re.I
    )
    interventional = bool(only_trials or re.search(r"interventional", words, re.I))
    spared = re.search(r"(do|did|have|has) not receive[d]? (the )?study (drugs?|product)", item.text, re.IGNORECASE)
    said = next((one for one in days.in_words(words)), None)
    current = re.search(r"current\w*|ongoing|active(ly)?", words, re.IGNORECASE)
    truths: list[Truth] = []
    for one in facts.of.trials:
        kind: Truth = True if not interventional else one.interventional
        when: Truth = (
            days.within(one.end, days.Window(said.code, not said.least), facts.of.reference)
            if said
            else (one.ongoing if current else True)
        )
        received: Truth = one.drug_received if spared else True
        truths.append(all_of((kind, any_of((when, one.ongoing)), received)))
    told = " | ".join(str(one) for one, truth in zip(facts.of.trials, truths, strict=True) if truth is not False)
    truth = any_of(truths) if truths and any_of(truths) is not False else False if "trials" in facts.of.closed else None
    fact = told or ("absent: other trials" if truth is False else "not told: other trials")
    yield Part(negate(truth), fact, spans=((place.start(), len(item.text)),))


def plans(item: Item, facts: Facts) -> Iterator[Part]:
    """What is planned, where an exclusion speaks of plans: open unless plans are told or closed."""
    if item.criterion.section is not Section.EXCLUSION or not LATER.search(item.text):
        return
    for found in re.finditer(
        r"\b(plan(s|ned)?|scheduled|intends?) (to|for|major|during|move|travel)\b[^.;]*", item.text, re.IGNORECASE
    ):
        if re.search(r"planned (visit|treatment|procedure)", found[0], re.I):
            continue
        clash = [plan for plan in facts.of.plans if facts.vocabulary.terminology.find(plan) or True]
        closed = "plans" in facts.of.closed
        truth: Truth = (None if clash else True) if closed or clash else None
        if clash and any(_alike(plan, found[0]) for plan in clash):
            truth = False
        elif clash and closed:
            truth = True
        yield Part(truth, " | ".join(clash) or ("absent: other plans" if closed else "not told: plans"), spans=(found.span(),))


def _alike(first: str, second: str) -> bool:
    generic = {"plan", "planned", "study", "during", "receive", "undergo", "with", "major"}
    words = [{w[:6] for w in re.findall(r"[a-z]{4,}", text.lower()) if w not in generic} for text in (first, second)]
    return bool(words[0] & words[1])


def antigens(item: Item, facts: Facts) -> Iterator[Part]:
    """Expression of antigens: a told percentage against the item's, or a told state."""
    if (
        item.criterion.section is not Section.INCLUSION
        or not ANTIGEN.search(item.text)
        or item.says(r"even if|does not have CD|they can still")
    ):
        return
    if not re.search(r"express|positive|\+|blasts|immunophenotype|malignan", item.text, re.IGNORECASE) or item.says(
        r"B[- ]cells? determined|blood B[- ]cells"
    ):
        return
    for antigen in dict.fromkeys(found[0] for found in ANTIGEN.finditer(item.text)):
        yield _antigen(antigen, item, facts)


def _antigen(antigen: str, item: Item, facts: Facts) -> Part:
    spans = tuple(found.span() for found in re.finditer(rf"[^;.(]*\b{antigen}\b[^;.]*", item.text))
    told = [one for one, _ in facts.measurements if re.search(rf"\b{antigen}\b", one.name)]
    said = [(True, one) for one in facts.of.states if re.search(rf"\b{antigen}\b.*positive", one)]
    said += [(False, one) for one in facts.of.absent if re.search(rf"\b{antigen}\b.*positive", one)]
    limits = list(
        re.finditer(
            r"(?P<sign>≥|>=|>|greater than|at least|more than)\s*(?P<value>\d+(?:\.\d+)?)\s*%(?P<how>[^,;.]{0,60})", item.text
        )
    )
    if not limits or item.says(r"blasts expressing"):
        if said:
            return Part(said[0][0], f"{'state' if said[0][0] else 'absent'}: {said[0][1]}", spans=spans)
        return Part(
            True if told and told[0].value > 0 else None,
            str(told[0]) if told else f"not told: {antigen} expression",
            spans=spans,
        )
    for one in told:
        fitting = [found for found in limits if _same_method(one.name, found["how"]) or len(limits) == 1]
        if fitting:
            sign = ">=" if fitting[0]["sign"] in ("≥", ">=", "at least") else ">"
            return Part(compare(one.value, sign, float(fitting[0]["value"])), str(one), spans=spans)
    return Part(None, f"not told: {antigen} expression in %", spans=spans)


def _same_method(name: str, words: str) -> bool:
    return any(re.search(way, name, re.I) and re.search(way, words, re.I) for way in ("flow", "immunohistochem|IHC"))


def inability(item: Item, facts: Facts) -> Iterator[Part]:
    """Drugs that the person cannot receive or did not tolerate, where an inclusion asks for that."""
    named = re.findall(
        r"unable to receive ([\w-]+)|([\w-]+)[- ]intolerant\b|intolerant (?:to|of) ([\w-]+)", item.text, re.IGNORECASE
    )
    words = [word for group in named for word in group if word and word.lower() not in ("to", "or", "standard")]
    if item.excludes or not words or (item.criterion.therapies and any(one.min_count for one in item.criterion.therapies)):
        return
    truths: list[Truth] = []
    for word in words:
        meaning = facts.vocabulary.meaning(word, THERAPY)
        gone = [
            e for e, own in facts.events if e.response == "intolerant" and meaning.own and facts.vocabulary.kinds(own, meaning)
        ]
        said = facts.state(f"unable to receive {word}", f"intolerant to {word}")
        truths.append(True if gone else said)
    yield Part(
        any_of(truths),
        f"{'told' if any_of(truths) else 'not told'}: cannot receive {' or '.join(words)}",
        spans=((0, len(item.text)),),
        whole=True,
    )


def genetics(item: Item, facts: Facts) -> Iterator[Part]:
    """Demanded alterations by gene: one told is enough; a complete profile without any settles it."""
    genes = {
        found.upper().rstrip("R").removesuffix("C") if found.upper() not in ("IL7R", "IL-7R") else "IL7R"
        for found in GENE.findall(item.text)
    }
    if not genes or item.criterion.categories[:1] == ("other",):
        return
    hits = [
        one
        for one in facts.of.alterations
        if any(re.search(rf"\b{gene}", one.replace("-", ""), re.IGNORECASE) for gene in genes)
    ]
    if item.excludes:
        if item.says(r"mutation\w*|alteration|rearrange"):
            clear: Truth = None if hits or not facts.of.genetics_complete else True
            yield Part(
                clear,
                " | ".join(hits) or ("genetic profile complete" if clear else "not told: alterations"),
                spans=((0, len(item.text)),),
                whole=True,
            )
        return
    alternative = re.search(r"and/or[^.;]*(IC50|response profil\w*)", item.text)
    truth: Truth = True if hits else (False if facts.of.genetics_complete else None)
    if alternative and truth is not True:
        said = facts.phrase(item.text)
        truth = any_of((truth, said[0] if said else None))
    yield Part(
        truth,
        " | ".join(hits) or ("genetic profile complete" if facts.of.genetics_complete else "not told: alterations"),
        spans=tuple(m.span() for m in re.finditer(r"harbou?ring[^.]*", item.text))
        if item.criterion.diagnoses
        else ((0, len(item.text)),),
        whole=not item.criterion.diagnoses,
    )


def resistance(item: Item, facts: Facts) -> Iterator[Part]:
    """Mutations that an exclusion names, where the profile is complete and none of the told genes stands in its words."""
    if not item.excludes or not item.says(r"\bmutation\w*") or GENE.search(item.text):
        return
    genes = {re.split(r"[\s-]", one)[0] for one in facts.of.alterations}
    near = [gene for gene in genes if re.search(rf"\b{re.escape(gene)}", item.text)]
    clear = True if facts.of.genetics_complete and not near else None
    fact = "genetic profile complete" if clear else " | ".join(near) or "not told: alterations"
    yield Part(clear, fact, spans=((0, len(item.text)),), whole=True)


def healthy(item: Item, facts: Facts) -> Iterator[Part]:
    """Being healthy by examination, which only a told state settles."""
    found = re.match(r"\s*healthy (participants|volunteers|subjects|adults)[^.;]*", item.text, re.IGNORECASE)
    if found and not item.excludes:
        said = facts.state("healthy", "healthy or medically stable")
        yield Part(said, f"{'not told' if said is None else 'state' if said else 'absent'}: healthy", spans=(found.span(),))


def stated_age(item: Item, facts: Facts) -> Iterator[Part]:
    """An age that no statement was read from."""
    found = re.search(r"(?P<sign>≥|>=|>|≤|<=|<|at least)\s*(?P<years>\d+)\s*(YoA|years of age|years)", item.text)
    if not found or item.criterion.ages or not {"age", "sex"} & set(item.criterion.categories) or item.says(r"diagnosis"):
        return
    years, sign = age(facts), {"≥": ">=", "≤": "<=", "at least": ">="}.get(found["sign"], found["sign"])
    truth = None if years is None else compare(years, sign, float(found["years"]))
    yield Part(truth, f"age {years:g} years" if years is not None else "not told: age", spans=(found.span(),))


def onset(item: Item, facts: Facts) -> Iterator[Part]:
    """Age at first diagnosis and at inclusion, where both stand in one item."""
    found = re.search(r"(between|from)\s+(\d+)[^.;]*?\band\s+(\d+) years[^.;]*?first diagnosis", item.text, re.IGNORECASE)
    if not found:
        return
    since = [
        one.since
        for one, meaning in facts.conditions
        if one.since and facts.vocabulary.kinds(meaning, facts.vocabulary.meaning("leukemia", CONDITIONS)) is not False
    ]
    ages = (
        [days.completed_years(facts.of.birth, since[0].first)]
        if since and facts.of.birth and since[0].first == since[0].last
        else []
    )
    yield Part(
        int(found[2]) <= ages[0] <= int(found[3]) if ages else None,
        f"{ages[0]} years at first diagnosis" if ages else "not told: age at first diagnosis",
        spans=(found.span(),),
    )
    limit = re.search(r"less than (\d+) years[^.;]*inclusion", item.text, re.IGNORECASE)
    if limit:
        years = age(facts)
        yield Part(
            None if years is None else years < int(limit[1]),
            f"age {years:g} years" if years is not None else "not told: age",
            spans=(limit.span(),),
        )


def biopsy(item: Item, facts: Facts) -> Iterator[Part]:
    """The last biopsy: its class, its activity, its age."""
    found = re.search(r"\bbiops\w+", item.text, re.IGNORECASE)
    wanted = re.search(r"class (III or IV|III|IV|V)[^,;.]*", item.text, re.IGNORECASE)
    if not found or not wanted or item.excludes:
        return
    told = [one for condition, _ in facts.conditions for one in condition.biopsies if one.day.first <= facts.of.reference]
    last = max(told, key=lambda one: one.day.last, default=None)
    if last is None:
        yield Part(None, "not told: biopsy", spans=((0, len(item.text)),), whole=True)
        return
    classes = set(re.findall(r"\b(III|IV|VI|V|II|I)\b", last.grade))
    right = bool(classes & set(re.findall(r"\b(III|IV)\b", wanted[0]) or {wanted[1].upper()}))
    active: Truth = last.active if item.says(r"\bactive\b") else True
    limit = next((one for one in days.in_words(item.text)), None)
    recent: Truth = days.within(last.day, days.Window(limit.code, True), facts.of.reference) if limit else True
    if recent is False and "procedures" not in facts.of.closed:
        recent = None
    yield Part(
        all_of((right, active, recent)), f"biopsy {last.day} class {last.grade}", spans=((0, len(item.text)),), whole=True
    )


def antibodies(item: Item, facts: Facts) -> Iterator[Part]:
    """Demanded autoantibodies without a titre: one told as positive is enough."""
    found = re.search(r"anti-?nuclear antibod\w*[^.;]*positive|specific antibodies positive", item.text, re.IGNORECASE)
    if not found or item.excludes or item.criterion.thresholds:
        return
    told = [
        test
        for test in facts.of.tests
        if re.match(r"(ANA|anti-|ACA|ENA)", test.name) and not re.match(r"anti-(HBc|HCV)", test.name)
    ]
    titre = [one for one, _ in facts.measurements if re.match(r"ANA", one.name)]
    positive = [str(test) for test in told if test.positive] + [str(one) for one in titre if one.value >= 80]
    yield Part(
        True if positive else None,
        " | ".join(positive) or "not told: antinuclear antibodies",
        spans=((0, len(item.text)),),
        whole=True,
    )


OTHER_DISEASE = re.compile(
    r"\b(other(?! than)|another|unrelated|concomitant|concurrent|underlying|non-SLE)\b[\w ,/-]{0,45}?"
    r"\b(diseases?|illness(es)?|disorders?|conditions?)\b(?P<more>[^.;]*)",
    re.IGNORECASE,
)
UNRELATED = re.compile(r"\b(illness(es)?|diseases?|conditions?) (that are )?(unrelated|not related) to\b(?P<more>[^.;]*)", re.I)
LIMITS = (  # words of an item → what must be told of another disease for it to count
    (r"uncontrol|unstable", None),
    (r"glucocorticoid|steroid|immunosuppress", ("needs_long_term_glucocorticoid", "systemic_therapy", "systemic_treatment")),
    (r"systemic (therapy|treatment)", ("systemic_therapy", "systemic_treatment")),
    (r"severe|serious|significant", ("severe", "significant")),
)


def other_diseases(item: Item, facts: Facts) -> Iterator[Part]:
    """Other diseases without a name: every told one that is not resolved and not the trial's own may be meant."""
    found = OTHER_DISEASE.search(item.text) or UNRELATED.search(item.text)
    if not found or not (item.excludes or re.match(r"\s*(no|without)\b", item.text, re.IGNORECASE)):
        return
    named = any(found.start() <= item.span(one)[0] < found.start("more") for one in item.criterion.diagnoses)
    if named or re.search(r"investigator|researcher|opinion", found["more"], re.IGNORECASE):
        return
    words = item.text[max(0, found.start() - 30) :]
    told = [one for one, meaning in facts.conditions if one.status != "resolved" and not meaning.all & item.own]
    truths = [all_of(_limits(one, words)) if _limits(one, words) else None for one in told]
    closed = "conditions" in facts.of.closed
    truth = any_of([*truths, False if closed else None])
    used = [str(one) for one, meant in zip(told, truths, strict=True) if meant is not False]
    fact = " | ".join(used) or ("absent: other conditions" if closed else "not told: other conditions")
    yield Part(negate(truth), fact, spans=(found.span(),))


def _limits(condition: Condition, words: str) -> list[Truth]:
    """What the item's words ask of another disease, and what is told of it."""
    found = [flags for pattern, flags in LIMITS if re.search(pattern, words, re.IGNORECASE)]
    return [condition.flag(*flags) if flags else negate(condition.flag("controlled")) for flags in found]


def losses(item: Item, facts: Facts) -> Iterator[Part]:
    """Everything that an exclusion says and that a told state or a word under `absent` speaks of."""
    if not item.excludes:
        return
    known = {state for state, _, _ in state_words()}
    for state in facts.of.states:
        if state not in known and facts.phrase(item.text) == (True, state) and _whole(state, item.text):
            yield Part(False, f"state: {state}")
    denied = facts.denial(item.text)
    if denied:
        yield Part(True, f"absent: {denied}", lifts=denied)


def _whole(phrase: str, text: str) -> bool:
    words = {stem(word) for word in tokens(phrase) if word not in LITTLE}
    return len(words) > 1 and words <= {stem(word) for word in tokens(text)}


# Each reader with the words without which it finds nothing; "" of one that looks for itself.
READERS: tuple[tuple[Reader, str], ...] = (
    (states, ""),
    (pregnancy, r"pregnan|HCG|lactat|breast|nursing|conceive"),
    (participation, TAKES_PART.pattern),
    (plans, r"plan|scheduled|intend"),
    (antigens, ANTIGEN.pattern),
    (other_diseases, r"other|another|unrelated|not related|concomitant|concurrent|underlying|non-SLE"),
    (inability, r"unable to receive|intolerant"),
    (genetics, GENE.pattern),
    (resistance, r"mutation"),
    (healthy, r"^\s*healthy"),
    (stated_age, r"\d+\s*(YoA|years)"),
    (onset, r"first diagnosis"),
    (biopsy, r"biops"),
    (antibodies, r"antibod"),
    (losses, ""),
)


def of(item: Item) -> tuple[Reader, ...]:
    """The readers that may find something in an item's words; chosen once for all persons."""
    return item.once("readers", lambda: tuple(reader for reader, words in READERS if not words or item.says(words)))


__all__ = ["BAND", "NOT_JUDGED", "PERMISSION", "READERS", "STUDY", "converted", "not_judged_spans"]
