"""/cases/<number>/assignment/ and its neighbours."""

from django.urls import path

from hetang.flow.dispatch import views

urlpatterns = [
    path("cases/<str:number>/assignment/", views.assignment, name="case-assignment"),
    path("cases/<str:number>/acceptance/", views.acceptance, name="case-acceptance"),
    path("cases/<str:number>/return/", views.giving_back, name="case-return"),
]
