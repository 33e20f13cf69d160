"""/announcements/."""

from django.urls import path

from hetang.commons.announcements import views

urlpatterns = [
    path("announcements/", views.announcements, name="announcements"),
    path("announcements/new/", views.announcement_new, name="announcement-new"),
    path("announcements/<int:pk>/withdrawal/", views.withdrawal, name="announcement-withdrawal"),
]
