"""Texts in odd dress: what is read from them, and that every span still points at the source's own characters."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartkg.model import Span
from cartkg.reading.document import Spelling, decoded
from cartkg.vocabulary import Terminology


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("eGFR &ge; 60 mL/min/1.73 m&sup2;", "eGFR ≥ 60 mL/min/1.73 m²"),
        ("CRP &amp;gt; 6", "CRP > 6"),
        ("DAS28 &#8805; 3.2", "DAS28 ≥ 3.2"),
        ("R&D at 5&6", "R&D at 5&6"),
        ("\\* ALT \\<= 3 x 10\\^9", "* ALT <= 3 x 10^9"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("10<sup>9</sup>/L", "10^9/L"),
        ("ALT <i think> 3", "ALT <i think> 3"),
        ("aza\u00adthio\u200bprine", "azathioprine"),
        ("Age：１８－７０，adults（both）", "Age: 18-70, adults (both)"),
        ("１．５ mg", "1.5 mg"),
        ("no\u00a0break", "no break"),
        ("LVEF \\u2265 50", "LVEF ≥ 50"),
    ],
)
def test_dress_comes_off(source: str, text: str) -> None:
    assert decoded(source).text == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("failed ormethotrexate", "failed or methotrexate"),
        ("mycophenolate mofetilor tacrolimus", "mycophenolate mofetil or tacrolimus"),
        ("tacrolimuswithin 4 weeks beforescreening", "tacrolimus within 4 weeks before screening"),
        ("definitepolymyositis", "definite polymyositis"),
        ("severe arrhythm ia", "severe arrhythmia"),
        ("myco-\nphenolate", "mycophenolate"),
        ("criteriaRheumatoid arthritis", "criteria Rheumatoid arthritis"),
        ("LVEF ≥ 50%Exclusion Criteria:", "LVEF ≥ 50% Exclusion Criteria:"),
        ("failed rituximab.Cyclophosphamide", "failed rituximab. Cyclophosphamide"),
        ("information for inpatients without inhibitors", "information for inpatients without inhibitors"),
        ("orchitis, tumor or afebrile", "orchitis, tumor or afebrile"),
        ("e.g.Gout and McDonald", "e.g.Gout and McDonald"),
    ],
)
def test_words_part_and_join_only_where_the_vocabulary_proves_it(source: str, text: str) -> None:
    assert decoded(source, Spelling(Terminology.shipped())).text == text


@pytest.mark.parametrize(
    ("source", "word", "quoted"),
    [
        ("a &amp;ge; rituximab", "rituximab", "rituximab"),
        ("use ofmethotrexate now", "methotrexate", "methotrexate"),
        ("use of aza\u00adthioprine now", "azathioprine", "aza\u00adthioprine"),
        ("an arrhythm ia", "arrhythmia", "arrhythm ia"),
        ("x &lt; 3", "<", "&lt;"),
    ],
)
def test_a_span_points_at_the_source(source: str, word: str, quoted: str) -> None:
    origin = decoded(source, Spelling(Terminology.shipped()))
    start = origin.text.index(word)
    assert origin.quote(Span(start, start + len(word))) == quoted


@given(st.text(alphabet="ab <>&;#\\*lgt10br/\u00ad（；\u00a0\n", max_size=80))
@settings(max_examples=200, deadline=None)
def test_every_character_keeps_a_place(source: str) -> None:
    origin = decoded(source)
    places = [origin.span(Span(i, i + 1)) for i in range(len(origin.text))]
    assert all(0 <= p.start < p.end <= len(source) for p in places)
    assert all(a.start <= b.start and a.end <= b.end for a, b in pairwise(places))
