"""/rules/: reading them, and changing them with a second pair of eyes."""

from django.urls import path

from hetang.commons.rulebook import reading_views, views

urlpatterns = [
    path("rules/", reading_views.rules, name="rules"),
    path("rules/proposals/", views.proposals, name="rule-proposals"),
    path("rules/proposals/new/", views.proposal_new, name="rule-proposal-new"),
    path("rules/proposals/<int:pk>/", views.proposal, name="rule-proposal"),
    path("rules/proposals/<int:pk>/taking/", views.taking, name="rule-proposal-taking"),
    path("rules/proposals/<int:pk>/refusal/", views.refusal, name="rule-proposal-refusal"),
    path("rules/proposals/<int:pk>/withdrawal/", views.withdrawal, name="rule-proposal-withdrawal"),
    path("rules/<slug:name>/", reading_views.rule_pack, name="rule-pack"),
    path("rules/<slug:name>/<int:version>/file/", reading_views.rule_file, name="rule-file"),
]
