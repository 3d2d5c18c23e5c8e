"""From which event of the trial a window is counted, in CONTRACT's words."""

from cartkg.eligibility.clauses import Words, word_set

CONNECTORS = word_set("leading prior to before preceding of from since after following at pre until up to or and")
FILLERS = word_set(
    "the to their a an of for in on or and signing first initial start starting date day days time visit receiving beginning "
    "initiation administration study trial this clinical planned any actual scheduled expected his her patient's patient "
    "patients participant's subject's subject participants being is are - ( ) our main written into dose completing"
)
ANCHORS = {
    "screening": word_set("screening screen screened prescreening"),
    "consent": word_set("consent icf assent consenting informed"),
    "leukapheresis": word_set("leukapheresis apheresis leucapheresis leukopheresis leukaphereses pbmc mononuclear"),
    "lymphodepletion": word_set(
        "lymphodepletion lymphodepleting lymphodepletive lympho ld lymphoconditioning conditioning preconditioning "
        "pretreatment fludarabine"
    ),
    "enrollment": word_set(
        "enrollment enrolment enrolling enrolled enroll inclusion entry entering registration registering recruitment joining "
        "participation participating"
    ),
    "infusion": word_set("infusion infusions transfusion reinfusion infused transfused car"),
    "baseline": word_set("baseline"),
}
OTHER = word_set(
    "drug drugs medication treatment therapy product intervention medicine agent vaccine vaccination surgery "
    "randomization randomisation"
)
STUDY = word_set("study trial research")
OF_STUDY = word_set("visit day specific dose procedure procedures")


def after(words: Words, index: int, end: int) -> tuple[str, int]:
    """The anchor named from token `index` on ("prior to the first screening visit") or "", and the index after its words."""
    if words.word(index) not in CONNECTORS:
        return "", index
    study = -1
    for place in range(index, min(end, index + 12)):
        word = words.word(place)
        anchor = _anchor(word)
        if anchor and not (anchor == "infusion" and _of_a_drug(words, place)):
            return anchor, place + 1
        if word in STUDY and "dose" not in {words.word(i) for i in range(index, place)}:
            study = place
        if word in OTHER or (word not in FILLERS and word not in CONNECTORS):
            break
    return ("enrollment", study + 1) if study > 0 and _ends(words, study + 1) else ("", index)


def _anchor(word: str) -> str:
    return next((anchor for anchor, names in ANCHORS.items() if word in names), "")


def _of_a_drug(words: Words, place: int) -> bool:
    """Whether "infusion" is that of another drug ("first infusion of study drug")."""
    around = {words.word(i) for i in (*range(place - 2, place), *range(place + 1, place + 4))}
    return bool(around & {"drug", "drugs", "medication", "blood", "lymphocyte", "antibody"})


def _ends(words: Words, index: int) -> bool:
    """Whether a noun phrase ends before `index`: "prior to the study" and no study drug."""
    return words.word(index) not in OTHER | OF_STUDY
