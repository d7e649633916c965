"""Entries stay as they were written, whoever asks: the desk, the shell, SQL.

TRUNCATE is left to the owner of the table; tests empty it so.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION audit_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'An entry of the audit log is never changed.'
      USING ERRCODE = 'restrict_violation';
  ELSIF OLD.at > now() - interval '12 months' THEN
    RAISE EXCEPTION 'An entry of the audit log is kept for twelve months at least.'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN OLD;
END $$;

CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE ON audit_entry
FOR EACH ROW EXECUTE FUNCTION audit_entry_stays();
"""
DROP = "DROP FUNCTION audit_entry_stays() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_tables")]
    operations = [migrations.RunSQL(CREATE, DROP)]
