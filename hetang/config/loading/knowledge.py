"""knowledge.yaml: what a street knows the answer to. A wording that was changed in the house is not written over."""

from datetime import timedelta

from hetang.commons.accounts.api import Account
from hetang.commons.knowledge.api import Article, Edition, index
from hetang.config.loading.tally import Tally
from hetang.ground.lib import clock
from hetang.ground.lib.yamlrows import Row
from hetang.ground.rulepacks import api as rulepacks

REVIEW_DAYS = 365


def load_knowledge(top: Row, tally: Tally) -> None:
    """Load the file; accounts and rule packs must be loaded."""
    top.only("approved_by", "written_by", "articles")
    writer, decider = _account(top, "written_by"), _account(top, "approved_by")
    for row in top.rows("articles"):
        row.only("key", "owner", "category", "title", "questions", "answer", "basis")
        _article(row, tally, writer=writer, decider=decider)


def _article(row: Row, tally: Tally, *, writer: Account, decider: Account) -> None:
    owner, category, today = _account(row, "owner"), row.text("category", ""), clock.today()
    if category and rulepacks.entry("categories", category) is None:
        raise row.bad(
            f"规则包里没有纠纷类型“{category}”。", f"the rule pack knows no category “{category}”.", "category"
        )
    street = owner.duties.filter(place__street__gt="").values_list("place__street", flat=True).first()
    if street is None:
        raise row.bad("责任人没有街道的职责。", "the owner has no duty in a street.", "owner")
    days = {"valid_from": today, "review_on": today + timedelta(days=REVIEW_DAYS), "state": "published"}
    key = {"street": street, "key": row.text("key")}
    article = tally.keep(row, Article, key, {"category": category, "owner": owner}, days)
    (title_zh, title_en), (answer_zh, answer_en) = row.label("title"), row.label("answer")
    words = {
        "title_zh": title_zh,
        "title_en": title_en,
        "answer_zh": answer_zh,
        "answer_en": answer_en,
        "questions": "\n".join(row.texts("questions")),
        "basis": row.text("basis", ""),
    }
    now = clock.now()
    hands = {"written_by": writer, "written_at": now, "approved_by": decider, "approved_at": now}
    edition = tally.keep(row, Edition, {"article": article, "number": 1}, {}, {**words, **hands})
    if article.current is None:
        edition.holds_for = article
        edition.save(update_fields=["holds_for"])
        index(article, edition)


def _account(row: Row, key: str) -> Account:
    found = Account.objects.filter(username=row.text(key)).first()
    if found is None:
        raise row.bad(f"没有账号“{row.text(key)}”。", f"there is no account “{row.text(key)}”.", key)
    return found
