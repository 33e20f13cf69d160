"""Verbs become nouns: /cases/<number>/closure/."""

from django.urls import path

from hetang.record.cases import clock_views, views

urlpatterns = [
    path("cases/<str:number>/resolution/", views.resolution, name="case-resolution"),
    path("cases/<str:number>/closure/", views.closure, name="case-closure"),
    path("cases/<str:number>/reopening/", views.reopening, name="case-reopening"),
    path("cases/<str:number>/voiding/", views.voiding, name="case-voiding"),
    path("cases/<str:number>/parties/", views.parties, name="case-parties"),
    path("cases/<str:number>/parties/<int:party>/identity/", views.identity, name="case-party-identity"),
    path("cases/<str:number>/deadlines/<int:clock>/", clock_views.deadline, name="case-deadline"),
    path("cases/<str:number>/deadlines/<int:clock>/pause/", clock_views.pause, name="case-deadline-pause"),
    path(
        "cases/<str:number>/deadlines/<int:clock>/resumption/", clock_views.resumption, name="case-deadline-resumption"
    ),
    path("cases/<str:number>/deadlines/<int:clock>/extension/", clock_views.extension, name="case-deadline-extension"),
    path("cases/<str:number>/deadlines/<int:clock>/decision/", clock_views.decision, name="case-deadline-decision"),
    path("cases/<str:number>/parties/<int:party>/reveal/", views.party_field, name="case-party-reveal"),
    path("cases/<str:number>/references/", views.reference, name="case-references"),
]
