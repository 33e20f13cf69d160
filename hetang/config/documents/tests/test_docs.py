"""The generated documents: in step with the tables, and found out when they are not."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hetang.config.documents.flow import address_of, flow_page
from hetang.ground.lib.lifecycle import Lifecycle, Move

TABLE = Lifecycle(
    name="kettle",
    title="水壶",
    initial="cold",
    final=frozenset({"hot"}),
    states={"cold": "凉", "hot": "热"},
    needs={"filled": "壶里有水"},
    moves=(
        Move("fill", "灌水", "no-such-noun", (), "cold", ("operator",)),
        Move("boil", "烧开", "closure", ("cold",), "hot", ("mediator",), needs=("filled",), assignee_only=True),
    ),
)


def test_a_table_becomes_a_picture_and_rows() -> None:
    page = flow_page([TABLE]).splitlines()
    assert "    [*] --> cold: 灌水" in page
    assert "    cold --> hot: 烧开" in page
    assert "    hot --> [*]" in page
    assert (
        "| 烧开 `boil` | 凉 `cold` | 热 `hot` | 调解员 `mediator`（仅承办人本人） | 壶里有水 `filled` |"
        " `/cases/〈编号〉/closure/` |" in page
    )


def test_a_verb_without_an_address_says_so() -> None:
    assert address_of(TABLE.move("fill")) == "—"


def test_the_page_tells_every_verb_of_the_house() -> None:
    page = flow_page()
    for verb in ("register", "archive", "settle", "terminate"):
        assert f"`{verb}`" in page


def test_writing_then_checking_and_a_stale_file_is_named(tmp_path: Path) -> None:
    call_command("docs", root=tmp_path, stdout=StringIO())
    call_command("docs", check=True, root=tmp_path, stdout=StringIO())
    page = tmp_path / "docs" / "flow.md"
    page.write_text(page.read_text("utf-8").replace("结案", "完结"), encoding="utf-8")
    with pytest.raises(CommandError, match=r"docs/flow\.md"):
        call_command("docs", check=True, root=tmp_path, stdout=StringIO())
    assert "完结" in page.read_text("utf-8"), "checking must not write"


def test_a_missing_file_is_stale(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("docs", check=True, root=tmp_path, stdout=StringIO())
