"""Reports as an operator takes them down."""

from hetang.commons.alliance.tests import factories as alliance
from hetang.flow.intake.actions.register import Report
from hetang.flow.intake.importing.handing_in import hand_in
from hetang.flow.intake.models import ImportRun
from hetang.record.cases.tests.factories import TEXT, Cast


def open_stations(cast: Cast) -> None:
    """The first station is the default one, the second takes in the community."""
    alliance.station(cast.station, is_default=True)
    alliance.station(cast.other_station, cast.community)


def report(cast: Cast, **other: object) -> Report:
    """The concert ticket, with the seller as the other side."""
    known: dict[str, object] = {
        "text": TEXT,
        "street": cast.street,
        "applicant": "丁晓雨",
        "applicant_phone": "13900000001",
        "respondent": "卖家",
        "submission": "first",
    }
    return Report(**{**known, **other})  # type: ignore[arg-type]


def failed_import(cast: Cast) -> ImportRun:
    """A file handed in on the page, whose import came to a halt before its first row."""
    run = hand_in(["text\n一件旧事\n".encode()], "orders.csv", street=cast.street, by=cast.lead)
    run.mapping = "source: old\ncolumns: {text: text}\nfinished: none\n"
    run.state, run.mapping_digest = ImportRun.State.FAILED, "0"
    run.save()
    return run
