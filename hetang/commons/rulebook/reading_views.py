"""The rules of the house, to be read by everybody who works by them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from hetang.commons.accounts.api import signed_in
from hetang.commons.rulebook import access
from hetang.commons.rulebook.comparing import Difference, compared, short
from hetang.commons.rulebook.models import Proposal
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import Label, pick
from hetang.ground.rulepacks import api as rulepacks

# Where an entry keeps what it says, best first.
TEXTS = ("meaning", "hint", "text", "law", "basis")


@dataclass(frozen=True)
class Version:
    """One version of a pack; `lines` tell how it differs from the one before (none for the first)."""

    pack: rulepacks.RulePack
    in_force: bool
    lines: list[Difference]


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
    user = signed_in(request)
    context = {
        "packs": summaries,
        "years": years,
        "missing": [y for y in _years_in_reach(today) if y not in years],
        "reads_proposals": access.may_read(user),
    }
    return render(request, "rulebook/rules.html", context)


@require_GET
def rule_file(request: HttpRequest, name: str, version: int) -> HttpResponse:  # noqa: ARG001 - a view
    """One version as the YAML file in which packs are written and exchanged."""
    found = next((pack for pack in rulepacks.versions(name) if pack.version == version), None)
    if found is None:
        raise Http404
    answer = HttpResponse(rulepacks.as_yaml(found), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.{version}.yaml") or ""
    return answer


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
    user = signed_in(request)
    waiting = Proposal.objects.filter(name=name, state="waiting").first() if access.may_read(user) else None
    context = {
        "title": rulepacks.title(name),
        "name": name,
        "versions": versions,
        "entries": entries,
        "proposes": access.may_propose(user),
        "waiting": waiting,
    }
    return render(request, "rulebook/rule_pack.html", context)


def _summary(name: str, found: list[rulepacks.RulePack], today: date) -> Summary:
    current = rulepacks.in_force(found, today)
    coming = next((pack for pack in reversed(found) if pack.effective_on > today and pack != current), None)
    return Summary(rulepacks.title(name), current, coming, len(found))


def _years_in_reach(today: date) -> list[int]:
    """This year, and from November on the next."""
    return [today.year] + ([today.year + 1] if today.month > 10 else [])


def _lines(older: rulepacks.RulePack, newer: rulepacks.RulePack, language: str) -> list[Difference]:
    before, after = ({"basis": p.basis, **p.body} for p in (older, newer))
    return compared(before, after, language)


def _said(entry: dict[str, Any], language: str) -> str:
    """What an entry says, in words: a period with its start and basis, else its text."""
    if "unit" in entry:
        period = rulepacks.amount(rulepacks.Period(entry["amount"], entry["unit"]))
        return f"{period} · {pick(entry['starts']['label'], language)} · {pick(entry['basis'], language)}"
    texts = [entry[key] for key in TEXTS if isinstance(entry.get(key), dict | str)]
    return short(texts[0], language) if texts else ""
