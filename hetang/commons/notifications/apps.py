from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "hetang.commons.notifications"
    verbose_name = "消息"
