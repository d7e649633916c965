"""Every page asks for the highest number and the sum of all changes that are remembered: of an hour in
which somebody publishes three times a second, 10,000 rows, a millisecond. Five minutes are as good:
a transaction that took longer still changes the sum when it ends.
"""

from django.db import migrations

REMEMBERED = """
CREATE OR REPLACE FUNCTION content_change() RETURNS void LANGUAGE sql AS $$
  INSERT INTO portal_content_change DEFAULT VALUES;
  DELETE FROM portal_content_change WHERE number IN (
    SELECT number FROM portal_content_change
    WHERE changed_at < clock_timestamp() - interval '{time}'
    FOR UPDATE SKIP LOCKED);
$$;
"""
TRIGGER = """
CREATE OR REPLACE FUNCTION content_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {does}
  RETURN NULL;
END $$;
"""
THE_SAME = "PERFORM content_change();"
BY_ITSELF = """
  INSERT INTO portal_content_change DEFAULT VALUES;
  DELETE FROM portal_content_change WHERE number IN (
    SELECT number FROM portal_content_change
    WHERE changed_at < clock_timestamp() - interval '1 hour'
    FOR UPDATE SKIP LOCKED);
"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0007_task_runs")]
    operations = [
        migrations.RunSQL(REMEMBERED.format(time="5 minutes"), REMEMBERED.format(time="1 hour")),
        migrations.RunSQL(TRIGGER.format(does=THE_SAME), TRIGGER.format(does=BY_ITSELF)),
    ]
