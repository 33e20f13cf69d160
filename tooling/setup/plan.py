"""Which steps each command needs."""

from pathlib import Path

from tooling.setup import pages, products, python
from tooling.setup.steps import Step


def for_demo(home: Path) -> list[Step]:
    """Everything to run the software with its pages, for the state folder `home`."""
    return _all(python.wanted_requirements("embedded"), home)


def for_tests(home: Path) -> list[Step]:
    """The same with the tests' and checks' tools."""
    return _all("dev", home)


def _all(requirements: str, home: Path) -> list[Step]:
    return [*python.steps(requirements), *pages.steps(), products.translations(), products.collected(home)]
