"""Which of the named conditions the item speaks of, and which stand in it for another reason.

A name is no demand of the item when it is the purpose of a treatment, the cause of something else, a relative's, a risk, the limit of
a threshold, or part of the name of a test, a score, a vaccine or a set of criteria. Each reason is a `Context`: a pattern for the
words that end where the name begins, or for those that begin where it ends.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cartkg.eligibility.diagnoses.mentions import Mention
from cartkg.model import Item, Section, Span

QUALIFIERS = (
    r"(?:(?:the|their|his|her|a|an|any|other|some|chronic|acute|severe|active|underlying|primary|recurrent|known|prior|previous|current"
    r"|suspected|future|non|symptomatic|concomitant|existing|baseline|this|these|such|moderate|mild|newly|diagnosed|unresectable|resectable"
    r"|advanced|metastatic|relapsed|refractory|locally|early|late|stage|recent|latent|clinical|confirmed|documented)[\s-]+)*"
)
LOOSE = r"(?:(?!(?:and|or|who|that|but|not|no|which|without|include|including|if|when)\b)[\w-]+\s+){0,3}?"
TREATMENT = r"(?:treat|therap|medic|drug|agent|prohibit|administ|prescri|prophyla|surg|vaccin|regimen|hospitali)"


@dataclass(frozen=True, slots=True)
class Context:
    """A reason why a name is no demand: `before` or `after` matches the words beside it; `section` where it holds only there."""

    name: str
    before: str = ""
    after: str = ""
    section: Section | None = None
    labels: frozenset[str] = frozenset()  # only for these conditions

    def fits(self, item: Item, mention: Mention) -> bool:
        """Whether the mention stands in this context."""
        if self.section and item.section is not self.section or self.labels and mention.condition.label not in self.labels:
            return False
        before, after = item.text[: mention.span.start], item.text[mention.span.end :]
        ahead = not self.before or _compiled(self.before + QUALIFIERS + "$").search(before)
        return bool(ahead and (not self.after or _compiled("^" + self.after).search(after)))


_PATTERNS: dict[str, re.Pattern[str]] = {}


def _compiled(pattern: str) -> re.Pattern[str]:
    if pattern not in _PATTERNS:
        _PATTERNS[pattern] = re.compile(pattern, re.I)
    return _PATTERNS[pattern]


PREGNANCY = frozenset({"pregnancy", "lactation"})
TUMOUR = frozenset({"malignancy"})

CONTEXTS = (
    Context("purpose", before=r"\b(?:prophyla\w+|prevent\w*|vaccin\w+|immuni[sz]ation|protect\w*) (?:of|for|against|from)\s+"),
    Context("prevention", before=r"\b(?:prevent|avoid)(?:s|ing|ed)?\s+"),
    Context("purpose", before=r"\b(?:treatments?|therap(?:y|ies)|medications?|drugs?|management|surgery|vaccines?) (?:of|for|in|against)\s+" + LOOSE),
    Context("purpose", before=rf"\b{TREATMENT}\w*\b[^.;:,()]{{0,60}}\b(?:for|against)\s+"),
    Context("purpose", before=r"\b(?:to|for|in) (?:treat|manage|control|prevent|cure)(?:ing)?\s+"),
    Context("purpose", before=r"\b(?:used|indicated|approved|prescribed|given|taken|effective|activity|efficacy) (?:for|in|against)\s+"),
    Context("follow-up", before=r"\b(?:reason is not|is not considered)\b[^.;]{0,20}\s+"),
    Context("purpose", before=r"\bagainst\s+"),
    Context("open", before=r"\bwith or without\s+"),
    Context("cause", before=r"\b(?:due to|caused by|because of|secondary to|attribut\w+ to|(?:as )?(?:a )?result of|result(?:ing|s|ed) from|owing to)\s+"),
    Context("cause", before=r"\b(?:associated|consistent|compatible) with\s+"),
    Context("cause", after=r"(?:\s+(?:or|and)\s+non-?\s?\w+)?[\s-]*(?:related|associated|induced|mediated|specific|free|like|modifying|directed|targeted)\b(?! (?:to|with|by))"),
    Context("cause", before=r"\b(?:abnormal|impair|dysfunction|damage|decrease)\w*\b[^.;,()]{0,30} by\s+"),
    Context("cause", before=r"\b(?:not (?:due|related|attribut\w+)|unrelated|related) to\s+"),
    Context("relative", before=r"\b(?:family|familial) (?:medical )?(?:history|members?|background)\b[^.;]{0,30}\b(?:of|with|have|has)\s+"),
    Context("relative", before=r"\brelatives?\b[^.;]{0,20}\b(?:with|have|has|had)\s+"),
    Context("risk", before=r"\b(?:risks?|risk factors?|probability|likelihood|chance|exposed?|exposure|propensity|susceptib\w+) (?:of|for|to)\s+(?:developing\s+)?"),
    Context("risk", before=r"\b(?:contraindicat\w+|indicat\w+) (?:of|for|to|such as|including)\s+"),
    Context("risk", before=r"\b(?:mimic\w*|resembl\w+|rule out|ruling out|exclude the presence of|signs of)\s+", section=Section.INCLUSION),
    Context("test", before=r"(?<!positive )\b(?:screen\w*|test\w*|evaluat\w+|assess\w*|monitor\w*|examin\w+|workup|work-up) (?:of|for)\s+", after=r"(?!.{0,40}\b(?:positiv|reactiv))"),
    Context("antagonist", before=r"\b(?:anti|non|pre|de)-"),
    Context(
        "name of a test or treatment",
        after=r"[\s-]*(?:\([^()]{1,20}\)\s*)?(?:(?:classification|diagnostic|disease activity|activity|severity|symptom|rating|quality of life|impact|directed|suppressive"
        r"|replacement|modifying|immunotherapeutic|therapeutic|live|inactivated|lowering|reducing|maintenance|standard|standard-of-care|specific|control|controller|rescue|prevention|risk)\s+)?"
        r"(?:scores?|index|indices|scale|inventory|questionnaire|vaccin\w*|prophyla\w+|immuni[sz]ations?|therap(?:y|ies)"
        r"|treatments?|medications?|medicines?|drugs?|agents?|tests?|testing|screening|screen|guidelines?|registry|trials?|stud(?:y|ies)|cells?"
        r"|antigens?|antibod(?:y|ies)|chemotherapy|surgery|surgeries|samples?|specimens?|tissues?|biops\w+|specialists?|clinics?|centers?|centres?|program\w*|unit|ward|research"
        r"|networks?|institutes?|cooperat\w+|associations?|society|foundation|league|committee|organi[sz]ation|consortium|federation|college|academy|group"
        r"|lesions?|sites?|burden|volume|size|markers?|mass|marrow|response|blasts?|progression|recurrence|onset|flares?|remission|assessments?|diary|attacks?"
        r"|status|staging|subtypes?|history|exposure|contacts?|transmission|prevention|control|care|management|services?|hotline|epidemiology|educat\w+|counsel\w+|days?)\b",
    ),
    Context("vaccine", after=r"(?:[\s,/]+[\w/-]+){1,4}\s+vaccin\w+"),
    Context("set of criteria", after=r"\s+(?:classification\s+|diagnostic\s+)?(?:criteria|criterion|classification)\b", section=Section.EXCLUSION),
    Context("address", after=r"\.\w"),
    Context("contact", before=r"\bcontact\b[^.;]{0,60}\b(?:with|of)\s+(?:a\s+)?"),
    Context("organisation", before=r"\b(?:national|international|american|european|eastern|comprehensive|cooperative|chinese|global|world|of)\s+(?:comprehensive\s+)?", after=r"\s+(?:network|institute|cooperat\w+|society|league|federation)"),
    Context("criteria", before=r"\b(?:according to|based on|as defined (?:by|in)|defined by|per|using|under|in the|by the|meet\w*|fulfil\w*|satisf\w+|guidelines? (?:for|of|on))\b(?:[^.;,()]|\([^()]{1,12}\))*\b(?:classif\w+ of|guidelines?|who|world health organi[sz]ation|consensus|college|league|association|society|dsm\S*|icd\S*|network)\b(?:[^.;,()]|\([^()]{1,12}\))*?"),
    Context("criteria", before=r"\b(?:criteria|guidelines?|classification|definition|diagnosis and treatment) (?:for|of)(?: the)?(?: diagnosis of| classification of)?\s+", section=Section.EXCLUSION),
    Context("criteria", before=r"\b(?:guidelines?|diagnosis and treatment) (?:for|of)(?: the)?(?: diagnosis and treatment of| diagnosis of| classification of)?\s+"),
    Context("proviso", after=r"\s+(?:must|should|has to|have to|needs? to) (?:be|have been) (?:in|treated|controlled|stable|resolved|under|well|adequately|fully|completely|tested|evaluated|assessed|excluded|ruled out|discussed|monitored)\b", section=Section.EXCLUSION),
    Context("limit", before=r"(?:≤|<|grade ≤?|up to grade|no more than grade|CTCAE)\s*(?:grade\s*)?\d?\s*", section=Section.INCLUSION),
    Context("subgroup", before=r"(?:^|[(,;.]\s*|\d[^.;]{0,30}\b(?:ULN|L|dL|min)\b\s+)(?:in|for|if)\s+(?:(?:patients|subjects|participants|those|individuals|people|case|cases|documented|presence)\s*(?:of|who have|who has|with|having)?\s+)?", section=Section.INCLUSION, after=r"(?!\s*(?:is|are) (?:eligible|allowed))"),
    Context("subgroup", before=r"(?:^|[.;]\s+)(?:for|in|among)\s+(?:all\s+)?(?:patients|subjects|participants|those|individuals)\s+(?:with|who have|diagnosed with)\s+[\w-]*\s*", after=r"[^.;:]{0,40}[,:]"),
    Context("subgroup", before=r"^for\s+", after=r"\s*(?:patients|participants|subjects|cohort|arm|group)?\s*[:,]"),
    Context("scope", before=r"\b(?:patient|subject|participant|people|person|individual)s? (?:whose|with a|where the|where)\s+", after=r"\s+(?:present|harbor|harbour|express|show|carr|test|ha(?:s|ve|rbor)|is|are|cell)", labels=TUMOUR),
    Context("scope", before=r"\b(?:whose|their|of the|in the|primary|measurable|archival|target|this)\s+(?:primary\s+)?", labels=TUMOUR, section=Section.INCLUSION),
    Context("scope", after=r"\s+(?:type|types|histology|subtype|indication|site|entities|cell|bearing|infiltrat\w+|specimen|involvement|samples?|expression|block|material|diameter|invasion|thrombus|necrosis factors?)\b", labels=TUMOUR),
    Context("drug failure", labels=frozenset({"drug intolerance"}), section=Section.INCLUSION),
    Context("not a drug", before=r"\b(?:fructose|galactose|glucose|heat|cold|exercise|gluten|food|alcohol|light|dietary)\s+", labels=frozenset({"drug intolerance"})),
    Context("contraception", before=r"\b(?:becom\w+|get\w*|suspect\w*|caus\w+|in the event of|in case of|during|after|result in|end of|outcome of|possibility of|until|potential for|attempt\w*)\s+(?:a\s+)?", labels=PREGNANCY, section=Section.INCLUSION),
    Context("contraception", before=r"\bpartners?\b[^.;]{0,60}", labels=PREGNANCY),
    Context("contraception", after=r"\s+(?:prevention|program|partner|potential|exposure|registry|outcome)", labels=PREGNANCY),
    Context("contraception", before=r"\b(?:if|when|should)\b[^.;]{0,30}\b(?:becom\w+|get\w*|is|are)\s+", labels=PREGNANCY, section=Section.INCLUSION),
)  # fmt: skip

CONTINUATION = re.compile(r"\s*(?:,|/|\b(?:and/or|and|or)\b)(?:\s*(?:,|/|and/or\b|and\b|or\b))*\s*" + QUALIFIERS + "$", re.I)
INDICATION = Context("purpose", before=r"\bfor\s+")
UNDER_TREATMENT = r"(?:^|\b(?:receiving|undergoing|requir\w+|on|ongoing|current(?:ly)?|active|under)\s+)(?:(?:active|current|ongoing|systemic)\s+)*(?:treatment|therapy)s? (?:of|for)\s+"
PERSONS_WITH = re.compile(
    r"\b(?:patients?|participants?|subjects?|those|individuals?|women|men|persons?)\s+(?:with|who have|who are|having|known to (?:have|be))\s+(?:(?!and\b|or\b)[\w-]+\s+){0,4}$",
    re.I,
)
OBLIGED = re.compile(r"[^.;]{0,60}?\b(?:must|may|can|should|needs?|(?:are|is) required|will|ha(?:s|ve) to)\b", re.I)
DEFINITION = re.compile(r"\b(?:is|are|was|were) (?:further )?defined (?:as|by)\b", re.I)


def demanded(item: Item, mentions: Iterable[Mention], therapies: Iterable[Span] = ()) -> tuple[Mention, ...]:
    """The mentions that the item speaks of; `therapies` are the places of the therapies in its text."""
    ends = frozenset(t.end for t in therapies)
    kept: list[Mention] = []
    refused: Mention | None = None
    for mention in mentions:
        context = None if under_treatment(item, mention) else context_of(item, mention) or _indication(item, mention, ends)
        if context and context.before or refused and _continues(item.text, refused, mention):
            refused = mention
        elif not context and not _defines(item.text, mention):
            kept.append(mention)
    return tuple(kept)


def under_treatment(item: Item, mention: Mention) -> bool:
    """Whether persons are excluded because they are being treated for the condition, so have it."""
    if item.section is not Section.EXCLUSION or re.match(r"\s+(?:with|by|using)\b", item.text[mention.span.end :]):
        return False
    return bool(_compiled(UNDER_TREATMENT + QUALIFIERS + "$").search(item.text[: mention.span.start]))


def only_admitted(item: Item, mention: Mention) -> bool:
    """Whether an inclusion item says under which conditions persons with a disease may take part ("Patients with HIV must …")."""
    if item.section is not Section.INCLUSION or not PERSONS_WITH.search(item.text[: mention.span.start]):
        return False
    return bool(OBLIGED.match(item.text[mention.span.end :]))


def _indication(item: Item, mention: Mention, ends: frozenset[int]) -> Context | None:
    """Whether a therapy is named as given for the condition ("glucocorticoids for asthma")."""
    found = _compiled(r"\s*(?:\([^()]{1,20}\)\s*)?\b(?:for|in)\s+" + LOOSE + QUALIFIERS + "$").search(
        item.text[: mention.span.start]
    )
    return INDICATION if found and found.start() in ends else None


def _continues(text: str, one: Mention, other: Mention) -> bool:
    """Whether the other mention is coordinated with the one before it ("therapy for adrenal or pituitary insufficiency")."""
    return bool(CONTINUATION.match(text[one.span.end : other.span.start]))


def context_of(item: Item, mention: Mention) -> Context | None:
    """The first context in which a mention is no demand; None when it is one."""
    return next((context for context in CONTEXTS if context.fits(item, mention)), None)


def _defines(text: str, mention: Mention) -> bool:
    """Whether the mention stands in a later sentence that only defines a word ("Uncontrolled … is defined as …")."""
    start = max((m.end() for m in re.finditer(r"[.;]\s+(?=[A-Z])", text[: mention.span.start])), default=0)
    stop = re.search(r"[.;]\s+(?=[A-Z])|$", text[mention.span.end :])
    return start > 0 and bool(DEFINITION.search(text[start : mention.span.end + (stop.start() if stop else 0)]))
