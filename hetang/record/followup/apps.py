from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "hetang.record.followup"
    verbose_name = "履行与回访"
