"""/rosters/ and /units/ with their verbs."""

from django.urls import path

from hetang.commons.alliance import roster_views as views
from hetang.commons.alliance import unit_views

urlpatterns = [
    path("rosters/", views.rosters, name="rosters"),
    path("rosters/<int:unit>/shifts/", views.shift_new, name="roster-shift"),
    path("rosters/<int:unit>/changes/", views.change_new, name="roster-change"),
    path("rosters/shifts/<int:pk>/end/", views.shift_end, name="roster-shift-end"),
    path("rosters/changes/<int:pk>/end/", views.change_end, name="roster-change-end"),
    path("units/", unit_views.units, name="units"),
    path("units/new/", unit_views.unit_new, name="unit-new"),
    path("units/<int:pk>/", unit_views.unit, name="unit"),
    path("units/<int:pk>/station/", unit_views.unit_station, name="unit-station"),
    path("units/<int:pk>/closing/", unit_views.unit_closing, name="unit-closing"),
    path("units/<int:pk>/reopening/", unit_views.unit_reopening, name="unit-reopening"),
]
