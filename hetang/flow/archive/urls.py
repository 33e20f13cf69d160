"""/cases/<number>/archive/, /retention/ and the appraisals."""

from django.urls import path

from hetang.flow.archive import views

urlpatterns = [
    path("cases/<str:number>/archive/", views.archive, name="case-archive"),
    path("retention/", views.retention, name="retention"),
    path("retention/<str:number>/appraisal/", views.appraisal, name="retention-appraisal"),
    path("appraisals/<int:key>/check/", views.check, name="appraisal-check"),
]
