"""What of a link is found: its name, its note and the host it leads to."""

from django.db import migrations

CREATE = """
CREATE FUNCTION search_put_links(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM search_put('link', id, 'link', is_visible, NULL, NULL, NULL,
                     name, note, '', substring(url FROM '://([^/?#]*)'))
    FROM links_link WHERE id = ANY (ids);
END $$;

CREATE TRIGGER search_changed AFTER INSERT OR UPDATE OR DELETE ON links_link
FOR EACH ROW EXECUTE FUNCTION search_row_changed('link', 'search_put_links');

SELECT search_put_links(ARRAY(SELECT id FROM links_link));
"""

DROP = """
DROP TRIGGER search_changed ON links_link;
DROP FUNCTION search_put_links;
DELETE FROM search_entry WHERE source = 'link';
"""


class Migration(migrations.Migration):
    dependencies = [("links", "0001_tables"), ("search", "0002_functions")]
    operations = [migrations.RunSQL(CREATE, DROP)]
