"""What a therapy's name looks like where the vocabulary does not have it.

Class names have a head that says what they are ("… inhibitor", "anti-… antibody", "…-targeted therapy", "… vaccine"), drugs a stem
(the WHO's International Nonproprietary Names: -mab, -tinib, -cept, …). What is found is a name to be looked up again, or the record's
own words.
"""

import re
from collections.abc import Iterator

from cartkg.model import Span

# Stems of the WHO's list of International Nonproprietary Names that no English word ends in (exceptions below).
STEMS = (
    "mab|tinib|rafenib|metinib|ciclib|parib|lisib|zomib|degib|clax|cept|limus|imod|cillin|floxacin|mycin|micin|cycline|oxacin|"
    "conazole|fungin|ciclovir|asvir|buvir|previr|tegravir|navir|amivir|citabine|tidine|prazole|setron|sartan|statin|vastatin|"
    "gliptin|gliflozin|glutide|glitazone|xaban|gatran|grel|parin|plase|profen|coxib|oxicam|dipine|olol|azosin|azepam|azolam|"
    "barbital|triptan|pitant|gepant|lukast|terol|tropium|nidazole|bendazole|quine|platin|rubicin|taxel|poside|tecan|trexate|trexed|"
    "mustine|fosfamide|bicin|parsin|leucel|ogene|cabtagene|lestat|semide|thiazide|pril|prilat|afil|ciguat|dronate|dronic|"
    "trombopag|xacaftor|caftor|vaptan|racetam|zolid|penem|cef\\w+|sulfa\\w+ine|lutamide|relix|relin|tocin|pressin|tide|siran|nersen|"
    "rsen|fusp|stim|kinra|kin|leukin"
)
LONG_STEM = re.compile(rf"\b(?:[A-Za-z]{{3,}}(?:{STEMS}))s?\b", re.I)
# Words of the language, of anatomy and of chemistry that end like a drug.
NO_DRUG = frozenset(
    "peptide peptides nucleotide nucleotides polypeptide polypeptides accept except concept precept intercept percept transcept "
    "cystatin cystatins somatostatin cytokine cytokines chemokine chemokines lymphokine angiotide bilirubicin antiquine equine "
    "masquine april skin akin napkin lipkin hodgkin pumpkin catkin mumskin prostatin bradykinin plasmin interstim subdronic "
    "neuropeptide oligonucleotide dinucleotide trinucleotide natriuretide glycopeptide lipopeptide collagene heparin "
    "hydroxytide oxidetide riptide vasostatin nystatin tidine histidine cytidine guanidine pyrimidine quinone quine "
    "cefalic cefar cefact aldosterol cholesterol sterol ergosterol glycerol phytosterol bristol alcohol hepatocin brostatin "
    "carafil profil intestim estim overstim protocin oxytocin-like angiostatin endostatin myostatin follistatin".split()
)

# Tokens that a class name may consist of: an antigen, an enzyme, a pathway.
NAME = r"[A-Za-zα-ωΑ-Ω0-9][\wα-ωΑ-Ω'’]*(?:[-/.][\wα-ωΑ-Ω()]+)*"
HEAD = r"(?:inhibitors?|antagonists?|agonists?|blockers?|modulators?|inducers?|mimetics?|degraders?|sequestrants?|binders?|chelators?|analogues?|analogs?)"
INHIBITOR = re.compile(rf"\b((?:{NAME}\s+){{0,3}}?{NAME})\s+({HEAD})(?:\s+therap(?:y|ies))?\b")
ANTI = re.compile(
    r"\b(?:(?:monoclonal\s+)?anti)[-\s](?P<target>[A-Zα-ω][\wα-ω]*(?:[-/][\wα-ω]+)*|(?:interleukin|interferon|integrin|complement|amyloid)"
    r"(?:[-\s][\dα-ωa-z]{1,5})?)\s*(?P<kind>(?:monoclonal\s+)?(?:antibod(?:y|ies)|mabs?|agents?|therap(?:y|ies)|treatments?|drugs?|biologics?))\b"
)
TARGETED = re.compile(
    rf"\b(?P<target>[A-Z][\w]*(?:[-/+][\w]+)*?)[-\s](?:targeted|targeting|directed|specific)\s+"
    r"(?P<kind>(?:(?:CAR[-\s]?T|cellular|cell|gene|biologic(?:al)?|immuno|antibody|monoclonal)[-\s]*){0,3}"
    r"(?:therap(?:y|ies)|treatments?|agents?|drugs?|antibod(?:y|ies)|products?|cells?))\b"
)
VACCINE = re.compile(r"\b((?:[A-Z][\w-]*\s+){1,3}(?:vaccines?|vaccination))\b")
TRANSPLANT = re.compile(
    r"\b((?:kidney|renal|liver|hepatic|heart|cardiac|lung|pancrea(?:s|tic)|islet|intestin(?:e|al)|corneal?|skin|hair|uterus|"
    r"face|limb|stem[- ]cell|bone[- ]marrow|organ)s?)\b"
)
GENERIC = frozenset(
    "the a an any other another of or and all such known potent strong moderate weak oral systemic topical selective dual direct "
    "specific new novel same certain these those this that with without to for on by use using concomitant concurrent prior "
    "previous current including either both competitive non receptor pump enzyme pathway synthesis channel uptake "
    "release growth factor protein kinase approved sensitive combined long short acting first second generation".split()
)
SMALL = frozenset(
    "or and with to of by the a an any other for in on as is are was were be been using use taking receiving".split()
)
CIRCULATING = re.compile(r"\b(?:factor|lupus|C1|coagulation|protease|plasminogen activator|functional)$", re.I)


