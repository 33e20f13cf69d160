from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "hetang.record.evidence"
    verbose_name = "证据"
