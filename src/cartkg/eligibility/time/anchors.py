"""From which event of the trial a window is counted, in CONTRACT's words."""

from cartkg.eligibility.clauses import Words, word_set

CONNECTORS = word_set("leading prior to before preceding of from since after following at pre until up to or and")
FILLERS = word_set(
    "the to their a an of for in on or and signing first initial start starting date day days time visit receiving "
    "beginning initiation administration study trial this clinical planned any date/time actual scheduled expected "
    "his her patient's patient patients participant's subject's subject participants being is are - their/her ( ) ’s "
    "'s our main written into dose completing"
)
ANCHORS: tuple[tuple[str, frozenset[str]], ...] = tuple(
    (anchor, frozenset(words.split()))
    for anchor, words in (
        ("screening", "screening screen screened prescreening"),
        ("consent", "consent icf assent consenting informed"),
        ("leukapheresis", "leukapheresis apheresis leucapheresis leukopheresis leukaphereses pbmc mononuclear"),
        ("lymphodepletion", "lymphodepletion lymphodepleting lymphodepletive lymphocyte-depleting preconditioning pretreatment conditioning ld "
         "fludarabine lympho lymphoconditioning"),
        ("enrollment", "enrollment enrolment enrolling enrolled enroll inclusion entry entering randomised_into registration registering "
         "recruitment joining participation participating"),
        ("infusion", "infusion infusions transfusion reinfusion infused transfused car"),
        ("baseline", "baseline"),
    )
)  # fmt: skip
OTHER = word_set(
    "drug drugs medication treatment therapy product intervention medicine agent vaccine vaccination surgery "
    "randomization randomisation"
)
STUDY = word_set("study trial research")


def after(words: Words, index: int, end: int) -> tuple[str, int]:
    """The anchor named from token `index` on ("prior to the first screening visit"), and the index after its words; "" when none."""
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
    return next((anchor for anchor, names in ANCHORS if word in names), "")


def _of_a_drug(words: Words, place: int) -> bool:
    """Whether "infusion" is that of another drug ("first infusion of study drug")."""
    around = {words.word(i) for i in (*range(place - 2, place), *range(place + 1, place + 4))}
    return bool(around & {"drug", "drugs", "medication", "blood", "lymphocyte", "antibody"})


def _ends(words: Words, index: int) -> bool:
    """Whether a noun phrase ends before `index`: "prior to the study" and no study drug."""
    return words.word(index) not in OTHER and words.word(index) not in (
        "visit",
        "day",
        "specific",
        "dose",
        "procedure",
        "procedures",
        "start_of",
    )
