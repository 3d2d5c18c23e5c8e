"""ClinicalTrials.gov API v2: one study object to a Trial.

Field names and types: https://clinicaltrials.gov/data-api/about-api/study-data-structure. What has a place in `Trial` goes
there; the other facts of the known modules become `fields` by their path; what the registry's schema does not know is counted.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from cartkg.model import Age, Arm, Eligibility, Field, Intervention, Mention, Outcome, Person, Site, Source, Trial, TrialDate
from cartkg.sources import values
from cartkg.sources.age_words import one_age
from cartkg.sources.completeness import completeness
from cartkg.sources.fields import Fields, Json

KIND = "clinicaltrials.gov-v2"
STUDY = "https://clinicaltrials.gov/study/"
LICENCE = "https://clinicaltrials.gov/about-site/terms-conditions"
DATES = (
    ("startDateStruct", "start"), ("primaryCompletionDateStruct", "primary_completion"), ("completionDateStruct", "completion"),
    ("studyFirstPostDateStruct", "first_posted"), ("lastUpdatePostDateStruct", "last_update"),
    ("resultsFirstPostDateStruct", "results_first_posted"), ("dispFirstPostDateStruct", "disposition_first_posted"),
)  # fmt: skip
PLAIN_DATES = (
    ("studyFirstSubmitDate", "first_submitted"), ("studyFirstSubmitQcDate", "first_submitted_qc"),
    ("lastUpdateSubmitDate", "last_update_submitted"), ("resultsFirstSubmitDate", "results_first_submitted"),
    ("resultsFirstSubmitQcDate", "results_first_submitted_qc"), ("dispFirstSubmitDate", "disposition_first_submitted"),
    ("dispFirstSubmitQcDate", "disposition_first_submitted_qc"), ("statusVerifiedDate", "verified"),
)  # fmt: skip


def is_study(value: Json) -> bool:
    """Whether a JSON value is a study of this API: an object with a protocol section that names or titles a trial."""
    section = value.get("protocolSection") if isinstance(value, dict) else None
    identification = section.get("identificationModule") if isinstance(section, dict) else None
    return isinstance(identification, dict) and any(
        isinstance(identification.get(key), str) and identification[key].strip()
        for key in ("nctId", "briefTitle", "officialTitle")
    )


def read(study: Json, source: Source, unknown: Counter[str]) -> Trial:
    """The trial of one study object for which `is_study` holds; unknown fields are added to `unknown` by path.

    `id` is the NCT id, or empty where the record states none: `identity` settles it.
    """
    top = Fields(study, "", unknown)
    protocol = top.object("protocolSection")
    trial = Trial(id="", source=source, results_posted=top.flag("hasResults"))
    for module, reader in MODULES.items():
        fields = protocol.object(module)
        trial = reader(trial, fields)
        fields.close()
    trial = _with_fields(trial, _derived(top.object("derivedSection")))
    if trial.registry_id:
        trial = replace(trial, source=replace(source, url=STUDY + trial.registry_id))
    protocol.close()
    top.close()
    return trial


def _with_fields(trial: Trial, more: Iterable[tuple[str, str]]) -> Trial:
    return replace(trial, fields=(*trial.fields, *(Field(name, value) for name, value in more)))


def _identification(trial: Trial, module: Fields) -> Trial:
    nct_id = module.text("nctId")
    stated = nct_id if values.NCT_ID.fullmatch(nct_id) else ""
    if nct_id and not stated:
        module.wrong("nctId", "a registry id")
    organisation, org_id = module.object("organization"), module.object("orgStudyIdInfo")
    secondary = [other.text("id") for other in _closed(module, "secondaryIdInfos", skip=("type", "domain", "link"))]
    trial = replace(
        trial,
        id=stated,
        registry_id=stated,
        registry_id_basis="stated" if stated else "",
        title=module.text("briefTitle"),
        official_title=module.text("officialTitle"),
        acronym=module.text("acronym"),
        org_study_id=org_id.text("id"),
        secondary_ids=tuple(dict.fromkeys(i for i in secondary if i)),
        aliases=tuple(alias for alias in module.texts("nctIdAliases") if values.NCT_ID.fullmatch(alias)),
    )
    org_id.skip("type", "link")
    org_id.close()
    fields = [*organisation.scalars("fullName", "class")]
    organisation.close()
    return _with_fields(trial, fields)


def _closed(module: Fields, key: str, skip: tuple[str, ...] = ()) -> Iterator[Fields]:
    for fields in module.objects(key):
        fields.skip(*skip)
        yield fields


def _status(trial: Trial, module: Fields) -> Trial:
    access = module.object("expandedAccessInfo")
    other = access.text("nctId")
    mentions = (Mention(other, status=access.text("statusForNctId")),) if values.NCT_ID.fullmatch(other) else ()
    fields = [*module.scalars("lastKnownStatus", "whyStopped", "delayedPosting"), *access.scalars("hasExpandedAccess")]
    access.close()
    trial = replace(
        trial,
        status=module.text("overallStatus"),
        dates=tuple(date for date in _dates(module) if date.value),
        mentions=(*trial.mentions, *mentions),
    )
    module.skip("resultsWaived", "firstMcpPostDateStruct", "latestMcpPostDateStruct")
    return _with_fields(trial, fields)


def _dates(module: Fields) -> Iterator[TrialDate]:
    for key, kind in DATES:
        struct = module.object(key)
        estimated = {"ESTIMATED": True, "ACTUAL": False}.get(struct.text("type"))
        yield TrialDate(kind, _date(struct, "date"), estimated)
        struct.close()
    for key, kind in PLAIN_DATES:
        yield TrialDate(kind, _date(module, key))


def _date(fields: Fields, key: str) -> str:
    words = fields.text(key)
    value = values.iso_date(words)
    if words and not value:
        fields.wrong(key, "a date")
    return value


def _sponsors(trial: Trial, module: Fields) -> Trial:
    lead, party = module.object("leadSponsor"), module.object("responsibleParty")
    others = [(other.text("name"), other.text("class")) for other in module.objects("collaborators")]
    trial = replace(
        trial,
        sponsor=lead.text("name"),
        sponsor_class=lead.text("class"),
        collaborators=tuple(name for name, _ in others if name),
        responsible_party=party.text("type"),
    )
    where = f"{module.path}.collaborators[].class"
    fields = [
        *((where, f"{name}: {kind}") for name, kind in others if name and kind),
        *party.scalars(
            "investigatorFullName", "investigatorTitle", "investigatorAffiliation", "oldNameTitle", "oldOrganization"
        ),
    ]
    lead.close()
    party.close()
    return _with_fields(trial, fields)


def _oversight(trial: Trial, module: Fields) -> Trial:
    names = ("oversightHasDmc", "isFdaRegulatedDrug", "isFdaRegulatedDevice", "isUnapprovedDevice", "isPpsd", "isUsExport",
             "fdaaa801Violation")  # fmt: skip
    return _with_fields(trial, module.scalars(*names))


def _description(trial: Trial, module: Fields) -> Trial:
    return replace(trial, summary=module.text("briefSummary"), description=module.text("detailedDescription"))


def _conditions(trial: Trial, module: Fields) -> Trial:
    return replace(trial, conditions=module.texts("conditions"), keywords=module.texts("keywords"))


def _design(trial: Trial, module: Fields) -> Trial:
    info, enrollment, samples = module.object("designInfo"), module.object("enrollmentInfo"), module.object("bioSpec")
    access = module.object("expandedAccessTypes")
    masking = info.object("maskingInfo")
    trial = replace(
        trial,
        study_type=module.text("studyType"),
        phases=module.texts("phases"),
        enrollment=enrollment.count("count"),
        enrollment_type=enrollment.text("type"),
        allocation=info.text("allocation"),
        intervention_model=info.text("interventionModel"),
        primary_purpose=info.text("primaryPurpose"),
        masking=masking.text("masking"),
    )
    fields = [
        *module.scalars("patientRegistry", "targetDuration", "nPtrsToThisExpAccNctId"),
        *info.scalars("observationalModel", "timePerspective", "interventionModelDescription"),
        *masking.scalars("whoMasked", "maskingDescription"),
        *samples.scalars("retention", "description"),
        *access.scalars("individual", "intermediate", "treatment"),
    ]
    for part in (masking, info, enrollment, samples, access):
        part.close()
    return _with_fields(trial, fields)


def _groups(trial: Trial, module: Fields) -> Trial:
    arms = tuple(
        Arm(
            arm.text("label"),
            arm.text("type"),
            arm.text("description"),
            tuple(name.split(": ", 1)[-1] for name in arm.texts("interventionNames")),
        )
        for arm in module.objects("armGroups")
    )
    return replace(trial, arms=arms, interventions=tuple(_interventions(module)))


def _interventions(module: Fields) -> Iterator[Intervention]:
    for fields in module.objects("interventions"):
        fields.skip("armGroupLabels")  # the same links stand in the arms
        yield Intervention(fields.text("name"), fields.text("type"), fields.text("description"), fields.texts("otherNames"))


def _outcomes(trial: Trial, module: Fields) -> Trial:
    found = tuple(
        Outcome(kind, fields.text("measure"), fields.text("timeFrame"), fields.text("description"))
        for kind in ("primary", "secondary", "other")
        for fields in module.objects(f"{kind}Outcomes")
    )
    return replace(trial, outcomes=tuple(outcome for outcome in found if outcome.measure))


def _eligibility(trial: Trial, module: Fields) -> Trial:
    text = module.raw_text("eligibilityCriteria")
    place = f"{module.path}.eligibilityCriteria" if text.strip() else ""
    trial = replace(
        trial,
        sex=module.text("sex"),
        min_age=_age(module, "minimumAge"),
        max_age=_age(module, "maximumAge"),
        healthy_volunteers=module.flag("healthyVolunteers"),
        eligibility=Eligibility(text if place else "", completeness(text), None, place),
    )
    names = ("stdAges", "genderBased", "genderDescription", "studyPopulation", "samplingMethod")
    return _with_fields(trial, module.scalars(*names))


def _age(module: Fields, key: str) -> Age | None:
    words = module.text(key)
    age = one_age(words)
    if words and not age and values.stated(words):
        module.wrong(key, "an age")
    return age


def _people(trial: Trial, module: Fields) -> Trial:
    officials = tuple(
        Person(who.text("name"), who.text("role"), who.text("affiliation")) for who in module.objects("overallOfficials")
    )
    contacts = [Person(who.text("name"), who.text("role") or "CONTACT") for who in _reachable(module, "centralContacts")]
    sites = []
    for place in module.objects("locations"):
        site = _site(place)
        sites.append(site)
        contacts += [Person(w.text("name"), f"FACILITY_{w.text('role')}", site.facility) for w in _reachable(place, "contacts")]
    contacts = [who for who in dict.fromkeys(contacts) if who.name]
    return replace(trial, officials=officials, contacts=tuple(contacts), sites=tuple(sites))


def _reachable(module: Fields, key: str) -> Iterator[Fields]:
    """People with whom one can get in touch; their numbers and addresses are not the trial's facts and are left behind."""
    return _closed(module, key, skip=("phone", "phoneExt", "email"))


