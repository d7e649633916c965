"""Every home page has the newest, what is most read and the website links; sections as they were."""

from django.db import migrations


def fill(apps, schema_editor):
    FrontBlock, Section = apps.get_model("news", "FrontBlock"), apps.get_model("news", "Section")
    sections = list(Section.objects.order_by("order", "pk"))
    notices = [section for section in sections if section.home == "notices"]
    Section.objects.filter(home="notices").update(is_for_notices=True)
    blocks = [FrontBlock(kind="section", section=section, place="rail") for section in notices]
    blocks.append(FrontBlock(kind="newest", place="rail"))
    blocks += [
        FrontBlock(kind="section", section=section, place="below")
        for section in sections
        if section.home == "block"
    ]
    blocks += [FrontBlock(kind=kind, place="below") for kind in ("most_read", "links")]
    for order, block in enumerate(blocks, start=1):
        block.order = order
    FrontBlock.objects.bulk_create(blocks)


def empty(apps, schema_editor):
    FrontBlock, Section = apps.get_model("news", "FrontBlock"), apps.get_model("news", "Section")
    shown = FrontBlock.objects.filter(kind="section", is_shown=True).values("section")
    Section.objects.filter(pk__in=shown).update(home="block")
    Section.objects.filter(is_for_notices=True).update(home="notices")
    FrontBlock.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("news", "0004_front_blocks")]
    operations = [migrations.RunPython(fill, empty)]
