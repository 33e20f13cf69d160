"""Verbs become nouns: /cases/<number>/closure/."""

from django.urls import path

from hetang.record.cases import access_views, clock_views
from hetang.record.cases.views import answers, case, cluster, corrections, risk

urlpatterns = [
    path("cases/<str:number>/resolution/", case.resolution, name="case-resolution"),
    path("cases/<str:number>/closure/", case.closure, name="case-closure"),
    path("cases/<str:number>/reopening/", case.reopening, name="case-reopening"),
    path("cases/<str:number>/voiding/", case.voiding, name="case-voiding"),
    path("cases/<str:number>/answer/", answers.answer, name="case-answer"),
    path("cases/<str:number>/reply/", answers.reply, name="case-reply"),
    path("cases/<str:number>/admission/", answers.admission, name="case-admission"),
    path("cases/<str:number>/transfer/", answers.transfer, name="case-transfer"),
    path("cases/<str:number>/refusal/", answers.refusal, name="case-refusal"),
    path("cases/<str:number>/service/", answers.service, name="case-service"),
    path("cases/<str:number>/review-service/", answers.service, {"again": True}, name="case-review-service"),
    path("cases/<str:number>/review-request/", answers.review_request, name="case-review-request"),
    path("cases/<str:number>/review/", answers.review, name="case-review"),
    path("cases/<str:number>/rereview-request/", answers.review_request, {"again": True}, name="case-rereview-request"),
    path("cases/<str:number>/rereview/", answers.review, {"again": True}, name="case-rereview"),
    path("cases/<str:number>/petition/", answers.petition, name="case-petition"),
    path("cases/<str:number>/conversion/", answers.conversion, name="case-conversion"),
    path("cases/<str:number>/risk/", risk.risk, name="case-risk"),
    path("cases/<str:number>/risk-rating/", risk.rating, name="case-risk-rating"),
    path("cases/<str:number>/risk-review/", risk.review, name="case-risk-review"),
    path("cases/<str:number>/risk-lowering/", risk.lowering, name="case-risk-lowering"),
    path("cases/<str:number>/risk-leader/", risk.leader, name="case-risk-leader"),
    path("cases/<str:number>/police-report/", risk.police_report, name="case-police-report"),
    path("cases/<str:number>/cluster/", cluster.cluster, name="case-cluster"),
    path("cases/<str:number>/joining/", cluster.joining, name="case-joining"),
    path("cases/<str:number>/leaving/", cluster.leaving, name="case-leaving"),
    path("cases/<str:number>/lead/", cluster.lead, name="case-lead"),
    path("cases/<str:number>/corrections/", corrections.corrections, name="case-corrections"),
    path("cases/<str:number>/correction/", corrections.correction, name="case-correction"),
    path("cases/<str:number>/override/", corrections.override, name="case-override"),
    path("cases/<str:number>/parties/", case.parties, name="case-parties"),
    path("cases/<str:number>/parties/<int:party>/identity/", case.identity, name="case-party-identity"),
    path("cases/<str:number>/parties/<int:party>/standing/", case.standing, name="case-party-standing"),
    path("cases/<str:number>/deadlines/<int:clock>/", clock_views.deadline, name="case-deadline"),
    path("cases/<str:number>/deadlines/<int:clock>/pause/", clock_views.pause, name="case-deadline-pause"),
    path(
        "cases/<str:number>/deadlines/<int:clock>/resumption/", clock_views.resumption, name="case-deadline-resumption"
    ),
    path("cases/<str:number>/deadlines/<int:clock>/extension/", clock_views.extension, name="case-deadline-extension"),
    path("cases/<str:number>/deadlines/<int:clock>/decision/", clock_views.decision, name="case-deadline-decision"),
    path("cases/<str:number>/access/", access_views.access, name="case-access"),
    path("cases/<str:number>/access/sensitivity/", access_views.sensitivity, name="case-sensitivity"),
    path("cases/<str:number>/access/readers/", access_views.naming, name="case-readers"),
    path("cases/<str:number>/access/readers/removal/", access_views.reader_removal, name="case-reader-removal"),
    path("cases/<str:number>/glass/", access_views.glass, name="case-glass"),
    path("audit/alerts/", access_views.alerts, name="audit-alerts"),
    path("audit/alerts/<int:alert>/acknowledgement/", access_views.acknowledgement, name="alert-acknowledgement"),
    path("audit/alerts/<int:alert>/notice/", access_views.notice, name="alert-notice"),
    path("cases/<str:number>/parties/<int:party>/reveal/", case.party_field, name="case-party-reveal"),
    path("cases/<str:number>/references/", case.reference, name="case-references"),
]
