"""The rules of the house, to be read by everybody who works by them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from hetang.flow.progress.api import without_fields
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import Label, pick
from hetang.ground.rulepacks import api as rulepacks

TONES = {rulepacks.ADDED: "good", rulepacks.REMOVED: "bad", rulepacks.CHANGED: "info"}
SHORT = 160
# Where an entry keeps what it says, best first.
TEXTS = ("meaning", "hint", "text", "law", "basis")


@dataclass(frozen=True)
class Line:
    """One difference between two versions, in the reader's language."""

    what: str
    tone: str
    where: str
    old: str
    new: str


@dataclass(frozen=True)
class Version:
    """One version of a pack; `lines` tell how it differs from the one before (none for the first)."""

    pack: rulepacks.RulePack
    in_force: bool
    lines: list[Line]


@dataclass(frozen=True)
class Summary:
    """A pack in the list: the version in force and one that is to come."""

    title: Label
    pack: rulepacks.RulePack
    coming: rulepacks.RulePack | None
    versions: int


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every pack with the version in force."""
    today = clock.today()
    by_name: dict[str, list[rulepacks.RulePack]] = {}
    for pack in rulepacks.all_packs():
        by_name.setdefault(pack.name, []).append(pack)
    summaries = [_summary(name, found, today) for name, found in by_name.items()]
    years = rulepacks.calendar_years() if "calendars" in by_name else []
    context = {"packs": summaries, "years": years, "missing": [y for y in _years_in_reach(today) if y not in years]}
    return render(request, "desk/rules.html", context)


@require_GET
def rule_pack(request: HttpRequest, name: str) -> HttpResponse:
    """One pack: its versions, newest first, and what each changed; what the one in force says."""
    found = rulepacks.versions(name)
    if not found:
        raise Http404
    current, language = rulepacks.pack(name), (get_language() or "zh").split("-")[0]
    versions = [
        Version(pack, pack == current, _lines(older, pack, language) if older else [])
        for pack, older in zip(found, [*found[1:], None], strict=True)
    ]
    entries = [(e["label"], _said(e, language)) for e in current.body.get("entries", []) if "label" in e]
    context = {"title": rulepacks.title(name), "name": name, "versions": versions, "entries": entries}
    return render(request, "desk/rule_pack.html", context)


def _summary(name: str, found: list[rulepacks.RulePack], today: date) -> Summary:
    current = rulepacks.in_force(found, today)
    coming = next((pack for pack in reversed(found) if pack.effective_on > today and pack != current), None)
    return Summary(rulepacks.title(name), current, coming, len(found))


def _years_in_reach(today: date) -> list[int]:
    """This year, and from November on the next."""
    return [today.year] + ([today.year + 1] if today.month > 10 else [])


def _lines(older: rulepacks.RulePack, newer: rulepacks.RulePack, language: str) -> list[Line]:
    before, after = ({"basis": p.basis, **p.body} for p in (older, newer))
    return [
        Line(
            what=change.what,
            tone=TONES[change.what],
            where=" › ".join(pick(part, language) for part in change.where),
            old=_short(change.old, language),
            new=_short(change.new, language),
        )
        for change in rulepacks.changes(before, after)
    ]


def _said(entry: dict[str, Any], language: str) -> str:
    """What an entry says, in words: a period with its start and basis, else its text."""
    if "unit" in entry:
        period = rulepacks.amount(rulepacks.Period(entry["amount"], entry["unit"]))
        return f"{period} · {pick(entry['starts']['label'], language)} · {pick(entry['basis'], language)}"
    texts = [entry[key] for key in TEXTS if isinstance(entry.get(key), dict | str)]
    return _short(texts[0], language) if texts else ""


def _short(value: object, language: str) -> str:
    text = "" if value is None else without_fields(" ".join(rulepacks.shown(value, language).split()))
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"
