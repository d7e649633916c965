"""What is written into the index, and how it is read newest first (docs/search.md).

A vector holds, besides the folded words with their places (A title, B lead, C body, D the rest):
  1477        a number that is written 1.477
  hoa`        a word as it is written, its tone at the end: oà and òa are one
  ^cua        a word of the title; ^hoa` as it is written; "^cua khau" two neighbours
  #notice     the kind;  @12 a section;  ~ has no date
  ~2026       the year;  ~24322 the month;  ~w105721 the week
"""

from django.db import migrations

CREATE = r"""
CREATE FUNCTION search_plain(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(normalize(vn_parted($1), NFC));

-- Some signs fold to several letters, and a vector holds a million bytes.
CREATE FUNCTION search_folded(plain text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN left(vn_fold($1), 100000);

CREATE FUNCTION search_marked(plain text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN normalize(translate(regexp_replace(normalize($1, NFD),
  '([\u0300\u0301\u0303\u0309\u0323])([^ \u0300\u0301\u0303\u0309\u0323]*)', '\2\1', 'g'),
  U&'\0300\0309\0303\0301\0323', '`?~^.'), NFC);

CREATE FUNCTION search_marked_words(plain text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(
  SELECT DISTINCT left(word, 60) FROM unnest(string_to_array(search_marked(array_to_string(ARRAY(
    SELECT DISTINCT word FROM unnest(string_to_array($1, ' ')) word
     WHERE octet_length(word) > length(word)), ' ')), ' ')) word WHERE word <> '');

CREATE FUNCTION search_title_lexemes(plain text, words text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(
  SELECT '^' || left(word, 60)
    FROM unnest(string_to_array($2, ' ') || search_marked_words($1)) word WHERE word <> ''
  UNION
  SELECT '^' || left(word, 60) || ' ' || left(next, 60)
    FROM (SELECT word, lead(word) OVER (ORDER BY place) AS next
            FROM unnest(string_to_array($2, ' ')) WITH ORDINALITY AS w (word, place)) pairs
   WHERE next IS NOT NULL);

CREATE FUNCTION search_words(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(vn_words($1), ' +', ' ', 'g'));

-- 1.477 xe -> 1477; the parts are words of their own, too.
CREATE FUNCTION search_grouped_numbers(text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(SELECT DISTINCT replace(number[1], '.', '') FROM
  regexp_matches(left($1, 100000), '(?<!\d)(\d{1,3}(?:\.\d{3}){1,6})(?!\d)', 'g') number);

CREATE FUNCTION search_vector(title text, lead text, body text, rest text, tags text[])
RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
  SELECT setweight(to_tsvector('simple', search_folded(t)), 'A')
      || setweight(to_tsvector('simple', search_folded(l)), 'B')
      || setweight(to_tsvector('simple', search_folded(b)), 'C')
      || setweight(to_tsvector('simple', search_folded(r)), 'D')
      || array_to_tsvector(search_marked_words(concat_ws(' ', t, l, b, r))
                           || search_title_lexemes(t, search_words(t)) || array_remove($5, NULL)
                           || search_grouped_numbers(concat_ws(' ', $1, $2, $3, $4))
                           || ARRAY(SELECT '^' || unnest(search_grouped_numbers($1))))
  FROM (SELECT search_plain(left($1, 20000)) t, search_plain(left($2, 20000)) l,
               search_plain($3) b, search_plain(left($4, 20000)) r) x);

-- Months are counted from the year 0, January being 0: 24322 is November 2026, 24322 / 12 its year.
CREATE FUNCTION search_month(timestamptz) RETURNS integer
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (extract(year FROM $1 AT TIME ZONE 'Asia/Ho_Chi_Minh') * 12
  + extract(month FROM $1 AT TIME ZONE 'Asia/Ho_Chi_Minh') - 1)::integer;

CREATE FUNCTION search_month_begins(integer) RETURNS timestamptz
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN make_timestamptz($1 / 12, $1 % 12 + 1, 1, 0, 0, 0, 'Asia/Ho_Chi_Minh');

-- Weeks begin on Mondays.
CREATE FUNCTION search_week(timestamptz) RETURNS integer
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (($1 AT TIME ZONE 'Asia/Ho_Chi_Minh')::date - date '0001-01-01') / 7;

CREATE FUNCTION search_week_begins(integer) RETURNS timestamptz
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (date '0001-01-01' + 7 * $1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh';

CREATE FUNCTION search_time_tags(published_at timestamptz) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN $1 IS NULL THEN ARRAY['~'] ELSE
  ARRAY['~w' || search_week($1), '~' || search_month($1), '~' || search_month($1) / 12] END;

-- Up to *most* entries that readers see, what has no date first, then the newest; in windows, the
-- first of two weeks, each of the others as wide as those before it let expect to be enough: so a
-- common word costs what its newest months cost. The settings forbid the walk by date, which takes
-- 200 ms for words in one row of a hundred.
CREATE FUNCTION search_newest(
  wanted tsquery, most integer, since timestamptz DEFAULT NULL, until timestamptz DEFAULT NULL)
RETURNS TABLE (id bigint, kind varchar, sections bigint[], source varchar, object_id bigint)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
SET max_parallel_workers_per_gather = 0 SET jit = off SET work_mem = '64MB'
AS $$
#variable_conflict use_column
DECLARE
  moment CONSTANT timestamptz := now();
  newest CONSTANT timestamptz := least(coalesce(until, moment), moment);
  oldest CONSTANT timestamptz := coalesce(since, '-infinity');
  newest_month CONSTANT integer := search_month(newest);
  oldest_month CONSTANT integer := coalesce(search_month(since), 0);
  later timestamptz := coalesce(until, 'infinity');  -- everything from then on has been looked at
  earlier timestamptz := greatest(oldest, search_week_begins(search_week(newest) - 1));
  times tsquery := format('''~w%s'' | ''~w%s''', search_week(newest), search_week(newest) - 1);
  width numeric := 0.4;  -- months that have been looked at
  first_month integer;
  last_month integer;
  still integer := most;
  found integer;
  found_before integer := 0;
BEGIN
  IF since IS NULL AND until IS NULL THEN
    RETURN QUERY
      SELECT e.id, e.kind, e.sections, e.source, e.object_id FROM search_entry e
       WHERE e.vector @@ (wanted && '''~'''::tsquery) AND e.is_public
         AND e.visible_from <= moment AND (e.visible_until IS NULL OR e.visible_until > moment)
       ORDER BY e.id LIMIT still;
    GET DIAGNOSTICS found = ROW_COUNT;
    still := still - found;
  END IF;
  WHILE still > 0 AND earlier < later LOOP
    RETURN QUERY
      SELECT e.id, e.kind, e.sections, e.source, e.object_id FROM search_entry e
       WHERE e.vector @@ CASE WHEN times IS NULL THEN wanted ELSE wanted && times END
         AND e.published_at >= earlier AND e.published_at < later
         AND e.is_public AND e.visible_from <= moment
         AND (e.visible_until IS NULL OR e.visible_until > moment)
       ORDER BY e.published_at DESC, e.id DESC LIMIT still;
    GET DIAGNOSTICS found = ROW_COUNT;
    still := still - found;
    found_before := found_before + found;
    width := greatest(floor(width) + 1, ceil(width * least(
      10, 1.0 + 1.25 * still / greatest(found_before, 1))));
    later := earlier;
    last_month := search_month(least(later, newest));
    first_month := greatest(newest_month - width + 1, oldest_month);
    IF width > 240 OR first_month <= oldest_month THEN
      earlier := oldest;
      first_month := oldest_month;
    ELSE
      earlier := search_month_begins(first_month);
    END IF;
    -- By months; by years where those are more than a few, each of which costs a look.
    times := CASE
      WHEN last_month - first_month < 4 THEN (
        SELECT string_agg(format('''~%s''', month), '|')::tsquery
          FROM generate_series(first_month, last_month) month)
      WHEN last_month - first_month < 1200 THEN (
        SELECT string_agg(format('''~%s''', year), '|')::tsquery
          FROM generate_series(first_month / 12, last_month / 12) year) END;
  END LOOP;
END $$;

CREATE FUNCTION search_put(
  source varchar, object_id bigint, kind varchar, is_public boolean,
  visible_from timestamptz, visible_until timestamptz, published_at timestamptz,
  title text, lead text, body text, rest text, sections bigint[] DEFAULT '{}')
RETURNS void LANGUAGE sql AS $$
  INSERT INTO search_entry (
    source, object_id, kind, is_public, visible_from, visible_until, published_at, sections,
    title_words, title_marked, vector)
  VALUES ($1, $2, $3, $4, coalesce($5, '-infinity'), $6, $7, $12, search_words($8),
    btrim(regexp_replace(search_marked(search_plain($8)), ' +', ' ', 'g')),
    search_vector($8, coalesce($9, ''), coalesce($10, ''), coalesce($11, ''),
                  ARRAY(SELECT '@' || unnest($12)) || ARRAY['#' || $3] || search_time_tags($7)))
  ON CONFLICT ON CONSTRAINT entry_once DO UPDATE SET
    kind = excluded.kind, sections = excluded.sections, is_public = excluded.is_public,
    visible_from = excluded.visible_from, visible_until = excluded.visible_until,
    published_at = excluded.published_at, title_words = excluded.title_words,
    title_marked = excluded.title_marked, vector = excluded.vector, indexed_at = now();
$$;

-- For rows that are found themselves: the trigger names their source and what writes them.
CREATE FUNCTION search_row_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM search_entry WHERE source = TG_ARGV[0] AND object_id = OLD.id;
  ELSE
    EXECUTE format('SELECT %I(ARRAY[$1])', TG_ARGV[1]) USING NEW.id;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION search_learn_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH new_words AS (
    INSERT INTO search_word (word)
    SELECT lexeme FROM unnest(NEW.vector)
     WHERE lexeme ~ '^[a-z]{2,20}$' AND positions IS NOT NULL
       AND NOT EXISTS (SELECT FROM search_word known WHERE known.word = lexeme)
     ORDER BY lexeme
    ON CONFLICT DO NOTHING RETURNING word)
  INSERT INTO search_deletion (rest, word_id)
  SELECT overlay(word placing '' from place for 1), word
    FROM new_words, generate_series(1, length(word)) place
  UNION SELECT word, word FROM new_words
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER search_learn_words AFTER INSERT OR UPDATE OF vector ON search_entry
FOR EACH ROW EXECUTE FUNCTION search_learn_words();

ALTER TABLE search_entry ALTER COLUMN vector SET STORAGE EXTERNAL,
                         ALTER COLUMN vector SET STATISTICS 0;  -- the plan is fixed
"""

DROP = """
DROP TRIGGER search_learn_words ON search_entry;
DROP FUNCTION search_learn_words, search_row_changed, search_put, search_newest,
  search_time_tags, search_week_begins, search_week, search_month_begins, search_month,
  search_vector, search_grouped_numbers, search_folded, search_words,
  search_title_lexemes, search_marked_words, search_marked, search_plain;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_tables"), ("core", "0001_text_functions")]
    operations = [migrations.RunSQL(CREATE, DROP)]