def _site(place: Fields) -> Site:
    place.skip("zip", "geoPoint")
    return Site(place.text("facility"), place.text("city"), place.text("state"), place.text("country"), place.text("status"))


def _references(trial: Trial, module: Fields) -> Trial:
    fields: list[tuple[str, str]] = []
    for reference in module.objects("references"):
        reference.skip("citation", "retractions")  # a sentence of others; its PubMed id says the same
        kind = reference.text("type")
        fields += [(path, f"{value} ({kind})" if kind else value) for path, value in reference.scalars("pmid")]
    for link in module.objects("seeAlsoLinks"):
        fields += [*link.scalars("url", "label")]
    for data in module.objects("availIpds"):
        fields += [*data.scalars("id", "type", "url", "comment")]
    return _with_fields(trial, fields)


def _sharing(trial: Trial, module: Fields) -> Trial:
    module.skip("description", "accessCriteria", "timeFrame")  # prose on how to ask for the data
    return _with_fields(trial, module.scalars("ipdSharing", "infoTypes", "url"))


def _derived(section: Fields) -> Iterator[tuple[str, str]]:
    """The MeSH headings that the registry's own software gives a trial; its trees of broader headings are left out."""
    for name in ("conditionBrowseModule", "interventionBrowseModule"):
        module = section.object(name)
        for mesh in module.objects("meshes"):
            yield f"{module.path}.meshes", f"MESH:{mesh.text('id')} {mesh.text('term')}".strip()
        module.skip("ancestors", "browseLeaves", "browseBranches")
        module.close()
    section.skip("miscInfoModule")
    section.close()


Reader = Callable[[Trial, Fields], Trial]
MODULES: dict[str, Reader] = {
    "identificationModule": _identification, "statusModule": _status, "sponsorCollaboratorsModule": _sponsors,
    "oversightModule": _oversight, "descriptionModule": _description, "conditionsModule": _conditions, "designModule": _design,
    "armsInterventionsModule": _groups, "outcomesModule": _outcomes, "eligibilityModule": _eligibility,
    "contactsLocationsModule": _people, "referencesModule": _references, "ipdSharingStatementModule": _sharing,
}  # fmt: skip
