"""Copy what browsers need out of node_modules into the git-ignored hetang/static/vendor.

    python tooling/assets.py [ROOT]        after `npm ci`; exit code 1 and one line where a package is missing

References to source maps are cut off: the maps are not shipped, and the manifest storage refuses dangling names.
"""

import re
import sys
from pathlib import Path

# Package file below node_modules → name below static/vendor.
FILES = {"htmx.org/dist/htmx.min.js": "htmx.min.js", "tus-js-client/dist/tus.min.js": "tus.min.js"}
SOURCE_MAP = re.compile(r"^\s*(//[#@]\s*sourceMappingURL=.*|/\*[#@]\s*sourceMappingURL=.*?\*/)\s*$", re.MULTILINE)


class PackageError(Exception):
    """A front-end package is not installed."""


def copy(root: Path) -> list[Path]:
    """Copy all files and give back where they are now; current ones stay untouched. Raises `PackageError`."""
    made = []
    for source, name in FILES.items():
        package = root / "node_modules" / source
        if not package.exists():
            raise PackageError(f"{source} is missing: run `npm ci` in {root.name} first")
        target = root / "hetang" / "static" / "vendor" / name
        text = SOURCE_MAP.sub("", package.read_text(encoding="utf-8"))
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")
        made.append(target)
    return made


def main() -> int:
    """Command line."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1]
    try:
        made = copy(root)
    except PackageError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(made)} front-end file(s) in place")
    return 0


if __name__ == "__main__":
    sys.exit(main())
