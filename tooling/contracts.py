"""Our own import-linter contract: rooms are entered by their door."""

import sys

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output
from importlinter.cli import lint_imports

from tooling import house


class DoorsContract(Contract):
    """Every import from one room into another ends at that room's `api.py` (or, from tests, at its factories)."""

    type_name = "doors"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 - import-linter's signature
        broken = trespasses(graph, house.read())
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["broken"]:
            output.print_error(line, bold=False)


def trespasses(graph: ImportGraph, plan: house.House) -> list[str]:
    """`importer:line -> imported` for every import that climbs in through a window."""
    found = []
    for importer in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            if not plan.enters_by_door(importer, imported):
                details = graph.get_import_details(importer=importer, imported=imported)
                lines = ",".join(str(detail["line_number"]) for detail in details) or "?"
                found.append(f"{importer}:{lines} -> {imported}")
    return found


def main() -> int:
    """import-linter on the whole package, without its cache: a cached graph once hid a new import."""
    sys.path.insert(0, str(house.ROOT))
    code: int = lint_imports(config_filename=str(house.TABLE), no_cache=True, no_logo=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
