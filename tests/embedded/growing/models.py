"""The later release: entries have got a length."""

from django.db import models


class Entry(models.Model):
    """One row that must survive."""

    name = models.CharField(max_length=40)
    length = models.IntegerField()

    class Meta:
        app_label = "growing"
