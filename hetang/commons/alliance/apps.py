from django.apps import AppConfig


class AllianceConfig(AppConfig):
    name = "hetang.commons.alliance"
    verbose_name = "联盟"
