"""The words that tell what an item is about: one line a category, alternatives of one cue in one pattern."""

import re
from collections.abc import Iterator

INFECTION = r"infecti|hepatitis|\bH[BC]V\b|\bHBs|\bHBc|\banti-?HBc|\bHIV\b|syphilis|treponema|pallidum|tubercul|\bTB\b|sepsis|fung(?:al|us)|bacteri|viremi|viraemi|\bCMV\b|cytomegalo|\bEBV\b|epstein|covid|sars-cov|herpes|zoster|pneumonia\b(?!.*interstitial)|leukoencephalopathy|\bPML\b"
HEART = r"cardi(?!ff)|\bheart\b|myocard|arrhythm|angina|\bNYHA\b|coronary|infarct|\bECG\b|\bEKG\b|electrocardio|\bQTc?[BF]?\b|atrial|ventricular|ejection fraction|\bLVEF\b|\bL?VEF\b|hypertens(?!ive drugs)|hypotens|blood pressure|vascular (?:disease|event)|thrombo(?!cyt)|embol|vasopressor|hypertensive drugs|vasoactive|haemodynamic|hemodynamic|shortening fraction|stent\b|bradycardia|tachycardia|\bAV block|bundle branch|valv(?:e|ular)"
LUNG = r"pulmon|\blungs?\b|respirat|oxygen|\bSp?O2\b|\bSaO2\b|\bDLCO\b|\bFVC\b|\bFEV1\b|asthma|\bCOPD\b|dyspn|interstitial|\bILD\b|bronch|pneumonitis|ventilat|indoor air|room air"
KIDNEY = r"\brenal|kidney|nephr|creatinine|\bCr(?:Cl)?\b|\be?GFR\b|glomerular|dialysis|protein(?:uria)?\b.*urin|proteinuria|albuminuria|\bUPCR\b|\bUACR\b|urea nitrogen|\bBUN\b|urine protein"
LIVER = r"\bliver|hepatic(?!.*neoplas)|\bALT\b|\bAST\b|\bSGPT\b|\bSGOT\b|transaminase|transase|aminotransferase|bilirubin|\bT?BIL\b|cirrho|child-pugh|alkaline phosphatase|\bALP\b|gilbert|glutamic"
BLOOD = r"neutro(?:phil|peni)|\bANC\b|platelet|thrombocyt|h[a]?emoglobin|\bHgb\b|\bHb\b|lympho(?:cyte|peni)|\bALC\b|\bWBC\b|white (?:blood )?cell|leukocyte count|leukopeni|\ban[a]?emia\b|h[a]?ematolog|h[a]?ematopoietic function|coagul|\bINR\b|prothrombin|\bAPTT\b|\bPT\b|bleed|h[a]?emorrh|blood count|bone marrow (?:function|reserve|failure)|transfus|anticoag|lymphoproliferative|donat(?:ed|e|ion)[^.]{0,12}blood|blood routine"
NERVES = r"central nervous|\bCNS\b|neurolog|neuropath(?!y related)|epilep|seizure|convuls|stroke|stoke\b|cerebr|dementia|parkinson|paralysis|aphasia|\bbrain\b|psychosis|encephal|cognit|multifocal|guillain|cerebell|spinal|mening|neurolup|intracranial"
MIND = r"psych|suicid|mental|depress|schizo|bipolar|cognit|dementia"
CANCER = r"malignan|\bcancer|\btumou?rs?\b|carcinoma|neoplas|lymphoproliferative|lymphoma|melanoma|sarcoma"

