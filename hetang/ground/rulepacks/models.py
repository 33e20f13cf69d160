"""Versioned rules with their legal basis. A rule is a row; code never holds one."""

from django.db import models


class RulePack(models.Model):
    """One version of one pack, e.g. `deadlines` 1. Versions are only added; the effective one is chosen by day."""

    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    effective_on = models.DateField()
    basis = models.TextField()
    body = models.JSONField()
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="rulepacks_version_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
