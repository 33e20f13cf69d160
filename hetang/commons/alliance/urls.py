"""/rosters/ and its verbs."""

from django.urls import path

from hetang.commons.alliance import roster_views as views

urlpatterns = [
    path("rosters/", views.rosters, name="rosters"),
    path("rosters/<int:unit>/shifts/", views.shift_new, name="roster-shift"),
    path("rosters/<int:unit>/changes/", views.change_new, name="roster-change"),
    path("rosters/shifts/<int:pk>/end/", views.shift_end, name="roster-shift-end"),
    path("rosters/changes/<int:pk>/end/", views.change_end, name="roster-change-end"),
]
