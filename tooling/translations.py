"""Messages of the pages: Chinese ids in the source, English in `hetang/locale/en/LC_MESSAGES/django.po`.

.venv/bin/python -m tooling.translations check     every id translated, nothing left over (exit code 1 and a list)
.venv/bin/python -m tooling.translations update    brings the .po in step with the source, keeping translations
"""

import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from tooling import source
from tooling.house import ROOT

ENGLISH = ROOT / "hetang" / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "N_"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
}
JINJA = {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "silent": "false", "encoding": "utf-8"}
# No dates and no line numbers: two people who add a message each must not collide elsewhere.
HEADER = """msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif](?!\w)|\{\w*\}")
Found = tuple[str | tuple[str, ...], str | None, str]  # id (or singular, plural), context, place


def extract() -> Catalog:
    """All messages of the package's own Python and templates."""
    catalog = Catalog(locale="en", project="Hetang", charset="utf-8")
    for path in source.tracked():
        if path.parts[0] != "hetang" or source.is_test(path) or "migrations" in path.parts:
            continue
        for message, context, place in messages(path.suffix, source.text(path), str(path)):
            catalog.add(message, context=context, locations=[(place, 0)])
    return catalog


def messages(suffix: str, text: str, name: str) -> Iterator[Found]:
    """Messages in one file's text; nothing for files that hold none."""
    stream = io.BytesIO(text.encode())
    found: Iterable[tuple[Any, ...]] = ()
    if suffix == ".py":
        found = extract_python(stream, KEYWORDS, [], {"encoding": "utf-8"})
    elif suffix in {".html", ".txt"}:
        found = babel_extract(stream, list(KEYWORDS), [], JINJA)
    for _line, function, said, _comments in found:
        yield from _one(KEYWORDS.get(function or "gettext"), said, name)


def _one(spec: Any, said: Any, name: str) -> Iterator[Found]:
    """A call's literal arguments as a message; calls with something computed inside are no message."""
    words = [said] if isinstance(said, str) else list(said or ())
    if spec is None:
        if words and words[0]:
            yield words[0], None, name
    elif spec == (1, 2):
        if len(words) >= 2 and words[0] and words[1]:
            yield (words[0], words[1]), None, name
    elif len(words) >= 2 and words[0] and words[1]:
        yield words[1], words[0], name


def read(path: Path = ENGLISH) -> Catalog:
    """The catalogue as it is; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale="en", project="Hetang", charset="utf-8")
    with path.open("rb") as stream:
        return read_po(stream, locale="en", abort_invalid=True)


def faults(wanted: Catalog, english: Catalog) -> list[str]:
    """What keeps the two languages from being complete, one line each."""
    found = []
    for message in wanted:
        if not message.id:
            continue
        entry = english.get(message.id, message.context)
        found += [f"{_name(message)}: {fault}" for fault in _faults_of(message, entry)]
    extra = [entry for entry in english if entry.id and wanted.get(entry.id, entry.context) is None]
    return found + [f"{_name(entry)}: no longer in the source" for entry in extra]


def _faults_of(message: Message, entry: Message | None) -> Iterator[str]:
    if not any(CHINESE.search(text) for text in _texts(message.id)) and _has_words(_texts(message.id)[0]):
        yield "the id is not Chinese"
    if entry is None or not all(_texts(entry.string)):
        yield "no English"
        return
    if entry.fuzzy:
        yield "the English is marked fuzzy"
    for number, text in enumerate(_texts(entry.string)):
        if CHINESE.search(text) and text in _texts(message.id) and not entry.user_comments:
            yield "the English is the Chinese (say why in a comment if it must be)"
        wanted, used = _placeholders(_texts(message.id)[-1]), _placeholders(text)
        is_singular = message.pluralizable and number == 0  # "one case" needs no number
        if used != wanted and not (is_singular and set(used) <= set(wanted)):
            yield f"placeholders differ: {text!r}"


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _has_words(text: str) -> bool:
    return re.search(r"[^\W\d_]", PLACEHOLDER.sub("", text)) is not None


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text.replace("%%", "")))


def _name(message: Message) -> str:
    places = ", ".join(sorted({place for place, _ in message.locations})[:2])
    return f"{_texts(message.id)[0]!r}" + (f" ({places})" if places else "")


def update() -> None:
    """Write the catalogue in step with the source: new ids empty, lost ids gone, the rest as it was."""
    wanted, english = extract(), read()
    for message in wanted:
        entry = english.get(message.id, message.context) if message.id else None
        if entry is not None:
            message.string, message.user_comments, message.flags = entry.string, entry.user_comments, entry.flags
    out = io.BytesIO()
    write_po(out, wanted, width=120, sort_by_file=True, include_lineno=False, omit_header=True)
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_bytes(HEADER.encode() + b"\n" + out.getvalue())


def main() -> int:
    """Exit code 0 when both languages are complete."""
    if sys.argv[1:] == ["update"]:
        update()
    found = faults(extract(), read())
    print("\n".join([*found, f"{len(found)} faults" if found else "both languages are complete"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
