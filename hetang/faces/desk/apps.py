from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "hetang.faces.desk"
    verbose_name = "工作台"
