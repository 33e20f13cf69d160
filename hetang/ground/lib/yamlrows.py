"""YAML read so that every complaint can name its file and line."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

# No rule is nested deeper.
DEEPEST = 20


class LoadError(ValueError):
    """A data file that cannot be loaded. `where` is "file:line"; the two sentences say the same in both languages."""

    def __init__(self, where: str, zh: str, en: str) -> None:
        self.where, self.zh, self.en = where, zh, en
        super().__init__(
            f"{where}：{zh}没有改动任何数据，改正后请重新装入。\n"
            f"{where}: {en} Nothing was changed; put it right and load again."
        )


class Row:
    """One mapping of a YAML file: typed reads that fail with file, line and key."""

    def __init__(self, file: str, node: yaml.Node) -> None:
        self.file, self.line = file, node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            raise self.bad("这里应当是一组“键: 值”。", "a mapping of keys and values is expected here.")
        self._node: yaml.Node = node
        self._nodes: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self.bad("键应当是文字。", "a key must be a text.")
            if key.value in self._nodes:
                raise LoadError(
                    f"{file}:{key.start_mark.line + 1}",
                    f"“{key.value}”写了两次。",
                    f"“{key.value}” is given twice.",
                )
            self._nodes[key.value] = value

    def bad(self, zh: str, en: str, key: str = "") -> LoadError:
        """A complaint about this row, or about the value of `key`."""
        node = self._nodes.get(key) if key else None
        line = node.start_mark.line + 1 if node is not None else self.line
        return LoadError(f"{self.file}:{line}", zh, en)

    def only(self, *keys: str) -> "Row":
        """This row, if it has no other keys: a mistyped key must not be passed over in silence."""
        for key in self._nodes:
            if key not in keys:
                known = "、".join(keys)
                raise self.bad(f"不认识“{key}”，可用：{known}。", f"“{key}” is not known here; use {known}.", key)
        return self

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        return key in self._nodes

    def value(self, key: str) -> Any:
        """The plain Python value of a key that must be there."""
        if key not in self._nodes:
            raise self.bad(f"缺少“{key}”。", f"“{key}” is missing.")
        return _plain(self.file, self._nodes[key])

    def text(self, key: str, default: str | None = None) -> str:
        """A text, not empty; `default` where the key is absent."""
        if default is not None and key not in self._nodes:
            return default
        found = self.value(key)
        if not isinstance(found, str) or not found.strip():
            raise self.bad(f"“{key}”应当是文字（数字请加引号）。", f"“{key}” must be a text (quote numbers).", key)
        return found.strip()

    def label(self, key: str, default: str | None = None) -> tuple[str, str]:
        """A {zh, en} text as a pair; both `default` where the key is absent and one is given."""
        if default is not None and key not in self._nodes:
            return default, default
        pair = self.row(key).only("zh", "en")
        return pair.text("zh"), pair.text("en")

    def whole(self, key: str) -> int:
        """A whole number above zero."""
        found = self.value(key)
        if not isinstance(found, int) or isinstance(found, bool) or found < 1:
            raise self.bad(f"“{key}”应当是正整数。", f"“{key}” must be a whole number above zero.", key)
        return found

    def day(self, key: str) -> date:
        """A date written 2026-11-23."""
        found = self.value(key)
        if type(found) is not date:
            raise self.bad(f"“{key}”应当是日期，如 2026-11-23。", f"“{key}” must be a date such as 2026-11-23.", key)
        return found

    def flag(self, key: str) -> bool:
        """true or false; false where the key is absent."""
        found = self.value(key) if key in self._nodes else False
        if not isinstance(found, bool):
            raise self.bad(f"“{key}”应当是 true 或 false。", f"“{key}” must be true or false.", key)
        return found

    def texts(self, key: str) -> list[str]:
        """A list of texts."""
        found = self.value(key)
        if not isinstance(found, list) or not all(isinstance(item, str) and item for item in found):
            raise self.bad(f"“{key}”应当是一列文字。", f"“{key}” must be a list of texts.", key)
        return found

    def row(self, key: str) -> "Row":
        """A mapping inside this one."""
        if key not in self._nodes:
            raise self.bad(f"缺少“{key}”。", f"“{key}” is missing.")
        return Row(self.file, self._nodes[key])

    def rows(self, key: str) -> Iterator["Row"]:
        """A list of mappings; nothing where the key is absent."""
        node = self._nodes.get(key)
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            raise self.bad(f"“{key}”应当是一列。", f"“{key}” must be a list.", key)
        for item in node.value:
            yield Row(self.file, item)

    def plain(self) -> dict[str, Any]:
        """The whole row as plain Python. A key given twice anywhere inside is refused, not silently the last one."""
        for node in self._nodes.values():
            _refuse_doubles(self.file, node)
        return {key: _plain(self.file, node) for key, node in self._nodes.items()}

    def line_at(self, path: tuple[str | int, ...]) -> int:
        """The line of the value at `path`; of what is nearest above it where there is none."""
        node, line = self._node, self.line
        for part in path:
            named, inside = _inside(node, part)
            if named is None or inside is None:
                break
            node, line = inside, named.start_mark.line + 1
        return line


def _inside(node: yaml.Node, part: str | int) -> tuple[yaml.Node | None, yaml.Node | None]:
    """What names a part of a list or mapping (the key, where there is one) and the part itself."""
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(part)), (None, None))
    return None, None


def _refuse_doubles(file: str, node: yaml.Node) -> None:
    if isinstance(node, yaml.MappingNode):
        Row(file, node)  # complains of a key given twice
        for _, value in node.value:
            _refuse_doubles(file, value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _refuse_doubles(file, value)


def _plain(file: str, node: yaml.Node) -> Any:
    try:
        return yaml.constructor.SafeConstructor().construct_document(node)
    except (yaml.YAMLError, ValueError, TypeError, OverflowError) as error:
        # A day such as 2026-02-30, a number of a thousand digits, a list as a key.
        where = f"{file}:{node.start_mark.line + 1}"
        raise LoadError(where, "有的值不存在或写法不对。", "a value does not exist or is not well written.") from error


def read(path: Path) -> Row:
    """The top mapping of a YAML file. Raises `LoadError` for a missing, unreadable or malformed file."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise LoadError(path.name, f"读不了：{error.strerror}。", f"cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise LoadError(path.name, "不是 UTF-8 编码。", "is not UTF-8.") from error
    return read_text(path.name, text)


def read_text(name: str, text: str) -> Row:
    """The top mapping of a YAML text that is called `name` in complaints. Raises `LoadError` for a malformed one.

    A text from a browser may be made to hurt: what a rule never needs is refused before anything is built from it.
    """
    try:
        _refuse_tricks(name, text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise LoadError(
            f"{name}:{line}", f"YAML 格式不对（{error.problem}）。", f"not YAML ({error.problem})."
        ) from error
    except yaml.YAMLError as error:
        raise LoadError(name, "含有不能使用的字符。", "holds characters that cannot be used.") from error
    if node is None:
        raise LoadError(name, "是空文件。", "is empty.")
    return Row(name, node)


def _refuse_tricks(name: str, text: str) -> None:
    """Aliases (a small text that stands for a huge one), tags, endless nesting, keys that are lists, zero bytes."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        odd = isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or depth > DEEPEST
        odd = odd or (getattr(event, "tag", None) and not getattr(event, "implicit", False))
        if odd or "\0" in (getattr(event, "value", None) or ""):
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise LoadError(
                f"{name}:{line}",
                "用了这里不接受的 YAML 写法（引用、标签或过深的嵌套）。",
                "uses YAML that is not accepted here (aliases, tags, too deep nesting).",
            )
