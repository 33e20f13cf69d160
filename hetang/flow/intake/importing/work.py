"""The job behind the page: the same engine as `hetang import orders`."""

import logging
from traceback import extract_tb

from hetang.flow.intake.importing.engine import Overtaken, run_import
from hetang.flow.intake.importing.handing_in import JOB, break_off, file_of
from hetang.flow.intake.models import ImportRun
from hetang.ground.lib.jobs import job
from hetang.ground.lib.refusals import Refused

log = logging.getLogger(__name__)


@job(JOB)
def import_file(key: int) -> None:
    """Import the file of run number `key`; started again after a crash it goes on where it stood."""
    run = ImportRun.objects.select_related("street", "by").filter(pk=key, state=ImportRun.State.RUNNING).first()
    if run is None:
        return
    try:
        run_import(run, file_of(run))
    except Overtaken:
        log.info("import %s is at work elsewhere", key)
    except Refused as refusal:
        # The run says why; its page shows it. Of a file that is gone it does not know yet.
        log.info("import %s ended: %s", key, refusal.what)
        break_off(run)
    except Exception as error:  # noqa: BLE001 - whatever it was, the run must not stay open
        # What the database complains of may stand in a row: only where it happened is written down.
        place = extract_tb(error.__traceback__)[-1]
        log.error("import %s broke off: %s at %s:%s", key, type(error).__name__, place.name, place.lineno)  # noqa: TRY400
        break_off(run)
