"""/p/: the residents' own pages."""

from django.urls import path

from hetang.faces.portal import adding, filing, front, matter, receipt

urlpatterns = [
    path("", front.home, name="portal"),
    path("look/", front.look, name="portal-look"),
    path("file/", filing.file, name="portal-file"),
    path("receipts/<str:key>/", receipt.receipt, name="portal-receipt"),
    path("receipts/<str:key>/photos/", receipt.photos, name="portal-receipt-photos"),
    path("receipts/<str:key>/uploads/", receipt.uploads, name="portal-receipt-uploads"),
    path("receipts/<str:key>/uploads/<slug:token>/", receipt.upload, name="portal-receipt-upload"),
    path("matter/", matter.matter, name="portal-matter"),
    path("matter/code/", matter.code, name="portal-code"),
    path("matter/rating/", adding.rating, name="portal-rating"),
    path("matter/words/", adding.words, name="portal-words"),
    path("matter/photos/", adding.photos, name="portal-photos"),
    path("matter/uploads/", adding.uploads, name="portal-uploads"),
    path("matter/uploads/<slug:token>/", adding.upload, name="portal-upload"),
    path("matter/withdrawal/", adding.withdrawal, name="portal-withdrawal"),
    path("matter/withdrawal/going-on/", adding.going_on, name="portal-going-on"),
    path("matter/leaving/", matter.leaving, name="portal-leaving"),
]
