"""Abbreviations that the agency and its readers write."""

from django.db import migrations

SYNONYMS = {
    "KKTCK": "khu kinh tế cửa khẩu",
    "KTCK": "khu kinh tế cửa khẩu",
    "KKT": "khu kinh tế",
    "KCN": "khu công nghiệp",
    "XNK": "xuất nhập khẩu",
    "XK": "xuất khẩu",
    "NK": "nhập khẩu",
    "UBND": "ủy ban nhân dân",
    "HĐND": "hội đồng nhân dân",
    "TTHC": "thủ tục hành chính",
    "CCHC": "cải cách hành chính",
    "BQL": "ban quản lý",
    "QLNN": "quản lý nhà nước",
    "DN": "doanh nghiệp",
    "NĐ-CP": "nghị định chính phủ",
    "sdt": "số điện thoại",
}


def make(apps, _):
    Synonym = apps.get_model("search", "Synonym")
    rows = [Synonym(short=short, full=full) for short, full in SYNONYMS.items()]
    Synonym.objects.bulk_create(rows, ignore_conflicts=True)  # those that editors made stay


def unmake(apps, _):
    Synonym = apps.get_model("search", "Synonym")
    for short, full in SYNONYMS.items():
        Synonym.objects.filter(short=short, full=full).delete()


class Migration(migrations.Migration):
    dependencies = [("search", "0002_functions")]
    operations = [migrations.RunPython(make, unmake)]
