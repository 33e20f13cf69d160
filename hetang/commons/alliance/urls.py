"""/rosters/, /units/, /covenants/ and /brands/ with their verbs."""

from django.urls import path

from hetang.commons.alliance import brand_views, covenant_views, unit_views
from hetang.commons.alliance import roster_views as views

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
    path("covenants/", covenant_views.covenants, name="covenants"),
    path("covenants/drafting/", covenant_views.covenant_drafting, name="covenant-drafting"),
    path("covenants/<int:pk>/", covenant_views.covenant, name="covenant"),
    path("covenants/<int:pk>/adoption/", covenant_views.covenant_adoption, name="covenant-adoption"),
    path("covenants/<int:pk>/dropping/", covenant_views.covenant_dropping, name="covenant-dropping"),
    path("covenants/<int:pk>/clauses/<int:number>/", covenant_views.clause, name="clause"),
    path("covenants/<int:pk>/clauses/<int:number>/dropping/", covenant_views.clause_dropping, name="clause-dropping"),
    path("brands/", brand_views.brands, name="brands"),
    path("brands/new/", brand_views.brand_new, name="brand-new"),
    path("brands/<int:pk>/", brand_views.brand, name="brand"),
    path("brands/<int:pk>/ending/", brand_views.brand_ending, name="brand-ending"),
    path("brands/<int:pk>/resuming/", brand_views.brand_resuming, name="brand-resuming"),
]
