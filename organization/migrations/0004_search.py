"""What of the agency is found: its pages, units, leaders and contacts."""

from django.db import migrations

CREATE = """
CREATE FUNCTION search_put_pages(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM search_put('page', id, 'page', is_visible, NULL, NULL, NULL,
                     title, summary, body, '')
    FROM organization_page WHERE id = ANY (ids);
END $$;

CREATE FUNCTION search_put_units(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM search_put('unit', id, 'people', true, NULL, NULL, NULL,
                     name, concat_ws(' ', summary, head), duties, '')
    FROM organization_unit WHERE id = ANY (ids);
END $$;

CREATE FUNCTION search_put_contacts(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM search_put('contact', contact.id, 'people', true, NULL, NULL, NULL,
                     contact.label, '', '',
                     concat_ws(' ', 'địa chỉ ' || nullif(contact.address, ''),
                       'email thư điện tử ' || nullif(contact.email, ''),
                       contact.note, unit.name, (
                       SELECT string_agg(concat_ws(' ',
                                CASE kind WHEN 'phone' THEN 'số điện thoại'
                                          WHEN 'hotline' THEN 'số điện thoại đường dây nóng'
                                          ELSE kind END, number, note), ' ')
                         FROM organization_contactnumber WHERE contact_id = contact.id)))
    FROM organization_contact contact LEFT JOIN organization_unit unit ON unit.id = contact.unit_id
   WHERE contact.id = ANY (ids);
END $$;

-- A leader is found while in office, by the posts of today. That is true as of the moment of writing:
-- organization.indexing has it written anew on days that change it.
CREATE FUNCTION search_put_people(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  today CONSTANT date := now() AT TIME ZONE 'Asia/Ho_Chi_Minh';
BEGIN
  PERFORM search_put('person', person.id, 'people', held.positions IS NOT NULL,
                     NULL, NULLIF(held.until, 'infinity'), NULL,
                     person.full_name, held.positions, person.biography, '')
    FROM organization_person person CROSS JOIN LATERAL (
      SELECT max(coalesce((appointment.end_date + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh',
                          'infinity')) until,
             string_agg(position.name, ', ') positions
        FROM organization_appointment appointment
             JOIN organization_position position ON position.id = appointment.position_id
       WHERE appointment.person_id = person.id AND position.is_leader
         AND today BETWEEN appointment.start_date AND coalesce(appointment.end_date, 'infinity')
      ) held
   WHERE person.id = ANY (ids);
END $$;

-- One function for all: the name of the table says what it is about. OLD is null of what is new, NEW
-- of what is gone; what has got another owner is a matter of both.
CREATE FUNCTION search_organization_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed CONSTANT text := replace(TG_TABLE_NAME, 'organization_', '');
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM search_entry WHERE source = changed AND object_id = OLD.id;
  END IF;
  CASE changed
    WHEN 'page' THEN PERFORM search_put_pages(ARRAY[NEW.id]);
    WHEN 'contact' THEN PERFORM search_put_contacts(ARRAY[NEW.id]);
    WHEN 'contactnumber' THEN PERFORM search_put_contacts(ARRAY[OLD.contact_id, NEW.contact_id]);
    WHEN 'person' THEN PERFORM search_put_people(ARRAY[NEW.id]);
    WHEN 'appointment' THEN PERFORM search_put_people(ARRAY[OLD.person_id, NEW.person_id]);
    WHEN 'position' THEN
      PERFORM search_put_people(ARRAY(
        SELECT person_id FROM organization_appointment WHERE position_id = NEW.id));
    WHEN 'unit' THEN
      PERFORM search_put_units(ARRAY[NEW.id]);
      PERFORM search_put_contacts(ARRAY(
        SELECT id FROM organization_contact WHERE unit_id = NEW.id));
  END CASE;
  RETURN NULL;
END $$;
"""
TABLES = ["page", "unit", "contact", "contactnumber", "person", "appointment", "position"]
TRIGGERS = "".join(
    f"""
CREATE TRIGGER search_changed AFTER INSERT OR UPDATE OR DELETE ON organization_{table}
FOR EACH ROW EXECUTE FUNCTION search_organization_changed();
"""
    for table in TABLES
)
FILL = """
SELECT search_put_pages(ARRAY(SELECT id FROM organization_page)),
       search_put_units(ARRAY(SELECT id FROM organization_unit)),
       search_put_contacts(ARRAY(SELECT id FROM organization_contact)),
       search_put_people(ARRAY(SELECT id FROM organization_person));
"""

DROP = "".join(f"DROP TRIGGER search_changed ON organization_{table};\n" for table in TABLES)
DROP += """
DROP FUNCTION search_organization_changed, search_put_people, search_put_contacts,
  search_put_units, search_put_pages;
DELETE FROM search_entry WHERE source IN ('page', 'unit', 'contact', 'person');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0003_reading_and_emergencies"),
        ("search", "0002_functions"),
    ]
    operations = [
        migrations.RunSQL(CREATE + TRIGGERS + FILL, DROP),
        migrations.RemoveField("page", "search"),
    ]
