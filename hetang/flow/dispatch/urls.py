"""/cases/<number>/assignment/ and its neighbours, /handovers/."""

from django.urls import path

from hetang.flow.dispatch import handover_views, views

urlpatterns = [
    path("cases/<str:number>/assignment/", views.assignment, name="case-assignment"),
    path("cases/<str:number>/acceptance/", views.acceptance, name="case-acceptance"),
    path("cases/<str:number>/return/", views.giving_back, name="case-return"),
    path("handovers/", handover_views.leavers, name="leavers"),
    path("handovers/<int:account>/", handover_views.hand_over, name="hand-over"),
]
