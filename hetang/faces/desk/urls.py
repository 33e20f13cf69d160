"""/desk/, /cases/, /alliance/."""

from django.urls import path

from hetang.faces.desk import people, rule_views, views

urlpatterns = [
    path("", views.start, name="start"),
    path("desk/", views.today, name="desk"),
    path("cases/", views.case_list, name="case-list"),
    path("cases/<str:number>/", views.case, name="case"),
    path("people/", people.people, name="people"),
    path("alliance/", views.alliance_page, name="alliance"),
    path("rules/", rule_views.rules, name="rules"),
    path("rules/<slug:name>/", rule_views.rule_pack, name="rule-pack"),
    path("demo/clock/", views.demo_clock, name="demo-clock"),
]
