"""/cases/<number>/follow-up/ and the obligations' verbs."""

from django.urls import path

from hetang.record.followup import views

urlpatterns = [
    path("cases/<str:number>/follow-up/", views.follow_up, name="case-follow-up"),
    path(
        "cases/<str:number>/obligations/<int:obligation>/performance/", views.performance, name="obligation-performance"
    ),
    path("cases/<str:number>/obligations/<int:obligation>/breach/", views.breach, name="obligation-breach"),
]
