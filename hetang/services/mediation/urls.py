"""/cases/<number>/attempts/ and the mediation's other nouns."""

from django.urls import path

from hetang.services.mediation import views

urlpatterns = [
    path("cases/<str:number>/attempts/", views.attempts, name="case-attempts"),
    path("cases/<str:number>/rights/", views.rights, name="case-rights"),
    path("cases/<str:number>/session/", views.session, name="case-session"),
    path("cases/<str:number>/settlement/", views.settlement, name="case-settlement"),
    path("cases/<str:number>/termination/", views.termination, name="case-termination"),
    path("cases/<str:number>/regime/", views.regime, name="case-regime"),
    path("cases/<str:number>/fee/", views.fee, name="case-fee"),
    path("cases/<str:number>/resumption/", views.resumption, name="case-resumption"),
]
