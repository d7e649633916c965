from django.urls import path

from news import desk, intake

app_name = "desk"

urlpatterns = [
    path("nhip/", desk.beat, name="beat"),
    path("roi-trang/", desk.leave, name="leave"),
    path("xem-lai/", desk.check, name="check"),
    path("tep/", desk.attach, name="attach"),
    path("word/", intake.upload, name="intake"),
    path("<uuid:key>/", desk.autosave, name="autosave"),
    path("<uuid:key>/chu/", desk.content, name="content"),
    path("<uuid:key>/bo/", desk.discard, name="discard"),
    path("<uuid:key>/xem/", desk.preview, name="preview"),
]
