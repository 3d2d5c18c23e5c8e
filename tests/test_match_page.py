"""The page of the match: the person comes in one request's body, and the answer is kept nowhere."""

import logging
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from cartkg.server.app import application
from graphs import sample
from serving import put

PERSON = {
    "sex": "female",
    "age_years": "40",
    "therapy.0.name": "MabThera",
    "therapy.0.stop": "2024-01-15",
    "absent": "other plans",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("matched") / "graph"
    put(sample(), folder, 5)
    with TestClient(application(folder, workers=1), follow_redirects=False) as opened:
        yield opened


def test_the_form_says_what_it_is_and_works_without_scripts(client: TestClient) -> None:
    page = client.get("/match")
    assert page.status_code == 200
    assert "not medical advice" in page.text
    assert 'method="post"' in page.text
    assert "rituximab</option>" in page.text  # names to complete with come with the page


def test_the_answer_has_each_trial_with_its_reasons(client: TestClient) -> None:
    page = client.post("/match", data=PERSON)
    assert page.status_code == 200
    assert "Excluded: an item is surely violated" in page.text
    assert "MabThera, until 2024-01-15" in page.text
    assert 'value="MabThera"' in page.text  # what was told stays in the form


def test_nothing_of_the_person_is_kept(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        page = client.post("/match", data=PERSON)
    assert page.headers["cache-control"] == "no-store"
    assert "MabThera" not in caplog.text
    assert "MabThera" not in str(page.url)


@pytest.mark.parametrize(
    "told, fault",
    [
        ({}, "nothing is told of the person"),
        ({"age_years": "forty"}, "is no number"),
        ({"person": "{"}, "neither YAML nor JSON"),
        ({"person": "therapies: [{name: 1}]"}, "therapies.0.name"),
        ({"sex": "female", "therapy.0.name": "x", "therapy.0.stop": "last year"}, "therapies.0.stop"),
    ],
)
def test_a_wrong_form_says_what_to_mend(client: TestClient, told: dict[str, str], fault: str) -> None:
    page = client.post("/match", data=told)
    assert page.status_code == 400
    assert fault in page.text


def test_a_pasted_person_is_read_in_any_form(client: TestClient) -> None:
    patient = '{"resourceType": "Patient", "gender": "male", "birthDate": "1990-05-01"}'
    bundle = f'{{"resourceType": "Bundle", "entry": [{{"resource": {patient}}}]}}'
    assert "What is told" in client.post("/match", data={"person": bundle}).text
