"""/practice/."""

from django.urls import path

from hetang.config.practice import views

urlpatterns = [
    path("practice/", views.practice, name="practice"),
    path("practice/again/", views.again, name="practice-again"),
]
