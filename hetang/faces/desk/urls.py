"""/desk/, /cases/, /alliance/."""

from django.urls import path

from hetang.faces.desk import export_views, leave_views, list_views, live_views, people, views

urlpatterns = [
    path("", views.start, name="start"),
    path("desk/", views.today, name="desk"),
    path("desk/fresh/", live_views.fresh_rows, name="fresh-rows"),
    path("cases/", list_views.case_list, name="case-list"),
    path("cases/views/", list_views.view_new, name="view-new"),
    path("cases/views/<int:view>/removal/", list_views.view_removal, name="view-removal"),
    path("cases/columns/", list_views.columns, name="columns"),
    path("cases/search/", list_views.case_search, name="case-search"),
    path("desk/leave/", leave_views.leave, name="leave"),
    path("desk/leave/<int:delegation>/end/", leave_views.end, name="leave-end"),
    path("cases/<str:number>/", views.case, name="case"),
    path("exports/", export_views.exports, name="exports"),
    path("exports/new/", export_views.export_new, name="export-new"),
    path("exports/<int:export>/", export_views.export, name="export"),
    path("exports/<int:export>/file/", export_views.export_file, name="export-file"),
    path("exports/<int:export>/cancellation/", export_views.export_cancellation, name="export-cancellation"),
    path("people/", people.people, name="people"),
    path("alliance/", views.alliance_page, name="alliance"),
    path("demo/clock/", views.demo_clock, name="demo-clock"),
]
