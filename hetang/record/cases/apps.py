from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "hetang.record.cases"
    verbose_name = "案件"