CUES: tuple[tuple[str, str], ...] = (
    ("consent", r"informed consent|\bconsent\b|\bassent\b|sign(?:s|ed)? (?:the|an|a|written)|voluntar|volunteer|willing(?:ness)? to participate|agrees? to participate|legal(?:ly)? (?:authori[sz]ed|guardian|representative)|\bICF\b|unwilling to undergo|understands?\b.{0,40}(?:study|purpose|procedure|requirement)"),
    ("age", r"\bage[ds]?\b(?!.{0,3}appropriate)(?!.{0,30}\b(?:disease onset)\b)|years? old|\bYoA\b|years? of age|months? of age|\badults?\b|\bminors?\b|between \d+ (?:and|to) \d+ years|\d+ ?[-–~to]+ ?\d+ years"),
    ("sex", r"\bgenders?\b|\bsex(?:es)?\b(?! partner)|\bmales?\s*(?:/|and|or)\s*(?:non-pregnant )?females?\b|\bfemales? (?:or|and) males?\b|\bmen (?:and|or) (?:non-?pregnant )?women\b(?!.{0,40}(?:contracep|reproduct|childbearing|fertil))|\bwomen (?:and|or) men\b(?!.{0,40}contracep)"),
    ("performance-status", r"\bECOG\b|karnofsky|lansky|\bKPS\b|performance (?:status|score|scale)|cancer cooperation group|physical status (?:score|level)|bed-?ridden|self-care"),
    ("life-expectancy", r"life expectanc|expected survival|expected? (?:time of )?surviv|estimated survival|survival (?:time )?(?:of )?(?:is )?(?:expected|more|at least|≥|>|above)|predicted survival"),
    ("reproductive", r"pregnan|contracept|birth control|lactat|breast-?\s?feed|breast(?:ing)?-feeding|nursing|child-?\s?bearing|child-?\s?fathering|fertil(?:e|ity)|reproductive|conceive|\bsperm\b|\bHCG\b|abstinence|intrauterine|condom|menopaus|oocyte|egg donation"),
    ("trial-participation", r"(?:other|another|different|concurrent|any|interventional|investigational|active|ongoing)\s+(?:\w+\s+){0,3}(?:clinical )?(?:trials?|stud(?:y|ies)|research)\b(?=.{0,60}|$)(?<!this study)(?<!the study)(?<!this trial)|participat\w+ in (?:other|another|any|a )|enrolled in (?:other|another|any)|investigational (?:agent|drug|product|medic|treatment|therap|device)|experimental drug|non-registered product|study drugs? of another"),
    ("investigator-discretion", r"(?:opinion|judge?ment|discretion|view) of (?:the |other )?(?:principal )?(?:investigat|research|invesgat|treating|physician|study)|investi?gat\w*['’]?s? (?:opinion|judge?ment|discretion)|(?:investigators?|researchers?|physicians?|\bPI\b|we)\s+(?:\w+\s+){0,3}?(?:deems?|consider|believe|think|regard|judge|determin|feel|assess)|(?:deemed|considered|judged|determined|assessed|regarded|ruled out) by (?:the |other )?(?:principal |study )?(?:investigat|research|physician)|not suitable|unsuitable|inappropriate|improper for"),
    ("infection", INFECTION),
    ("vaccination", r"vaccin|immuni[sz]ation"),
    ("allergy", r"allerg|hypersensitiv|anaphyla|intolerance to (?:any )?(?:drug|component|excip)|idiosyncra|sensitivity to"),
    ("substance-use", r"drug (?:abuse|addict|depend|misuse)|substance (?:abuse|use|misuse|depend)|alcohol|smok|tobacco|nicotine|illicit|narcotic depend|addict"),
    ("cell-collection", r"leuk[ao]?pheresis|\bapheresis|cell collection|blood collection|venous access|vein access|pheresis|collection of (?:cells|pbmc|mononuclear)|\bPBMC\b|mononuclear cell collection"),
    ("transplantation", r"transplant|allograft|\bGvHD\b|graft[- ]versus|\bHSCT\b|\bSCT\b|stem cell infusion|donor lymphocyte|\bDLI\b|donor available|\bHLA\b.{0,30}donor"),
    ("surgery", r"\bsurg(?:ery|eries|ical)|\boperation\b|arthroplast|joint replacement|splenectom"),
    ("malignancy", CANCER),
    ("neurological", NERVES),
    ("psychiatric", MIND),
    ("cardiovascular", HEART),
    ("pulmonary", LUNG),
    ("renal", KIDNEY),
    ("hepatic", LIVER),
    ("hematological", BLOOD),
    ("organ-function", r"organ (?:function|dysfunction|involvement|damage|failure|system)|functions? of (?:important|major|vital) organs|(?:adequate|sufficient|normal|good|acceptable) (?:\w+,? ){0,4}function|organ.{0,12}function"),
    ("biomarker", r"\b(?:CD(?:19|20|22|7|123|38|33|5)|BCMA|LILRB4)\b\s*(?:[+＋]|positiv|express|antigen|cell membrane)|(?:express\w*|positiv\w*)\s+(?:of |for |expression of |uniform )?(?:\w+ ){0,2}(?:CD\d+|BCMA|LILRB4|AQP4|AChR|MuSK)|auto-?antibod|anti-?nuclear|\bANA\b|anti-?ds|\bANCA\b|AQP4|anti-(?:Sm|Jo|synthetase|CCP|SSA|Scl)|seropositiv|mutation|gene (?:rearrange|alterat|amplif)|rearrangement|fusion|molecular profil|immunophenotype|signal?ling pathway|amplification|expression (?:must|of|by)|cell membrane"),
    ("disease-activity", r"disease activity|activity (?:index|score)|\bactive (?:disease|SLE|lupus|arthritis|class|RA|SSc|MS|myositis|lesion)|moderate(?:ly)?[ -](?:to|or)[ -]severe(?:ly)?|SLEDAI|BILAG|\bPGA\b|\bmRSS\b|rodnan|DAS-?28|\bEDSS\b|\bMMT|\bCDAI\b|\bMG-ADL\b|\bQMG\b|\bEULAR Sjogren|ESSDAI|refractory|relaps|recurren|remission|flare|progressi(?:on|ve)\b(?! multifocal)|blasts|active (?:severe )?class|resistant|uncontrolled symptoms|disease status|severity"),
    ("laboratory", r"laborator|\bULN\b|upper limit of (?:the )?normal|serolog|serum|titer|titre|\bRNA\b|\bDNA\b|test(?:ed|ing|s)? (?:positive|negative|result)|abnormal(?:ity|ities)? (?:lab|test|h[a]?emat)|immunoglobulin level|\bIgG\b"),
)  # fmt: skip

PATTERNS = tuple((category, re.compile(pattern, re.I)) for category, pattern in CUES)


def found(text: str) -> Iterator[tuple[str, int]]:
    """The categories that the words speak of, each with the place of its first cue."""
    for category, pattern in PATTERNS:
        if match := pattern.search(text):
            yield category, match.start()
