"""What a therapy's name looks like where the vocabulary does not have it.

Class names have a head that says what they are ("… inhibitor", "anti-… antibody", "…-targeted therapy"), drugs a stem (the
WHO's International Nonproprietary Names: -mab, -tinib, -cept, …). What is found is looked up again, or keeps its own words.
"""

import re
from collections.abc import Iterator

from cartkg.model import Span


def word_set(words: str) -> frozenset[str]:
    """The words of a line as a set."""
    return frozenset(words.split())


# Stems of the WHO's list of International Nonproprietary Names that hardly any word of the language ends in.
STEMS = tuple(
    sorted(
        word_set(
            "-cel asvir azepam azolam azosin barbital bendazole brutinib buvir caftor cel-l cel-t cept ciclib ciclovir "
            "cillin citabine clax conazole coxib cycline degib dipine floxacin fosfamide fungin gatran gepant gliflozin "
            "gliptin glitazone glutide imod kinra leucel limus lisib lukast lutamide mab metinib mustine mycin navir nersen "
            "nidazole parib parvovec pitant plase platin prazole previr racetam rafenib rubicin sartan setron siran taxel "
            "tegravir tinib trexate trexed triptan trombopag vaptan vastatin xaban zomib"
        )
    )
)
WORD = re.compile(r"[A-Za-z][A-Za-z-]{6,}")
NO_DRUG = frozenset(("accept", "except", "concept", "precept", "percept", "intercept", "transcept", "susceptib", "incept"))

NAME = r"[A-Za-zα-ωΑ-Ω0-9][\wα-ωΑ-Ω'’]*(?:[-.][\wα-ωΑ-Ω()]+|/(?:\d|[A-Z]{1,3}\d)\w?)*"
HEAD = re.compile(r"\b(?:inhibitors?|antagonists?|agonists?|blockers?|blockades?|inducers?|mimetics?|degraders?)\b")
ANTI = re.compile(
    r"\b(?:monoclonal\s+)?[Aa]nti[-\s](?P<target>[A-Zα-ω][\wα-ω]*(?:[-/][\wα-ω]+)*|"
    r"(?:interleukin|interferon|integrin|complement|amyloid)(?:[-\s][\dα-ωa-z]{1,5})?)\s*"
    r"(?P<kind>(?:monoclonal\s+)?(?:antibod(?:y|ies)|mabs?|agents?|therap(?:y|ies)|treatments?|drugs?|biologics?))\b"
)
# What antibodies of the body or of tests are directed at: viruses, self.
BODY_TARGETS = re.compile(
    r"HB|HCV|HIV|HLA|HAV|HDV|HEV|HTLV|SARS|COVID|CMV|EBV|VZV|ds|ss|Sm\b|Jo|Ro|La\b|SSA|SSB|CCP|RNP|Scl|GBM|AQP|MOG|AChR|MuSK|LRP|"
    r"TPO|GAD|PLA|CL\b|DNA|ANA|PR3|MPO|Th\b|HMG|SRP|TIF|Mi-?2|MDA|D\b|Xa|[Pp]hospho|[Cc]ardio|[Nn]uclear|[Mm]ito|[Pp]latelet"
)
TARGETED = re.compile(
    r"\b(?P<target>[A-Z]\w*(?:[-/+]\w+)*?)[-\s](?:targeted|targeting|directed|specific)\s+"
    r"(?P<kind>(?:(?:CAR[-\s]?T|cellular|cell|gene|biologic(?:al)?|immuno|antibody|monoclonal)[-\s]*){0,3}"
    r"(?:therap(?:y|ies)|treatments?|agents?|drugs?|antibod(?:y|ies)|products?|cells?))\b"
)
# Words that only link, judge or describe: no class name starts with one.
GENERIC = word_set(
    "or and with to of by the a an any other for in on as is are was were be been using use taking receiving another "
    "all such known potent strong moderate weak oral systemic topical selective dual direct specific new novel same "
    "certain these those this that without concomitant concurrent prior previous current including include either "
    "both competitive approved sensitive combined long short acting first second third generation irreversible "
    "reversible non e.g eg i.e ie treatment therapy plus via from following commercially commercial available "
    "steroidal hormonal drug drugs agents medication earlier later every each one two three initiate initiated "
    "initiating received undergone has have had will require requires required because discontinue discontinued "
    "unboosted boosted between than"
)
# Substances of the body and of tests whose names end like a class of drugs.
IN_THE_BODY = re.compile(r"(?:factor|lupus|C1|coagulation|plasminogen activator|functional|acquired|growth|tissue)$", re.I)


def find(text: str) -> Iterator[tuple[Span, str, str]]:
    """Names by their shape: (span, label, rule)."""
    yield from _class_names(text)
    yield from _targets(text)
    for match in WORD.finditer(text):
        word = match[0].lower().removesuffix("s")
        if word.endswith(STEMS) and word not in NO_DRUG:
            yield Span(*match.span()), match[0], "name-stem"


def _class_names(text: str) -> Iterator[tuple[Span, str, str]]:
    """ "BCR-ABL inhibitor": the words before the head back to a word that names nothing."""
    for head in HEAD.finditer(text):
        start = _start(text, head.start())
        if start < head.start() and not IN_THE_BODY.search(text[start : head.start()].strip()):
            yield Span(start, head.end()), f"{' '.join(text[start : head.start()].split())} {_singular(head[0])}", "class-head"


def _start(text: str, end: int) -> int:
    """Where the class name starts whose head starts at `end`: at most four words before it."""
    offset = max(0, end - 60)
    start = end
    for number, match in enumerate(reversed(list(re.finditer(rf"{NAME}|[^\w\s]", text[offset:end])))):
        gap = text[offset + match.end() : start]
        if number == 4 or not re.match(r"\w", match[0]) or gap.strip() or match[0].lower() in GENERIC:
            break
        start = offset + match.start()
    return start


def _targets(text: str) -> Iterator[tuple[Span, str, str]]:
    """ "Anti-CD30 antibody", "GPRC5D-directed therapy"."""
    for match in ANTI.finditer(text):
        if _kind(match["kind"]) == "antibody" and BODY_TARGETS.match(match["target"]):
            continue
        yield Span(*match.span()), f"anti-{match['target']} {_kind(match['kind'])}", "target"
    for match in TARGETED.finditer(text):
        yield Span(*match.span()), f"{match['target']}-targeted {_kind(match['kind'])}", "target"


def _kind(words: str) -> str:
    if "CAR" in words:
        return "CAR-T cell therapy"
    return "antibody" if re.search("antibod|mab", words, re.I) else "therapy"


def _singular(word: str) -> str:
    if word.lower().startswith("blockade"):
        return "inhibitor"
    return word[:-1] if word.endswith("s") else word
