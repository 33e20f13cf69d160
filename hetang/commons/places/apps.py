from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "hetang.commons.places"
    verbose_name = "地点"
