from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    name = "hetang.commons.announcements"
    verbose_name = "公告"
