from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "hetang.commons.documents"
    verbose_name = "文件"
