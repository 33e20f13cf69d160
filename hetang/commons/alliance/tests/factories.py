"""An alliance for tests."""

from datetime import date

from hetang.commons.accounts.api import Account
from hetang.commons.alliance import covenant_keeping
from hetang.commons.alliance.models import Alliance, Clause, Covenant, Hotline, Station
from hetang.commons.places.api import Place, Unit


def alliance(street: Place) -> Alliance:
    """The alliance of a street."""
    return Alliance.objects.create(street=street, name_zh="和塘联盟", name_en="Hetang Alliance")


def hotline(of: Alliance, number: str, purpose: str = "disputes") -> Hotline:
    """A line of the alliance."""
    return Hotline.objects.create(alliance=of, number=number, purpose=purpose, name_zh="热线", name_en="Line")


def station(unit: Unit, *communities: Place, is_default: bool = False) -> Station:
    """The unit as a station of these communities."""
    made = Station.objects.create(unit=unit, address_zh="沈半路 1 号", is_default=is_default)
    made.communities.set(communities)
    return made


def clause(community: Place, number: int, *fits: str, adopted_on: date = date(2024, 1, 1)) -> Clause:
    """One clause of the community's covenant of that day."""
    covenant, _ = Covenant.objects.get_or_create(
        community=community, adopted_on=adopted_on, defaults={"title_zh": "居民公约", "title_en": "Covenant"}
    )
    return Clause.objects.create(
        covenant=covenant, number=number, text_zh=f"第{number}条", text_en=f"§{number}", fits=list(fits)
    )


def new_covenant(community: Place, text: str, *fits: str, adopted_on: date, by: Account) -> Covenant:
    """A covenant of one clause, drafted and adopted as an administrator does it: it replaces the one before."""
    draft = covenant_keeping.draft_covenant(community, by=by)
    covenant_keeping.write_clause(draft, number=1, text_zh=text, text_en="", fits=list(fits), by=by)
    covenant_keeping.adopt_covenant(draft, adopted_on=adopted_on, record="会议", by=by)
    return draft