def find(text: str) -> Iterator[tuple[Span, str, str]]:
    """Names by their shape: (span, label, rule)."""
    yield from _class_names(text)
    yield from _targets(text)
    for match in LONG_STEM.finditer(text):
        word = match[0].lower()
        if word not in NO_DRUG and word.rstrip("s") not in NO_DRUG and len(word) > 6:
            yield Span(*match.span()), match[0].rstrip("s") if match[0].endswith("bs") else match[0], "name-stem"


def _class_names(text: str) -> Iterator[tuple[Span, str, str]]:
    """ "BCR-ABL inhibitor": the words before the head up to a word that names nothing."""
    for match in re.finditer(rf"\b{HEAD}\b", text):
        words = _words_before(text, match.start())
        if not words or CIRCULATING.search(text[words[0][0] : words[-1][1]]):
            continue
        start = words[0][0]
        label = " ".join(text[start : match.start()].split()) + " " + _singular(match[0])
        yield Span(start, match.end()), label, "class-head"


def _words_before(text: str, end: int) -> list[tuple[int, int]]:
    """The words of a class name before its head: at most four, none that only links or judges, one at least that names something."""
    found: list[tuple[int, int]] = []
    for match in reversed(list(re.finditer(rf"{NAME}|[^\w\s]", text[max(0, end - 60) : end]))):
        word = match[0]
        start, stop = match.start() + max(0, end - 60), match.end() + max(0, end - 60)
        gap = text[stop : found[0][0] if found else end]
        if len(found) == 4 or not re.match(r"\w", word) or gap.strip() or word.lower() in SMALL:
            break
        found.insert(0, (start, stop))
    while found and text[found[0][0] : found[0][1]].lower() in GENERIC - {"receptor", "growth", "protein", "proton"}:
        found.pop(0)
    return found


def _targets(text: str) -> Iterator[tuple[Span, str, str]]:
    """ "Anti-CD30 antibody", "GPRC5D-directed therapy"."""
    for match in ANTI.finditer(text):
        kind = "antibody" if match["kind"].lower().endswith(("antibody", "antibodies", "mab", "mabs")) else "therapy"
        yield Span(*match.span()), f"anti-{match['target']} {kind}", "target"
    for match in TARGETED.finditer(text):
        yield Span(*match.span()), f"{match['target']}-targeted {_kind(match['kind'])}", "target"


def _kind(words: str) -> str:
    if re.search(r"CAR", words):
        return "CAR-T cell therapy"
    return "antibody" if "ntibod" in words else "therapy"


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") else word


# Heads that several names share: "TNF, IL-6 or IL-17 inhibitors", "heart, lung or kidney transplant".
SHARED = re.compile(
    r"(?P<list>(?:[\w/().+-]+(?:\s[\w-]+)?\s*,\s*){0,5}[\w/().+-]+(?:\s[\w-]+)?\s*(?:,?\s*(?:and/or|or|and|/)\s*))"
    r"(?P<last>[\w/.+-]+)\s+(?P<head>inhibitors?|antagonists?|blockers?|inducers?|transplant(?:ation)?s?|vaccines?|antibod(?:y|ies)|"
    r"vaccination|therap(?:y|ies)|transfusions?|agents?|drugs?|dialysis)\b"
)


def elliptic(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each member of a list before a shared head with that head: ("JAK inhibitors", span of "JAK")."""
    for match in SHARED.finditer(text):
        for part in re.finditer(r"[\w().+-]+(?:\s[\w-]+)?", match["list"]):
            words = re.sub(r"^(?:and/or|or|and|any|other|prior)\s+", "", part[0])
            if words.lower() in SMALL or words in ("and/or",):
                continue
            start = match.start("list") + part.end() - len(words)
            yield f"{words} {match['head']}", (start, start + len(words))
