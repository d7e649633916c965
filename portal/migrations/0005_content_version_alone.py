"""Asking for the content version takes no helpers: among a million articles, whose number the
planner cannot foresee here, starting them took 5 ms of every page."""

from django.db import migrations

ALONE = "ALTER FUNCTION content_version() SET max_parallel_workers_per_gather = 0"


class Migration(migrations.Migration):
    dependencies = [("portal", "0004_synonyms_are_public")]
    operations = [migrations.RunSQL(ALONE, "ALTER FUNCTION content_version() RESET ALL")]
