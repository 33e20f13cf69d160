"""/messages/: what one was told; /outbox/: what goes out to people."""

from django.urls import path

from hetang.commons.notifications import views

urlpatterns = [
    path("messages/", views.messages, name="messages"),
    path("messages/readings/", views.messages_reading, name="messages-reading"),
    path("messages/<int:message>/reading/", views.message_reading, name="message-reading"),
    path("outbox/", views.letters, name="outbox"),
]
