from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "hetang.faces.portal"
    verbose_name = "居民网页"
