"""Forms as everybody, also with a screen reader, meets them."""

import re

from django.test import Client

from hetang.ground.lib.tests.cast import NoteForm


def test_a_wrong_form_comes_back_with_422_and_the_text(operator: Client) -> None:
    answer = operator.post("/form/", {"note": "卖家不接电话"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "卖家不接电话</textarea>" in text
    assert "有 1 处需要改一下" in text


def test_the_summary_leads_to_the_field(operator: Client) -> None:
    text = operator.post("/form/", {"channel": "call"}).content.decode()
    assert '<a href="#id_note">经过</a>' in text
    assert 'id="id_note"' in text


def test_label_help_and_error_belong_to_the_input() -> None:
    text = NoteForm({"channel": "call"})["note"].as_field_group()
    assert '<label for="id_note">经过' in text
    described = re.search(r'aria-describedby="([^"]+)"', text)
    assert described
    assert all(f'id="{name}"' in text for name in described[1].split())
    assert 'aria-invalid="true"' in text


def test_choices_are_a_group_with_a_legend() -> None:
    text = NoteForm({"note": "x"})["channel"].as_field_group()
    assert text.startswith("<fieldset")
    assert "<legend>方式" in text
    assert text.count('type="radio"') == 2


def test_what_people_typed_is_escaped() -> None:
    assert "<script>" not in NoteForm({"note": "<script>alert(1)</script>", "channel": "call"})["note"].as_field_group()


def test_a_form_prints_all_its_fields() -> None:
    text = str(NoteForm({"note": "x", "channel": "call"}))
    assert text.count('class="field') == 2
