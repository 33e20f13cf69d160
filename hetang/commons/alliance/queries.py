"""Reading the alliance."""

from collections.abc import Iterable

from django.db.models import QuerySet

from hetang.commons.alliance.models import Alliance, Brand, Clause, Covenant, Hotline, Service, Station, Team
from hetang.commons.places.api import Place, Unit
from hetang.ground.lib import clock
from hetang.ground.lib.kept import Kept


def alliance_of(street: str) -> Alliance | None:
    """The alliance of a street."""
    return Alliance.objects.filter(street__code=street).first()


def hotlines_of(street: str) -> QuerySet[Hotline]:
    """The street's telephone lines, disputes first."""
    return Hotline.objects.filter(alliance__street__code=street).order_by("purpose", "number")


_stations: Kept[Unit | None] = Kept()


def forget_stations() -> None:
    """Ask anew: a station was changed."""
    _stations.forget()


def station_for(street: str, community: str) -> Unit | None:
    """The station that takes in a case of this community; the street's default one where none is named.

    Every registration asks; a station that opened or closed is seen half a minute later at most.
    """
    return _stations.get((street, community), lambda: _find_station(street, community))


def _find_station(street: str, community: str) -> Unit | None:
    rows = Station.objects.filter(unit__place__street=street, unit__is_active=True).select_related("unit")
    found = rows.filter(communities__code=community).order_by("unit__code").first() if community else None
    found = found or rows.order_by("-is_default", "unit__code").first()
    return found.unit if found else None


def stations_of(street: str) -> QuerySet[Station]:
    """The street's stations with their units and communities."""
    rows = Station.objects.filter(unit__place__street=street, unit__is_active=True)
    return rows.select_related("unit").prefetch_related("communities").order_by("unit__code")


def streets_served() -> QuerySet[Place]:
    """The streets that have a station that takes in matters, by code."""
    served = Station.objects.filter(unit__is_active=True).values("unit__place__street")
    return Place.objects.filter(kind=Place.Kind.STREET, code__in=served).order_by("code")


def teams_of(street: str) -> QuerySet[Team]:
    """The street's teams with their units."""
    return Team.objects.filter(unit__place__street=street).select_related("unit").order_by("unit__code")


def services_of(street: str) -> QuerySet[Service]:
    """The street's services in their order."""
    return Service.objects.filter(alliance__street__code=street).order_by("order")


def brands_of(street: str) -> QuerySet[Brand]:
    """The communities' brands that are carried on."""
    return (
        Brand.objects.filter(community__street=street, is_active=True)
        .select_related("community")
        .order_by("community__code")
    )


def clauses_for(community: str, topics: set[str]) -> list[Clause]:
    """The clauses of the community's covenant that fit any of `topics` (categories or narrower topics).

    The covenant in force today: the newest adopted by then; the one it replaced is no longer quoted.
    """
    kept = _clauses.get(community, lambda: _clauses_of(community))
    today = clock.today()
    found = [c for c in kept if c.covenant.adopted_on and c.covenant.adopted_on <= today]
    return [c for c in found if c.covenant_id == found[0].covenant_id and topics & set(c.fits)]


_clauses: Kept[list[Clause]] = Kept()


def _clauses_of(community: str) -> list[Clause]:
    rows = Clause.objects.filter(covenant__community__code=community, covenant__adopted_on__isnull=False)
    return list(rows.select_related("covenant").order_by("-covenant__adopted_on", "number"))


def forget_clauses() -> None:
    """Ask anew: a covenant was adopted."""
    _clauses.forget()


def clauses_by_key(keys: Iterable[int]) -> dict[int, Clause]:
    """The very clauses with these keys, of whichever version: what was quoted reads as it did then."""
    return _quoted.many(
        keys, lambda wanted: {c.pk: c for c in Clause.objects.filter(pk__in=wanted).select_related("covenant")}
    )


# What was adopted never changes.
_quoted: Kept[Clause] = Kept()


def in_force(street: str) -> QuerySet[Covenant]:
    """Of each community of the street the newest covenant that was adopted by today."""
    adopted = Covenant.objects.filter(community__street=street, adopted_on__lte=clock.today())
    return adopted.order_by("community_id", "-adopted_on").distinct("community_id")


def covenant_clauses(street: str) -> QuerySet[Clause]:
    """Every clause in force in the street, by community."""
    rows = Clause.objects.filter(covenant__in=in_force(street).values("pk"))
    return rows.select_related("covenant__community").order_by("covenant__community__code", "number")
