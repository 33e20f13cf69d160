from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "hetang.commons.knowledge"
    verbose_name = "知识库"
