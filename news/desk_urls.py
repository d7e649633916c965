from django.urls import path

from news import desk, intake, previews, record, schedule

app_name = "desk"

urlpatterns = [
    path("nhip/", desk.beat, name="beat"),
    path("roi-trang/", desk.leave, name="leave"),
    path("xem-lai/", desk.check, name="check"),
    path("tep/", desk.attach, name="attach"),
    path("word/", intake.upload, name="intake"),
    path("lich/", schedule.page, name="schedule"),
    path("thung-rac/", record.trash_list, name="trash"),
    path("thung-rac/<int:pk>/khoi-phuc/", record.put_back, name="put_back"),
    path("thung-rac/<int:pk>/xoa-han/", record.purge, name="purge"),
    path("bai/<int:pk>/qua-trinh/", record.line_of_time, name="history"),
    path("bai/<int:pk>/so-sanh/", record.compare, name="compare"),
    path("bai/<int:pk>/phieu-duyet/", record.approval_slip, name="slip"),
    path("bai/<int:pk>/phien-ban/<int:number>/", record.version_page, name="version"),
    path("bai/<int:pk>/phien-ban/<int:number>/khoi-phuc/", record.restore, name="restore"),
    path("bai/<int:pk>/buoc/", record.step, name="step"),
    path("bai/<int:pk>/bo-ban-sua/", record.drop_correction, name="drop"),
    path("bai/<int:pk>/lien-ket/", previews.make, name="link"),
    path("bai/<int:pk>/lien-ket/<uuid:key>/thu-hoi/", previews.revoke, name="revoke"),
    path("<uuid:key>/", desk.autosave, name="autosave"),
    path("<uuid:key>/chu/", desk.content, name="content"),
    path("<uuid:key>/bo/", desk.discard, name="discard"),
    path("<uuid:key>/xem/", desk.preview, name="preview"),
]
