"""/messages/rules/: who is told what."""

from django.urls import path

from hetang.flow.progress import views

urlpatterns = [path("messages/rules/", views.message_rules, name="message-rules")]
