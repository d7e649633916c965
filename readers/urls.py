from django.urls import path

from readers import views

app_name = "readers"

urlpatterns = [
    path("dem/<int:pk>/", views.count, name="count"),
    path("danh-gia/<int:pk>/", views.rate, name="rate"),
    path("bao-loi/<int:pk>/", views.report, name="report"),
    path("tim/", views.count_question, name="question"),
    path("cam-on/", views.thanks, name="thanks"),
]
