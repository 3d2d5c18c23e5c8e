"""Questions, comparisons, terms and figures, as a browser without scripts gets them."""

import csv
import html
import io
import json
import re
from collections.abc import Iterator

import networkx as nx
import pytest
from starlette.testclient import TestClient

from cartkg.ask import questions
from cartkg.graph.view import View
from cartkg.server.app import application
from cartkg.server.pages import analysing, asking, comparing
from cartkg.server.terms import sheet, telling, trees
from cartkg.use.analysis import ANALYSES, Result
from cartkg.use.analysis.bridging_sponsors import betweenness
from cartkg.use.figures import FIGURES
from graphs import RITUXIMAB, TARGETED, sample
from serving import put

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("asked") / "graph"
    put(sample(), folder, 5)
    with TestClient(application(folder, workers=1), headers=HTML, follow_redirects=False) as opened:
        yield opened


def page(client: TestClient, path: str, status: int = 200) -> str:
    found = client.get(path)
    assert found.status_code == status, found.text[:400]
    assert found.headers["content-type"].startswith("text/html")
    assert "<script>" not in found.text
    assert " style=" not in found.text
    assert len(re.findall("<h1[ >]", found.text)) == 1
    return " ".join(found.text.split())


def words(text: str) -> str:
    """A page's text without its marks."""
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", text)).split())


# --- questions ---------------------------------------------------------------------------------------------------------


def test_the_list_holds_every_question_once(client: TestClient) -> None:
    text = page(client, "/questions")
    assert sorted(re.findall(r'<dt><a href="/questions/([\w-]+)"', text)) == sorted(one.name for one in questions.listed())


def test_the_list_is_searched_by_words(client: TestClient) -> None:
    assert {one.name for one in asking.matching("Longer washout")} == {"short-washouts", "washout-longer-than-recommended"}
    assert len(asking.matching("")) == len(questions.listed())
    text = page(client, "/questions?q=half-lives")
    assert "half-life-windows" in re.findall(r'<dt><a href="/questions/([\w-]+)"', text)


def test_plain_words_find_the_question_with_its_parameters(client: TestClient) -> None:
    text = page(client, "/questions?q=pediatric+trials+that+exclude+prior+rituximab")
    assert "/questions/excludes-prior-therapy?" in text
    assert "population=under-18" in text


def test_an_answer_names_its_three_values_and_its_evidence(client: TestClient) -> None:
    text = page(client, "/questions/excludes-prior-therapy")
    assert "2 trials exclude people who had rituximab" in text
    assert 'href="/trial/NCT99999901#exclusion-1"' in text
    assert 'href="/term/NCIT:C1702">rituximab</a> <span class="identifier">NCIT:C1702</span>' in text
    assert "within 6 months" not in text
    assert "6 months" in text
    silent = re.search(r'id="silent".*?</details>', text)
    unknown = re.search(r'id="not-stated".*?</details>', text)
    assert silent
    assert unknown
    assert re.findall("NCT9999990.", silent[0])[::2] == ["NCT99999903", "NCT99999904"]
    assert set(re.findall("NCT9999990.", unknown[0])) == {"NCT99999905"}


def test_a_label_leads_to_the_address_with_its_identifier(client: TestClient) -> None:
    found = client.get("/questions/excludes-prior-therapy?agent=MabThera&population=")
    assert found.status_code == 303
    assert found.headers["location"] == "/questions/excludes-prior-therapy?agent=NCIT%3AC1702"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("agent=made-up", "no therapy is called “made-up”"),
        ("agent=NCIT:C0000", "no therapy is called “NCIT:C0000”"),
        ("population=nobody", "no value nobody. One of all, under-18, admits-minors, pediatric-only"),
        ("made=up", "no parameter made"),
    ],
)
def test_a_wrong_parameter_keeps_the_form_and_says_the_remedy(client: TestClient, query: str, said: str) -> None:
    text = page(client, f"/questions/excludes-prior-therapy?{query}", 400)
    assert said in words(text)
    assert '<select id="field-population"' in text
    assert "Answer" not in words(text.split("<main")[1])


