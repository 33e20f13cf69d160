"""Addresses of the switches on every page."""

from django.urls import path

from hetang.ground.lib import views

urlpatterns = [
    path("language/", views.set_language, name="set-language"),
    path("theme/", views.set_theme, name="set-theme"),
    path("offline/", views.offline, name="offline"),
]
