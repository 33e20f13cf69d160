"""The sentences of an article's events."""

from hetang.ground.lib.labels import N_

TEXTS = {
    "write_article": N_("写成草稿"),
    "rewrite_article": N_("改了草稿"),
    "revise_article": N_("提出修订"),
    "approve_article": N_("审定，开始使用"),
    "decline_article": N_("不采纳草稿"),
    "drop_revision": N_("不采纳修订"),
    "confirm_article": N_("复审，仍然有效"),
    "change_terms": N_("改了责任人和期限"),
    "retire_article": N_("停用"),
}
