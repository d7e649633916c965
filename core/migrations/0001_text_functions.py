"""vn_fold, vn_parted and vn_words: what generated search columns and look-ups without marks are made of.

`normalize` and `translate` are built in: the portal needs no PostgreSQL extension.
"""

from django.db import migrations

# Bodies in SQL's own form name what they call for good: a restored dump, whose search path is
# empty, can compute the generated columns again.
CREATE = r"""
CREATE FUNCTION vn_fold(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(regexp_replace(
  normalize(translate($1, 'đĐðÐ', 'dDdD'), NFKD), '[\u0300-\u036f]+', '', 'g'));

CREATE FUNCTION vn_parted(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(regexp_replace(
  regexp_replace(left($1, 100000), '</?[a-zA-Z][^>]*>|&(?:[a-z]+|#\d+);', ' ', 'g'),
  '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+', ' ', 'g'),
  '(^| )0([0-9])(?= |$)', '\1\2', 'g');

CREATE FUNCTION vn_words(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN vn_fold(vn_parted($1));
"""
DROP = "DROP FUNCTION vn_words(text), vn_parted(text), vn_fold(text);"


class Migration(migrations.Migration):
    operations = [migrations.RunSQL(CREATE, DROP)]
