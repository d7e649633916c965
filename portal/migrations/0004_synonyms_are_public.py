"""What synonyms find is public, and kept per content version."""

from django.db import migrations

WATCH = """
CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
ON search_synonym FOR EACH STATEMENT EXECUTE FUNCTION content_changed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0003_front_blocks_are_public"),
        ("search", "0002_functions"),
    ]
    operations = [
        migrations.RunSQL(WATCH, "DROP TRIGGER content_changed ON search_synonym"),
    ]