def test_words_of_a_person_are_escaped(client: TestClient) -> None:
    for path, status in (("/questions/excludes-prior-therapy?agent=", 400), ("/questions?q=", 200), ("/ontology?q=", 200)):
        assert "<b>x" not in page(client, path + "%3Cb%3Ex", status)


def test_files_hold_the_answer_as_the_command_line_gives_it(client: TestClient) -> None:
    given = {"agent": RITUXIMAB}
    answer = questions.ask("excludes-prior-therapy", given, sample())
    assert client.get("/questions/excludes-prior-therapy.csv", params=given).text == questions.as_csv(answer)
    assert json.loads(client.get("/questions/excludes-prior-therapy.json", params=given).text) == json.loads(
        questions.as_json(answer)
    )
    assert client.get("/questions/excludes-prior-therapy.csv?agent=made-up").status_code == 400
    assert client.get("/questions/excludes-prior-therapy.xls").status_code == 404


def test_the_query_that_was_asked_is_shown_and_opens_in_the_editor(client: TestClient) -> None:
    text = page(client, f"/questions/excludes-prior-therapy?agent={TARGETED}")
    assert f"VALUES ?agent {{ &lt;https://w3id.org/cartkg/vocabulary/{TARGETED.partition(':')[2]}&gt; }}" in text
    assert f"/editor?question=excludes-prior-therapy&amp;agent={TARGETED.replace(':', '%3A')}" in text
    assert "#+ summary" not in text


def test_an_empty_answer_says_what_that_means(client: TestClient) -> None:
    assert "No trial of this graph is known to say it" in page(client, "/questions/infections")
    assert "The graph holds nothing that fits" in page(client, "/questions/disagreements")


