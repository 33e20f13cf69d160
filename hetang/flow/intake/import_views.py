"""Bringing in the orders of another system: hand in a file, say which column is what, look, start, follow."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hetang.commons.accounts.api import Account, signed_in
from hetang.commons.people.api import mask_numbers, note_export
from hetang.commons.places.api import place
from hetang.flow.intake.access import importing_streets
from hetang.flow.intake.import_forms import FileForm, MappingForm
from hetang.flow.intake.importing.handing_in import (
    MOST_BYTES,
    file_of,
    hand_in,
    opened,
    same_file,
    start_import,
    usual_source,
)
from hetang.flow.intake.importing.mapping import OrderMapping, read_mapping
from hetang.flow.intake.importing.reading import Reader, Reading
from hetang.flow.intake.importing.rejects import write_rejects
from hetang.flow.intake.importing.tables import Row
from hetang.flow.intake.importing.work import import_file
from hetang.flow.intake.models import ImportedRow, ImportRun
from hetang.ground.lib.errors import translated
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Refused

SHOWN, SAMPLE, SHOWN_CHARS = 20, 12, 48
FATES = {fate.value: fate.label for fate in ImportedRow.Fate}
TONES = {"case": "good", "linked": "good", "loose": "info", "known": "neutral", "rejected": "bad"}


@dataclass(frozen=True)
class Preview:
    """One of the first rows and what would become of it."""

    number: int
    fate: str
    tone: str
    at: Any
    text: str
    reason: str


def _run(user: Account, pk: int) -> ImportRun:
    runs = ImportRun.objects.filter(street__in=importing_streets(user)).select_related("street", "by")
    return get_object_or_404(runs, pk=pk)


@never_cache
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The imports of one's streets, and a file to be handed in."""
    user = signed_in(request)
    streets = importing_streets(user)
    form = FileForm(streets, _language(), request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        file, street = form.cleaned_data["file"], place(form.cleaned_data["street"])
        assert street is not None
        try:
            return redirect("import", hand_in(file.chunks(), file.name, street=street, by=user).pk)
        except Refused as refusal:
            form.add_error("file", _said(refusal))
    runs = ImportRun.objects.filter(street__in=streets).select_related("by", "street").order_by("-pk")[:SHOWN]
    context = {"form": form, "runs": runs, "megabytes": MOST_BYTES >> 20}
    return render(request, "intake/imports.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def an_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Before it begins: the mapping and the first rows. Then how far it is, and what became of the rows."""
    user = signed_in(request)
    run = _run(user, pk)
    if run.state != ImportRun.State.DRAFT:
        return render(request, "intake/import.html", _report(run), partial="progress")
    with opened(run) as table:
        columns, encoding = table.columns, table.encoding
    form = MappingForm(columns, request.POST or None, initial={"source": usual_source(run)})
    rows: list[Preview] = []
    if not form.is_bound or form.is_valid():
        try:
            mapping = form.mapping() if form.is_bound else _first_guess(columns, run)
            rows = _preview(run, mapping)
            if form.is_bound and request.POST.get("then") == "start":
                with transaction.atomic():
                    begun = start_import(run, mapping=mapping, by=user)
                    import_file.defer(key=begun.pk)
                return redirect("import", run.pk)
        except Refused as refusal:
            form = form if form.is_bound else MappingForm(columns, {"source": usual_source(run)})
            form.add_error(None, _said(refusal))
    context = {"run": run, "form": form, "rows": rows, "encoding": encoding, "columns": columns}
    context["before"] = same_file(run)
    return render(request, "intake/import_mapping.html", context, status=422 if form.is_bound and form.errors else 200)


def _first_guess(columns: list[str], run: ImportRun) -> str:
    form = MappingForm(columns)
    chosen = {f"column_{name}": form.fields[f"column_{name}"].initial for name in _names(form)}
    bound = MappingForm(
        columns, chosen | {"source": usual_source(run), "finished": "all", "assumed_time": "12:00", "yaml": ""}
    )
    if not bound.is_valid():
        raise Invalid(N_("认不出哪一列是事情经过。"), then=N_("请在下面选择。"))
    return bound.mapping()


def _names(form: MappingForm) -> list[str]:
    return [name.removeprefix("column_") for name in form.fields if name.startswith("column_")]


def _preview(run: ImportRun, text: str) -> list[Preview]:
    found = []
    for row, reading in _sample(run, read_mapping(text, is_pasted=True)):
        fate = "rejected" if reading.refusal else "linked" if reading.is_follow_up else "case"
        words = {"case": _("存为案件"), "linked": _("后续来电，导入时查找原工单"), "rejected": _("不导入")}
        report = reading.report
        found.append(
            Preview(
                number=row.number,
                fate=words[fate],
                tone={"linked": "info"}.get(fate, TONES[fate]),
                at=report.past_at if report else None,
                text=mask_numbers(report.text)[:SHOWN_CHARS] if report else "",
                reason=_said(reading.refusal) if reading.refusal else "",
            )
        )
    return found


def _sample(run: ImportRun, mapping: OrderMapping) -> Iterator[tuple[Row, Reading]]:
    """The first rows and what would become of them, as far as the row itself says."""
    reader = Reader(mapping, run.street)
    with opened(run) as table:
        mapping.require_columns(table.columns)
        for row in islice(table.rows, SAMPLE):
            yield row, reader.read(row)


def _report(run: ImportRun) -> dict[str, Any]:
    counts = [(FATES[fate], run.counts[fate], TONES[fate]) for fate in FATES if run.counts.get(fate)]
    failure = translated(run.failure["what"], run.failure["params"]) if run.failure else ""
    return {"run": run, "counts": counts, "failure": failure, "has_file": bool(run.token)}


@require_POST
def import_going_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with an import whose file could not be read to its end."""
    user = signed_in(request)
    run = _run(user, pk)
    with transaction.atomic():
        start_import(run, mapping=run.mapping, by=user)
        import_file.defer(key=run.pk)
    return redirect("import", run.pk)


@never_cache
@require_GET
def import_rejects(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that were not imported, as a file. It holds what people said, so it is noted who took it."""
    user = signed_in(request)
    run = _run(user, pk)
    into = io.StringIO()
    count = write_rejects(run, file_of(run), into, is_checked=True)
    data = into.getvalue().encode("utf-8-sig")
    note_export(user, "import rejects", f"import {run.pk}", count, hashlib.sha256(data).hexdigest())
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    name = f"{_('没有导入的行')}-{run.pk}.csv"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _said(refusal: Refused) -> str:
    return " ".join(translated(text, refusal.params) for text in (refusal.what, refusal.then) if text)


def _language() -> str:
    return "en" if (get_language() or "zh").startswith("en") else "zh"
