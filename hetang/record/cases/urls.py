"""Verbs become nouns: /cases/<number>/closure/."""

from django.urls import path

from hetang.record.cases import access_views, clock_views, views

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
    path("cases/<str:number>/access/", access_views.access, name="case-access"),
    path("cases/<str:number>/access/sensitivity/", access_views.sensitivity, name="case-sensitivity"),
    path("cases/<str:number>/access/readers/", access_views.naming, name="case-readers"),
    path("cases/<str:number>/access/readers/removal/", access_views.reader_removal, name="case-reader-removal"),
    path("cases/<str:number>/glass/", access_views.glass, name="case-glass"),
    path("audit/alerts/", access_views.alerts, name="audit-alerts"),
    path("audit/alerts/<int:alert>/acknowledgement/", access_views.acknowledgement, name="alert-acknowledgement"),
    path("audit/alerts/<int:alert>/notice/", access_views.notice, name="alert-notice"),
]
