"""Made-up registry records and the graph that is built from them: enough for a site to have something on every page.

Every name, number and sentence is invented; the identifiers start with NCT9999, which no registry has given.
"""

from datetime import date
from pathlib import Path
from typing import Any

from cartkg.graph.build import build
from cartkg.sources.fetching.folder import RecordFolder

DAY = date(2026, 2, 3)  # on which the made-up records were retrieved
HOSTILE = 'Made-up "α-cells" & <b>bold</b> 细胞, a title to be shown as it is'  # for the trial NCT99990000
LUPUS = "Systemic Lupus Erythematosus"

TEXTS = (
    """Inclusion Criteria:

1. Age 18 to 65 years
2. Systemic lupus erythematosus in spite of mycophenolate mofetil or rituximab
3. SLEDAI score >= 8 points
4. eGFR at least 45 mL/min
5. ALT no more than 3 times the upper limit of normal
6. Written informed consent

Exclusion Criteria:

1. Rituximab within 6 months before screening
2. Prior CAR-T cell therapy at any time
3. Active tuberculosis
4. Platelets below 50 x 10^9/L
5. Live vaccine within 4 weeks before leukapheresis
6. Pregnancy or breastfeeding
7. In the opinion of the made-up investigator unsuitable""",
    """Inclusion Criteria:

1. Diagnosis of systemic sclerosis
2. Failure of at least 2 of the following: methotrexate, azathioprine, rituximab
3. LVEF at least 45%
4. Absolute neutrophil count >= 1.0 x 10^9/L

Exclusion Criteria:

1. Any B-cell-targeted therapy within 12 weeks or 5 half-lives before infusion
2. Hepatitis B or hepatitis C
3. History of malignancy within 5 years, except basal cell carcinoma
4. Prior allogeneic stem cell transplantation
5. Made-up words that nobody reads as anything""",
    """Inclusion Criteria:

- Myasthenia gravis with antibodies against AChR
- Previous treatment with corticosteroids and one immunosuppressant
- Creatinine clearance > 30 mL/min

Exclusion Criteria:

- Plasma exchange within 30 days before leukapheresis
- Positive for HIV
- Inebilizumab within 3 months before enrollment
- NYHA class III or IV heart failure""",
)
DISEASES = (LUPUS, "Systemic Sclerosis", "Myasthenia Gravis", "Multiple Sclerosis", "Rheumatoid Arthritis", "Lupus Nephritis")
PRODUCTS = (
    "CD19 CAR-T cells",
    "CD19/BCMA CAR-T cells",
    "Allogeneic CD19 CAR-NK cells",
    "BCMA CAR-T cells",
    "Autologous CD20 CAR-T cells",
)
SPONSORS = (("Made-up Hospital", "OTHER"), ("Example Biotech, Inc.", "INDUSTRY"), ("University of Nowhere", "OTHER"))
PLACES = (("Beijing", "China"), ("Boston", "United States"), ("Erlangen", "Germany"), ("Lyon", "France"), ("Osaka", "Japan"))
STATUSES = ("RECRUITING", "NOT_YET_RECRUITING", "COMPLETED", "ACTIVE_NOT_RECRUITING", "TERMINATED")
PHASES = (["PHASE1"], ["PHASE1", "PHASE2"], ["EARLY_PHASE1"], ["PHASE2"], ["NA"])
AGES = (("18 Years", "65 Years"), ("5 Years", "17 Years"), ("12 Years", None), ("18 Years", None), (None, None))


def identifier(number: int) -> str:
    """The id of the made-up trial of this number."""
    return f"NCT9999{number:04d}"


def record(number: int) -> dict[str, Any]:
    """The made-up record of this number, as the registry's API would show it. Some leave out what records do leave out."""
    sponsor, sponsor_class = SPONSORS[number % len(SPONSORS)]
    city, country = PLACES[number % len(PLACES)]
    disease, (low, high) = DISEASES[number % len(DISEASES)], AGES[number % len(AGES)]
    product = PRODUCTS[number % len(PRODUCTS)]
    ages = {key: value for key, value in (("minimumAge", low), ("maximumAge", high)) if value}
    eligibility = {"sex": "ALL", **ages}
    if number % 7 != 6:
        eligibility["eligibilityCriteria"] = TEXTS[number % len(TEXTS)]
    return {
        "protocolSection": {
            "identificationModule": {
                "nctId": identifier(number),
                "briefTitle": f"Made-up trial {number} of {product} in {disease}" if number else HOSTILE,
                "organization": {"fullName": sponsor, "class": sponsor_class},
            },
            "statusModule": {
                "overallStatus": STATUSES[number % len(STATUSES)],
                "startDateStruct": {"date": f"20{20 + number % 7}-0{1 + number % 9}", "type": "ESTIMATED"},
                "completionDateStruct": {"date": "2030-06-30", "type": "ESTIMATED"},
            },
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": sponsor, "class": sponsor_class}},
            "conditionsModule": {"conditions": [disease]},
            "designModule": {
                "studyType": "INTERVENTIONAL",
                "phases": PHASES[number % len(PHASES)],
                "enrollmentInfo": {"count": 10 + number, "type": "ESTIMATED"},
            },
            "armsInterventionsModule": {"interventions": [{"type": "BIOLOGICAL", "name": product}]},
            "contactsLocationsModule": {
                "locations": [{"facility": f"{sponsor}, ward {number}", "city": city, "country": country}]
            },
            "eligibilityModule": eligibility,
        }
    }


def built(folder: Path, count: int = 12) -> Path:
    """A built graph of so many made-up records, under `folder`."""
    source = RecordFolder(folder / "records")
    source.path.mkdir(parents=True)
    source.keep((record(number) for number in range(count)), "https://registry.example", DAY)
    build([source.path], folder / "graph")
    return folder / "graph"
