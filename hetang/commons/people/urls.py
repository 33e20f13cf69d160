"""/audit/…: the auditor's pages."""

from django.urls import path

from hetang.commons.people import changes_views, views

urlpatterns = [
    path("audit/reads/", views.reads, name="audit-reads"),
    path("audit/changes/", changes_views.changes, name="audit-changes"),
    path("audit/exports/", views.exports, name="audit-exports"),
]
