"""/registration/."""

from django.urls import path

from hetang.flow.intake import views

urlpatterns = [path("registration/", views.registration, name="registration")]
