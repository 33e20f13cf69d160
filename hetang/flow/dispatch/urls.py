"""/cases/<number>/assignment/ and its neighbours, /handovers/."""

from django.urls import path

from hetang.flow.dispatch import desk_views, handover_views, joint_views, routing_views, views

urlpatterns = [
    path("cases/<str:number>/assignment/", views.assignment, name="case-assignment"),
    path("cases/<str:number>/acceptance/", views.acceptance, name="case-acceptance"),
    path("cases/<str:number>/return/", views.giving_back, name="case-return"),
    path("cases/<str:number>/recusal/", views.recusal, name="case-recusal"),
    path("cases/<str:number>/appeal/", views.appeal, name="case-appeal"),
    path("cases/<str:number>/referral/", views.referral, name="case-referral"),
    path("cases/<str:number>/ruling/", views.ruling, name="case-ruling"),
    path("cases/<str:number>/escalation/", views.escalation, name="case-escalation"),
    path("cases/<str:number>/sending-down/", views.sending_down, name="case-sending-down"),
    path("cases/<str:number>/joint/", joint_views.joint, name="case-joint"),
    path("cases/<str:number>/tasks/", joint_views.tasks, name="case-tasks"),
    path("cases/<str:number>/tasks/<int:task>/report/", joint_views.task_report, name="case-task-report"),
    path("cases/<str:number>/tasks/<int:task>/decision/", joint_views.task_decision, name="case-task-decision"),
    path("cases/<str:number>/transfer-offer/", joint_views.transfer_offer, name="case-transfer-offer"),
    path("cases/<str:number>/transfer-reply/", joint_views.transfer_reply, name="case-transfer-reply"),
    path("cases/<str:number>/climb/", joint_views.climbing, name="case-climb"),
    path("dispatch/", desk_views.desk, name="dispatch-desk"),
    path("dispatch/assignments/", desk_views.assignments, name="dispatch-assignments"),
    path("dispatch/acceptances/", desk_views.acceptances, name="dispatch-acceptances"),
    path("routing/", routing_views.rules, name="routing"),
    path("routing/new/", routing_views.rule, name="routing-new"),
    path("routing/trial/", routing_views.trial, name="routing-trial"),
    path("routing/<int:pk>/", routing_views.rule, name="routing-rule"),
    path("routing/<int:pk>/move/", routing_views.rule_move, name="routing-move"),
    path("routing/<int:pk>/end/", routing_views.rule_end, name="routing-end"),
    path("handovers/", handover_views.leavers, name="leavers"),
    path("handovers/<int:account>/", handover_views.hand_over, name="hand-over"),
]
