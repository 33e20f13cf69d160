"""This room's entry in the navigation."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.commons.alliance.unit_keeping import KEEPER
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_


def entries(request: HttpRequest) -> list[NavEntry]:
    """The rosters for everybody who does casework, the units for who keeps them."""
    duties, found = duties_of(signed_in(request)), list[NavEntry]()
    if duties.casework:
        about = N_("谁在什么时候值班。派单时先提值班的人；空着的时段标出来。临时换人用“交班”，不用改整张表。")
        found.append(NavEntry(N_("值班"), reverse("rosters"), "clock", order=61, help=about))
    if duties.has(KEEPER):
        about = N_("街道的单位和驿站。改了接案范围，从下一件登记起生效；停用前先把职责和案件交出去，过去的记录都还在。")
        found.append(NavEntry(N_("单位"), reverse("units"), "pin", order=7, help=about))
        about = N_("各社区的居民公约和品牌。公约先起草、再通过；通过的一版不再改，旧协议引用的条文永远是当时的样子。")
        found.append(NavEntry(N_("公约和品牌"), reverse("covenants"), "scales", order=8, help=about))
    return found
