"""What the words typed so far suggest for the form's other fields. Nothing of it is kept."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hetang.commons.accounts.api import signed_in
from hetang.commons.alliance.api import hotlines_of
from hetang.flow.intake.access import taking_street
from hetang.flow.intake.rules import usual_kind
from hetang.flow.intake.suggesting import suggestions_for
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_, Label, pick
from hetang.ground.words.api import MOST_SIGNS, Suggestion, composed

# Keys beside those that the page has; the first offers get one each.
KEYS = "QWRYUIOP"
LEAST = 0.3
# Of the form, in the order in which they are offered; the rest is shown and not filled in.
FILLED = {
    "category": N_("纠纷类型"),
    "community": N_("所在社区"),
    "place_text": N_("地点"),
    "applicant": N_("来电人"),
    "applicant_phone": N_("来电号码"),
    "respondent": N_("对方"),
    "respondent_phone": N_("对方电话"),
    "amount": N_("涉及金额（元）"),
    "kind": N_("事项类别"),
}
SHOWN = {"urgency": N_("紧急"), "event_on": N_("发生日期"), "relation": N_("双方关系")}


@dataclass(frozen=True)
class Offer:
    """One suggestion as the page shows it; `key` accepts it, "" for what is only shown."""

    field: str
    title: str
    value: str
    label: Label
    reason: str
    confidence: float
    key: str


@never_cache
@require_POST
def suggestions(request: HttpRequest) -> HttpResponse:
    """The suggestions for the typed `text`, for fields that are still empty: a part of a page, or JSON where asked for."""
    street = taking_street(signed_in(request))
    # Suggestions name places in the text in its composed form.
    text = composed(request.POST.get("text", "")[:MOST_SIGNS])[:MOST_SIGNS]
    found = [each for each in suggestions_for(text, street) if each.confidence >= LEAST]
    offers = _offers([each for each in found if _is_open(each, request, street)], text)
    if request.headers.get("Accept", "").startswith("application/json"):
        language = get_language() or "zh"
        return JsonResponse({"suggestions": [vars(o) | {"label": pick(o.label, language)} for o in offers]})
    return render(request, "intake/suggestions.html", {"offers": offers})


def _is_open(found: Suggestion, request: HttpRequest, street: str) -> bool:
    """Whether the field has no value of its own yet, and the suggestion would change it."""
    typed = request.POST.get(found.field, "").strip()
    if found.field == "kind" and not typed:
        return found.value != usual_kind(_purpose(request.POST.get("hotline", ""), street))
    return not typed


def _purpose(line: str, street: str) -> str | None:
    return next((h.purpose for h in hotlines_of(street) if str(h.pk) == line), None)


def _offers(found: list[Suggestion], text: str) -> list[Offer]:
    """The surest of each field, what is filled in first; a second one only where it is nearly as sure."""
    order = [*FILLED, *SHOWN]
    keys = iter(KEYS)
    offers: list[Offer] = []
    best: dict[str, float] = {}
    for each in sorted((f for f in found if f.field in order), key=lambda f: (order.index(f.field), -f.confidence)):
        first = best.setdefault(each.field, each.confidence)
        if each.confidence < first - 0.1:
            continue
        offers.append(
            Offer(
                field=each.field,
                title=_(FILLED.get(each.field) or SHOWN[each.field]),
                value=each.value,
                label=_(each.label) if isinstance(each.label, str) else each.label,
                reason=_(each.reason) % {"word": text[each.start : each.end]},
                confidence=each.confidence,
                key=next(keys, "") if each.field in FILLED else "",
            )
        )
    return offers
