from django.urls import path

from photos import views

urlpatterns = [
    path("tai-len/", views.upload, name="ckeditor_upload"),
    path("<int:pk>/", views.picture, name="photo_row"),
    path("chon/", views.choose, name="ckeditor_browse"),
]
