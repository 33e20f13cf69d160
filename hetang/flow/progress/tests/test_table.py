"""The table as it is shipped: every word of it has something behind it."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from hetang.flow.progress.explaining import SHOWN, WHO
from hetang.flow.progress.receivers import WORDS
from hetang.flow.progress.rules import CITIZENS, OF_THE_STREET, read_entries
from hetang.ground.rulepacks.api import KINDS, faults
from hetang.ground.rulepacks.tests.factories import MESSAGE_FIELDS, TELLS, shipped
from hetang.record.cases.tests.factories import Cast

FIELD, IN_STORY = re.compile(r"\{(\w+)\}"), re.compile(r"%\((\w+)\)s")
# What every step of a case has, and what some have that their own sentence does not say.
ALWAYS = {"case", "by", "unit"}
MORE: Mapping[str, set[str]] = {"offer_transfer": {"due"}, "accept": {"handler"}, "settle": {"handler"}}
# Of a call-back, which has a story of its own.
OF_CALLS = {"tell_up"}
FOR_CITIZENS = {"code", "street", "why"}
ENTRIES: list[dict[str, Any]] = shipped("messages")["entries"]


@pytest.fixture(scope="module")
def sentences() -> dict[str, str]:
    return {verb: text for path in settings.EVENT_TEXTS for verb, text in import_string(path).items()}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["key"])
def test_every_verb_is_one_of_a_case_and_says_what_the_text_names(entry: dict[str, Any], sentences: Any) -> None:
    for verb in entry["verbs"]:
        if verb in OF_CALLS:
            assert not FIELD.findall(entry["text"]["zh"]), "there is no case to name anything of"
            assert set(entry["tells"]) <= OF_THE_STREET.keys()
            continue
        known = ALWAYS | set(IN_STORY.findall(sentences[verb])) | MORE.get(verb, set())
        if CITIZENS & set(entry["tells"]):
            known = known - {"case"} | FOR_CITIZENS
        assert set(FIELD.findall(entry["text"]["zh"])) <= known, verb


def test_behind_each_word_stands_somebody() -> None:
    assert WORDS.keys() | CITIZENS == set(TELLS)
    assert WORDS.keys() | CITIZENS == WHO.keys()
    assert SHOWN.keys() == set(MESSAGE_FIELDS)


def test_what_was_brought_in_from_the_past_is_told_to_nobody() -> None:
    assert not {"keep_past", "add_past_contact"} & {verb for entry in ENTRIES for verb in entry["verbs"]}


def test_an_entry_may_hold_for_some_codes_only() -> None:
    entry = read_entries([{"key": "x", "verbs": ["v"], "tells": ["named"], "when": {"risk": ["red", "orange"]}}])[0]
    assert [entry.fits(body) for body in ({"risk": "red"}, {"risk": "yellow"}, {})] == [True, False, False]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"zh": "{case.pk}", "en": "{case.pk}"}, "nothing but"),
        ({"zh": "{phone}", "en": "{phone}"}, "not known here"),
        ({"zh": "{case}", "en": "none"}, "same fields"),
        ({"zh": "{why}", "en": "{why}"}, "for the applicant only"),
    ],
)
def test_a_text_that_could_not_be_filled_in_is_refused(change: dict[str, str], says: str) -> None:
    pack = {**shipped("messages"), "entries": [{**ENTRIES[0], "text": change}]}
    assert [says in fault.en for fault in faults(pack, KINDS)] == [True]


def test_a_message_is_kept_for_longer_than_it_is_news() -> None:
    pack = {**shipped("messages"), "keep_days": 3}
    assert [fault.path for fault in faults(pack, KINDS)] == [("keep_days",)]


def test_the_page_explains_every_line(cast: Cast, client: Client) -> None:
    client.force_login(cast.mediator)
    page = client.get(reverse("message-rules")).content.decode()
    assert all(entry["label"]["zh"] in page for entry in ENTRIES)
    assert "{" not in page.split("<main")[1].split("</main>")[0]
