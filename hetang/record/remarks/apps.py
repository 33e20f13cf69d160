from django.apps import AppConfig


class RemarksConfig(AppConfig):
    name = "hetang.record.remarks"
    verbose_name = "内部留言"
