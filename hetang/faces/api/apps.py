from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "hetang.faces.api"
    verbose_name = "接口"
