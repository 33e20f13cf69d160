"""/notices/, /requests/ and the consents of a case."""

from django.urls import path

from hetang.record.rights import consent_views, views

urlpatterns = [
    path("notices/", consent_views.notices, name="notices"),
    path("cases/<str:number>/consents/", consent_views.consents, name="case-consents"),
    path("cases/<str:number>/consents/<int:consent>/withdrawal/", consent_views.withdrawal, name="consent-withdrawal"),
    path("requests/", views.requests, name="requests"),
    path("requests/new/", views.registration, name="request-registration"),
    path("requests/<str:number>/", views.page, name="request"),
    path("requests/<str:number>/identity/", views.identity, name="request-identity"),
    path("requests/<str:number>/decision/", views.decision, name="request-decision"),
    path("requests/<str:number>/execution/", views.execution, name="request-execution"),
    path("requests/<str:number>/answer/", views.answer, name="request-answer"),
    path("requests/<str:number>/withdrawal/", views.withdrawal, name="request-withdrawal"),
    path("requests/<str:number>/copy/", views.copy, name="request-copy"),
]
