"""Every address of the house. Rooms name their own nouns; the faces put the pages together."""

from django.urls import include, path

handler400 = "hetang.ground.lib.errors.bad_request"
handler403 = "hetang.ground.lib.errors.permission_denied"
handler404 = "hetang.ground.lib.errors.page_not_found"
handler500 = "hetang.ground.lib.errors.server_error"

urlpatterns = [
    # First: most who come are residents, and two hundred addresses are tried before the last one.
    path("p/", include("hetang.faces.portal.urls")),
    path("", include("hetang.ground.lib.urls")),
    path("", include("hetang.commons.accounts.urls")),
    path("", include("hetang.commons.rulebook.urls")),
    path("", include("hetang.commons.announcements.urls")),
    path("", include("hetang.commons.people.urls")),
    path("", include("hetang.commons.alliance.urls")),
    path("", include("hetang.commons.knowledge.urls")),
    path("", include("hetang.commons.notifications.urls")),
    path("", include("hetang.record.cases.urls")),
    path("", include("hetang.record.rights.urls")),
    path("", include("hetang.record.followup.urls")),
    path("", include("hetang.record.remarks.urls")),
    path("", include("hetang.record.evidence.urls")),
    path("", include("hetang.services.mediation.urls")),
    path("", include("hetang.flow.dispatch.urls")),
    path("", include("hetang.flow.intake.urls")),
    path("", include("hetang.flow.archive.urls")),
    path("", include("hetang.flow.progress.urls")),
    path("", include("hetang.faces.desk.urls")),
    path("", include("hetang.faces.cockpit.urls")),
    path("", include("hetang.config.watching.urls")),
    path("", include("hetang.config.practice.urls")),
    path("", include("hetang.faces.api.urls")),
]
