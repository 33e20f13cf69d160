"""/cases/<number>/archive/."""

from django.urls import path

from hetang.flow.archive import views

urlpatterns = [path("cases/<str:number>/archive/", views.archive, name="case-archive")]
