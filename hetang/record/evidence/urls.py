"""/cases/<number>/evidence/ and the files behind signed links."""

from django.urls import path

from hetang.record.evidence import upload_views, views

urlpatterns = [
    path("cases/<str:number>/evidence/", views.evidence, name="case-evidence"),
    path("cases/<str:number>/evidence/form/", upload_views.form, name="case-evidence-form"),
    path("cases/<str:number>/evidence/uploads/", upload_views.uploads, name="case-evidence-uploads"),
    path("cases/<str:number>/evidence/uploads/<slug:token>/", upload_views.upload, name="case-evidence-upload"),
    path("cases/<str:number>/evidence/<int:piece>/", views.piece, name="case-evidence-piece"),
    path("cases/<str:number>/evidence/<int:piece>/withdrawal/", views.withdrawal, name="case-evidence-withdrawal"),
    path("cases/<str:number>/evidence/<int:piece>/return/", views.return_of, name="case-evidence-return"),
    path("evidence/<str:link>/", views.content, name="evidence-file"),
]
