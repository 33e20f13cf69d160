from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "hetang.commons.people"
    verbose_name = "人员"
