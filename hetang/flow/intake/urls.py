"""/registration/, /contacts/, /call-backs/, /callers/."""

from django.urls import path

from hetang.flow.intake import call_back_views, contact_views, flag_views, import_views, suggestion_views, views

urlpatterns = [
    path("registration/", views.registration, name="registration"),
    path("registration/caller/", views.caller, name="registration-caller"),
    path("registration/hints/", views.hints, name="registration-hints"),
    path("registration/suggestions/", suggestion_views.suggestions, name="registration-suggestions"),
    path("registration/draft/", views.draft, name="registration-draft"),
    path("registration/draft/discarding/", views.draft_discarding, name="registration-draft-discarding"),
    path("imports/", import_views.imports, name="imports"),
    path("imports/<int:pk>/", import_views.an_import, name="import"),
    path("imports/<int:pk>/going-on/", import_views.import_going_on, name="import-going-on"),
    path("imports/<int:pk>/rejects/", import_views.import_rejects, name="import-rejects"),
    path("contacts/", contact_views.contacts, name="contacts"),
    path("contacts/<int:pk>/", contact_views.contact, name="contact"),
    path("contacts/<int:pk>/opening/", contact_views.opening, name="contact-opening"),
    path("cases/<str:number>/news/passing-over/", contact_views.passing_over, name="case-news-passing-over"),
    path("cases/<str:number>/withdrawal/dropping/", contact_views.dropping, name="case-withdrawal-dropping"),
    path("call-backs/", call_back_views.call_backs, name="call-backs"),
    path("call-backs/<int:pk>/attempt/", call_back_views.attempt, name="call-back-attempt"),
    path("call-backs/<int:pk>/number/", call_back_views.number, name="call-back-number"),
    path("call-backs/<int:pk>/end/", call_back_views.end, name="call-back-end"),
    path("callers/flags/", flag_views.flags, name="caller-flags"),
    path("callers/flags/<int:pk>/decision/", flag_views.decision, name="caller-flag-decision"),
    path("callers/flags/<int:pk>/review/", flag_views.review, name="caller-flag-review"),
    path("callers/flags/<int:pk>/end/", flag_views.end, name="caller-flag-end"),
]
