from django.apps import AppConfig


class CockpitConfig(AppConfig):
    name = "hetang.faces.cockpit"
    verbose_name = "驾驶舱"
