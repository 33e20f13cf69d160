"""The auditor's pages: who looked at what, who took data away."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hetang.commons.accounts.api import Account, duties_of, reached_by, signed_in
from hetang.commons.people.models import AccessLog, ExportLog
from hetang.commons.people.rules import AUDIT_ROLE
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_
from hetang.ground.lib.pagination import NEWEST, merged_page, page_links
from hetang.ground.lib.refusals import NotAllowed

KIND_NAMES: Mapping[str, str] = {
    "view": N_("查看"),
    "reveal": N_("显示明文"),
    "search": N_("查找"),
    "alert": N_("超过限额"),
}
KINDS = [("", _("全部")), ("notable", _("除了查看页面")), *((value, _(text)) for value, text in KIND_NAMES.items())]
FIELD_NAMES: Mapping[str, str] = {
    "phone": N_("电话号码"),
    "id_number": N_("身份证号"),
    "address": N_("住址"),
    "name": N_("姓名"),
    "bank_card": N_("银行卡号"),
    "evidence": N_("证据材料"),
    "original": N_("证据原件"),
}


class LogFilterForm(forms.Form):
    """What the auditor looks for."""

    kind = forms.ChoiceField(label=_("种类"), choices=KINDS, required=False)
    who = forms.CharField(label=_("用户名"), max_length=40, required=False)
    subject = forms.CharField(label=_("案件编号"), max_length=40, required=False)
    since = forms.DateField(label=_("从"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def rows(self, by: Account) -> QuerySet[AccessLog]:
        """The looks of the accounts in the auditor's reach that fit; none for a filter that cannot be read."""
        rows = AccessLog.objects.filter(account__in=reached_by(by, AUDIT_ROLE)).select_related("account")
        if not self.is_valid():
            return rows.none()
        data = self.cleaned_data
        if data["kind"] == "notable":
            rows = rows.exclude(kind=AccessLog.Kind.VIEW)
        elif data["kind"]:
            rows = rows.filter(kind=data["kind"])
        if data["who"]:
            rows = rows.filter(account__username__iexact=data["who"])
        if data["subject"]:
            rows = rows.filter(subject=data["subject"].strip().upper())
        return _within(rows, data["since"], data["until"])


def _within(rows: QuerySet[AccessLog], since: date | None, until: date | None) -> QuerySet[AccessLog]:
    if since:
        rows = rows.filter(at__gte=_midnight(since))
    if until:
        rows = rows.filter(at__lt=_midnight(until + timedelta(days=1)))
    return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@require_GET
def reads(request: HttpRequest) -> HttpResponse:
    """Who looked at what, newest first."""
    _require_auditor(request)
    form = LogFilterForm(request.GET)
    page = merged_page([form.rows(signed_in(request))], NEWEST, request.GET.get("page", ""))
    context = {
        "form": form,
        "page": page,
        "kinds": KIND_NAMES,
        "fields": FIELD_NAMES,
        **page_links(page, **request.GET.dict()),
    }
    return render(request, "people/reads.html", context)


@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """Who took data away, newest first."""
    _require_auditor(request)
    page = merged_page([_exports(signed_in(request))], NEWEST, request.GET.get("page", ""))
    context = {
        "page": page,
        **page_links(page),
    }
    return render(request, "people/exports.html", context)


def _exports(by: Account) -> QuerySet[ExportLog]:
    """The exports of the accounts in the auditor's reach, and those from the console, which are nobody's."""
    rows = ExportLog.objects.filter(Q(account=None) | Q(account__in=reached_by(by, AUDIT_ROLE)))
    return rows.select_related("account")


def _require_auditor(request: HttpRequest) -> None:
    if not duties_of(signed_in(request)).has(AUDIT_ROLE):
        raise NotAllowed(N_("查看记录只对审计员开放。"), then=N_("需要核查时请联系本单位审计员。"))
