"""The check of the two languages finds what is missing."""

import pytest
from babel.messages.catalog import Catalog

from tooling import translations


def catalogue(*entries: tuple[str, str]) -> Catalog:
    made = Catalog(locale="en")
    for message, text in entries:
        made.add(message, text, locations=[("a.py", 0)])
    return made


def test_messages_are_found_in_python_and_in_templates() -> None:
    code = '_("甲"); N_("乙"); gettext_lazy("丙"); ngettext("%(n)s 件", "%(n)s 件们", n); _(computed)'
    assert [found[0] for found in translations.messages(".py", code, "x")] == [
        "甲",
        "乙",
        "丙",
        ("%(n)s 件", "%(n)s 件们"),
    ]
    page = "{{ _('丁') }}{% trans n=n %}共 {{ n }} 件{% endtrans %}"
    assert [found[0] for found in translations.messages(".html", page, "x")] == ["丁", "共 %(n)s 件"]


def test_a_complete_pair_has_no_faults() -> None:
    pair = catalogue(("登记 %(name)s", "Register %(name)s"))
    assert translations.faults(pair, pair) == []


@pytest.mark.parametrize(
    ("english", "fault"),
    [
        (catalogue(), "no English"),
        (catalogue(("登记 %(name)s", "")), "no English"),
        (catalogue(("登记 %(name)s", "Register")), "placeholders differ"),
        (catalogue(("登记 %(name)s", "登记 %(name)s")), "the English is the Chinese"),
        (catalogue(("登记 %(name)s", "Register %(name)s"), ("旧的", "old")), "no longer in the source"),
    ],
)
def test_what_is_missing_is_found(english: Catalog, fault: str) -> None:
    found = translations.faults(catalogue(("登记 %(name)s", "")), english)
    assert len(found) == 1
    assert fault in found[0]


def test_a_fuzzy_translation_is_not_one() -> None:
    english = catalogue(("登记", "Register"))
    english["登记"].flags.add("fuzzy")
    assert "fuzzy" in translations.faults(catalogue(("登记", "")), english)[0]


def test_an_english_id_on_a_chinese_page_is_found() -> None:
    english = catalogue(("Register", "Register"))
    assert "the id is not Chinese" in translations.faults(catalogue(("Register", "")), english)[0]


def test_the_singular_needs_no_number() -> None:
    wanted, english = Catalog(locale="en"), Catalog(locale="en")
    wanted.add(("%(n)s 件", "%(n)s 件"), locations=[("a.py", 0)])
    english.add(("%(n)s 件", "%(n)s 件"), ("one case", "%(n)s cases"))
    assert translations.faults(wanted, english) == []
    english[("%(n)s 件", "%(n)s 件")].string = ("one case", "cases")
    assert "placeholders differ" in translations.faults(wanted, english)[0]
