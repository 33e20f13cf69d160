from django.apps import AppConfig


class InquiryConfig(AppConfig):
    name = "hetang.flow.inquiry"
    verbose_name = "居民查询"
