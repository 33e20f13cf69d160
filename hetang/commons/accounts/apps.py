from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hetang.commons.accounts"
    verbose_name = "账号"
