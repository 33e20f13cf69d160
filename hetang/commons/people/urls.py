"""/audit/…: the auditor's pages."""

from django.urls import path

from hetang.commons.people import views

urlpatterns = [
    path("audit/reads/", views.reads, name="audit-reads"),
    path("audit/exports/", views.exports, name="audit-exports"),
]