def test_a_long_answer_is_paged(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PAGE", 2)
    first, last = page(client, "/questions/trials"), page(client, "/questions/trials?page=3")
    assert "Rows 1 to 2 of 5" in first
    assert "/questions/trials?page=2" in first
    assert "NCT99999905" not in first
    assert "Rows 5 to 5 of 5" in last
    assert "NCT99999905" in last
    assert page(client, "/questions/trials?page=99") == last
    assert page(client, "/questions/trials?page=x") == first


def test_every_question_has_a_page(client: TestClient) -> None:
    for question in questions.listed():
        page(client, f"/questions/{question.name}")


def test_an_unknown_question_is_not_found(client: TestClient) -> None:
    page(client, "/questions/made-up", 404)


# --- comparisons -------------------------------------------------------------------------------------------------------


def test_trials_stand_side_by_side_with_evidence(client: TestClient) -> None:
    text = page(client, "/compare?trial=NCT99999901&trial=NCT99999902&trial=NCT99999905")
    row = re.search(r'<tr class="differs"> <th scope="row"><a href="/term/NCIT:C1702">rituximab</a>.*?</tr>', text)
    assert row
    assert 'href="/trial/NCT99999901#exclusion-1"' in row[0]
    assert "by class:" in row[0]
    assert f'href="/term/{TARGETED}"' in row[0]
    assert "text incomplete" in row[0]
    assert "its source shows it in part" in text


def test_only_differences_are_shown_when_asked_for(client: TestClient) -> None:
    trials = "trial=NCT99999901&trial=NCT99999902"
    assert '<tr class="same">' in page(client, f"/compare?{trials}")
    only = page(client, f"/compare?{trials}&show=differences")
    assert '<tr class="same">' not in only
    assert '<tr class="differs">' in only
    assert "not shown: the same in all, or not comparable" in only


def test_one_trial_or_none_gives_the_picker(client: TestClient) -> None:
    for path in ("/compare", "/compare?trial=NCT99999901"):
        text = page(client, path)
        assert '<input type="checkbox" name="trial" value="NCT99999902">' in text
        assert "<table" not in text
    assert '<input type="checkbox" name="trial" value="NCT99999901" checked>' in text


def test_what_was_typed_becomes_an_address(client: TestClient) -> None:
    found = client.get("/compare?trial=NCT99999901&trial=NCT99999902+Made-up+trial+2&trial=&trial=NCT99999901")
    assert found.status_code == 303
    assert found.headers["location"] == "/compare?trial=NCT99999901&trial=NCT99999902"
    assert comparing.asked(["", " "]) == []


def test_an_unknown_trial_is_said_and_the_picker_kept(client: TestClient) -> None:
    text = page(client, "/compare?trial=NCT99999901&trial=NCT00000000", 400)
    assert "NCT00000000 is not a trial of this graph" in text
    assert 'value="NCT99999901" checked' in text


def test_the_comparison_as_csv(client: TestClient) -> None:
    found = client.get("/compare.csv?trial=NCT99999901&trial=NCT99999902")
    rows = list(csv.DictReader(io.StringIO(found.text)))
    assert rows[0].keys() == {"group", "term", "label", "difference", "NCT99999901", "NCT99999902"}
    assert client.get("/compare.csv?trial=NCT99999901").status_code == 400
    assert isinstance(client.get("/compare.json?trial=NCT99999901&trial=NCT99999902").json(), list)


# --- terms -------------------------------------------------------------------------------------------------------------


def test_a_term_tells_what_trials_say_of_it(client: TestClient) -> None:
    text = page(client, f"/term/{RITUXIMAB}")
    said = words(text)
    assert "also called MabThera" in said
    assert "2 trials exclude it, by itself or through another term" in said
    assert "1 trial requires it" in said
    assert 'href="/trial/NCT99999902#exclusion-2"' in text
    assert "through its drug class: B-cell-targeted therapy" in said
    assert "1 do not show their whole text" in said
    assert f"/questions/excludes-prior-therapy?agent={RITUXIMAB.replace(':', '%3A')}" in text


def test_a_disease_tells_who_studies_it(client: TestClient) -> None:
    text = page(client, "/term/MONDO:0007915")
    assert "5 trials study it" in words(text)
    assert "/trials?disease=MONDO%3A0007915" in text
    assert (
        "https://www.ebi.ac.uk/ols4/ontologies/mondo/classes/http%253A%252F%252Fpurl.obolibrary.org%252Fobo%252FMONDO_0007915"
        in text
    )


def test_a_term_of_the_ontology_has_its_definition_and_mappings(client: TestClient) -> None:
    text = words(page(client, "/term/cartkg:Trial"))
    assert "what the graph counts, classifies and answers with" in text
    assert "things of this class 5" in text
    assert "close match biolink:Disease" in words(page(client, "/term/cartkg:Condition"))


def test_a_term_answers_as_rdf_too(client: TestClient) -> None:
    found = client.get(f"/term/{RITUXIMAB}", headers={"Accept": "text/turtle"})
    assert found.headers["content-type"].startswith("text/turtle")
    assert "rituximab" in found.text


def test_a_name_leads_to_its_term_and_an_unknown_one_is_not_found(client: TestClient) -> None:
    assert client.get("/term/rituximab").headers["location"] == f"/term/{RITUXIMAB}"
    page(client, "/term/NCIT:C0000", 404)
    page(client, "/term/made-up", 404)


def test_a_tree_is_nested_and_counts_trials(client: TestClient) -> None:
    text = page(client, "/ontology?tree=therapies")
    assert re.search(r'B-cell-targeted therapy</a> <span class="muted small">3 trials</span>', text)
    assert "belimumab" not in text
    assert "belimumab" in page(client, "/ontology?tree=therapies&all=1")
    page(client, "/ontology?tree=made-up", 404)


@pytest.mark.parametrize("name", trees.ROOTS)
def test_every_tree_has_a_page(client: TestClient, name: str) -> None:
    page(client, f"/ontology?tree={name}")


def test_terms_are_found_by_any_name(client: TestClient) -> None:
    assert f'href="/term/{RITUXIMAB}"' in page(client, "/ontology?q=mabthera")
    assert "No term of the graph bears these words" in page(client, "/ontology?q=zzzz")


def test_a_tree_shows_a_term_under_each_of_its_broader_ones() -> None:
    view = View.of(sample())
    several = next(entry for entry in view.terms.of_kind("therapy") if len(entry.broader) > 1)

    def times(branches: tuple[trees.TermBranch, ...]) -> int:
        return sum((branch.curie == several.curie) + times(branch.branches) for branch in branches)

    assert times(trees.tree(view.terms, "therapies", {}, everything=True)) >= len(several.broader)


def test_chains_lead_from_the_top_to_the_term() -> None:
    terms = View.of(sample()).terms
    found = sheet.chains(terms, RITUXIMAB)
    assert found
    for chain in found:
        assert chain[0] == "cartkg:Therapy"
        assert all(broader in terms[one].broader for broader, one in zip(chain, (*chain[1:], RITUXIMAB), strict=True))


def test_our_own_terms_are_described_nowhere_else() -> None:
    assert sheet.outside(TARGETED) == ""
    assert sheet.outside("made-up:1") == ""
    assert sheet.outside("HGNC:1633").startswith("https://identifiers.org/hgnc")


def test_questions_of_a_term_exist_with_their_parameter() -> None:
    pairs = [pair for found in (*telling.ASKED.values(), *((one,) for one in telling.TOPICAL.values())) for pair in found]
    assert len(pairs) > 8
    for name, parameter in pairs:
        assert parameter in {one.name for one in questions.named(name).parameters}


# --- figures -----------------------------------------------------------------------------------------------------------


def test_the_gallery_shows_every_figure(client: TestClient) -> None:
    assert re.findall(r'<li><a href="/figures/([\w-]+)"', page(client, "/figures")) == list(FIGURES)


def test_a_figure_has_its_form_its_data_and_its_words(client: TestClient) -> None:
    text = page(client, "/figures/washout-forest?agent=NCIT%3AC1702")
    assert 'src="/figures/washout-forest.svg?agent=NCIT%3AC1702"' in text
    assert 'value="rituximab (NCIT:C1702)"' in text
    assert re.search(r'<img src="[^"]+" alt="[^"]{40,}"', text)
    assert FIGURES["washout-forest"].reading in words(text)


def test_a_figure_is_given_as_files(client: TestClient) -> None:
    svg = client.get("/figures/starts-by-year.svg")
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert "<svg" in svg.text
    assert client.get("/figures/starts-by-year.png").content.startswith(b"\x89PNG")
    table = FIGURES["starts-by-year"].data(sample(), {})
    assert next(csv.reader(io.StringIO(client.get("/figures/starts-by-year.csv").text))) == list(table.columns)
    assert client.get("/figures/starts-by-year.pdf").status_code == 404


def test_a_wrong_figure_or_parameter_is_said(client: TestClient) -> None:
    page(client, "/figures/made-up", 404)
    text = page(client, "/figures/eligibility-forest?measure=made-up", 400)
    assert "no measure is called “made-up”" in words(text)
    assert 'id="field-measure"' in text


# --- analyses ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ANALYSES)
def test_an_analysis_says_how_to_read_it_and_of_how_many_trials_it_speaks(client: TestClient, name: str) -> None:
    text = words(page(client, f"/analysis/{name}"))
    result = ANALYSES[name].run(sample(), {})
    assert analysing.spoken(ANALYSES[name].reading, result) in text
    for sentence in result.says:
        assert analysing.spoken(sentence, result) in text
    assert f'href="/analysis/{name}"' in page(client, "/analysis")


def test_sentences_name_columns_by_their_headings() -> None:
    result = Result(("could_be_here", "certain"), (), ())
    assert analysing.spoken("could_be_here counts; certain says", result) == "“could be here” counts; certain says"


def test_an_analysis_is_given_as_csv_with_its_parameters(client: TestClient) -> None:
    given = {"least": "1"}
    result = ANALYSES["shared-targets"].run(sample(), given)
    found = client.get("/analysis/shared-targets.csv", params=given)
    assert found.text == questions.as_csv(questions.Answer(result.columns, result.rows))
    assert client.get("/analysis/shared-targets.xls").status_code == 404


def test_a_wrong_analysis_or_parameter_is_said(client: TestClient) -> None:
    page(client, "/analysis/made-up", 404)
    assert 'id="field-least"' in page(client, "/analysis/shared-targets?least=many", 400)


@pytest.mark.parametrize(("edges", "between"), [([("s", "d")], 0.0), ([("s", "d"), ("s", "e")], 1.0)])
def test_a_single_sponsor_joins_all_its_diseases(edges: list[tuple[str, str]], between: float) -> None:
    network = nx.Graph((("sponsor", sponsor), ("disease", disease)) for sponsor, disease in edges)
    assert betweenness(network, [("sponsor", "s")]) == {("sponsor", "s"): between}
