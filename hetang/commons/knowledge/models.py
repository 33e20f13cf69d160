"""What a street knows the answer to: articles, and the editions in which each was written."""

from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.commons.knowledge.lifecycle import ARTICLE, LIVE_STATES


class Article(models.Model):
    """One question and its answer in a street's knowledge base.

    `current` is the edition that holds, which itself points here; `owner` answers for the article and looks at it again
    by `review_on`. It is used from `valid_from` to `valid_until`, both included. `answered`: how often a question was
    answered from it.
    """

    street = models.CharField(max_length=12, db_collation="C")
    key = models.CharField(max_length=40, blank=True, db_collation="C")
    category = models.CharField(max_length=40, blank=True)
    owner = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=list(ARTICLE.states.items()), default=ARTICLE.initial)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    review_on = models.DateField()
    answered = models.PositiveIntegerField(default=0)
    # Title and questions weigh more than the answer; filled by `publish` from the shared tokens of `ground.words`.
    search = SearchVectorField(null=True, blank=True, editable=False)

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="knowledge_article_search"),
            models.Index(fields=["street", "-answered"], condition=Q(state__in=LIVE_STATES), name="knowledge_live"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["street", "key"], condition=~Q(key=""), name="knowledge_article_once"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="knowledge_article_days"
            ),
        ]

    def __str__(self) -> str:
        return f"article {self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("article", args=[self.pk])

    def holds_on(self, day: date) -> bool:
        """Whether it may be answered from on that day."""
        in_time = self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
        return self.state in LIVE_STATES and in_time

    @property
    def current(self) -> "Edition | None":
        """The wording that holds; read along by `select_related("holding")`."""
        return getattr(self, "holding", None)

    @property
    def words(self) -> "Edition":
        """The wording that holds; only for an article that was approved once."""
        found = self.current
        assert found is not None, "nobody answers from a draft"
        return found

    @property
    def state_label(self) -> str:
        """The state's name, a message id."""
        return ARTICLE.states[self.state]


class Edition(models.Model):
    """One wording of an article. `questions`: how people ask, one a line. Undecided until approved or set aside."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="editions")
    # Of the one that holds, its article once more.
    holds_for = models.OneToOneField(Article, on_delete=models.CASCADE, null=True, related_name="holding")
    number = models.PositiveSmallIntegerField()
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=200, blank=True)
    answer_zh = models.TextField()
    answer_en = models.TextField(blank=True)
    questions = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    set_aside = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="knowledge_edition_once")]

    def __str__(self) -> str:
        return f"{self.article_id} no. {self.number}"

    @property
    def title(self) -> dict[str, str]:
        """The {zh, en} title."""
        return {"zh": self.title_zh, "en": self.title_en or self.title_zh}

    @property
    def answer(self) -> dict[str, str]:
        """The {zh, en} answer."""
        return {"zh": self.answer_zh, "en": self.answer_en or self.answer_zh}

    @property
    def ways_to_ask(self) -> list[str]:
        """The title and the other ways in which people ask."""
        lines = (line.strip() for line in self.questions.splitlines())
        return [self.title_zh, *(line for line in lines if line)]
