"""/messages/rules/: who is told what; /messages/undelivered/: who was not reached."""

from django.urls import path

from hetang.flow.progress import views

urlpatterns = [
    path("messages/rules/", views.message_rules, name="message-rules"),
    path("messages/undelivered/", views.undelivered, name="undelivered"),
    path("cases/<str:number>/undelivered/<int:party>/", views.undelivered_telling, name="case-undelivered-telling"),
]
