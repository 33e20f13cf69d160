"""/cases/<number>/remarks/ and what was meant for oneself."""

from django.urls import path

from hetang.record.remarks import views

urlpatterns = [
    path("cases/<str:number>/remarks/", views.remark, name="case-remark"),
    path("mentions/<int:mention>/reading/", views.mention_reading, name="mention-reading"),
]
