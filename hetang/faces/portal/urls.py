"""/p/: the residents' own pages."""

from django.urls import path

from hetang.faces.portal import filing, front, matter

urlpatterns = [
    path("", front.home, name="portal"),
    path("look/", front.look, name="portal-look"),
    path("file/", filing.file, name="portal-file"),
    path("receipts/<str:key>/", filing.receipt, name="portal-receipt"),
    path("matter/", matter.matter, name="portal-matter"),
    path("matter/code/", matter.code, name="portal-code"),
    path("matter/rating/", matter.rating, name="portal-rating"),
    path("matter/words/", matter.words, name="portal-words"),
    path("matter/leaving/", matter.leaving, name="portal-leaving"),
]
