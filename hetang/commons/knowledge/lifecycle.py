"""An article from its draft to its end, as one table. The pages' buttons come from it. Plain Python."""

from hetang.ground.lib.labels import N_
from hetang.ground.lib.lifecycle import Lifecycle, Move

WRITERS = ("operator", "station_lead", "mediator", "leader")
# Beside the article's owner, who always may. `change_terms` moves nothing: it is done in any state but the last.
DECIDERS = ("station_lead", "leader")
DECISIONS = frozenset({"approve_article", "decline_article", "drop_revision", "confirm_article", "retire_article"})
DECISIONS |= {"change_terms"}
# Shown to whoever looks for an answer, while its days last.
LIVE_STATES = ("published", "revised")
WAITING_STATES = ("draft", "revised")

ARTICLE = Lifecycle(
    name="article",
    title=N_("知识条目"),
    initial="draft",
    final=frozenset({"retired"}),
    states={
        "draft": N_("待审定"),
        "published": N_("有效"),
        "revised": N_("有效，修订待审定"),
        "retired": N_("已停用"),
    },
    needs={"second_hand": N_("由执笔人以外的人审定")},
    moves=(
        Move("write_article", N_("写条目"), "new", (), "draft", WRITERS),
        Move("rewrite_article", N_("改草稿"), "edition", ("draft",), "draft", WRITERS),
        Move("revise_article", N_("修订"), "edition", ("published", "revised"), "revised", WRITERS),
        Move(
            "approve_article",
            N_("审定"),
            "approval",
            ("draft", "revised"),
            "published",
            DECIDERS,
            needs=("second_hand",),
        ),
        Move("decline_article", N_("不采纳"), "refusal", ("draft",), "retired", DECIDERS),
        Move("drop_revision", N_("不采纳修订"), "refusal", ("revised",), "published", DECIDERS),
        Move("confirm_article", N_("复审，仍然有效"), "confirmation", ("published",), "published", DECIDERS),
        Move("retire_article", N_("停用"), "retirement", ("published", "revised"), "retired", DECIDERS),
    ),
)
