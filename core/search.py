"""Search in PostgreSQL: words without marks, and look-ups that editors may type without marks.

The functions vn_fold and vn_words live in the database (core/migrations), so that generated columns
can use them; core.text.fold is the Python twin.
"""

from itertools import combinations

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import CharField, Func, Lookup, TextField, Value

MAX_QUERY_LENGTH = 200


class Words(Func):
    """Folded words of a text column, punctuation and markup made into spaces."""

    function = "vn_words"
    output_field = TextField()


class Vector(SearchVector):
    """A search vector of folded words; vectors of several weights are added with +."""

    def __init__(self, column: str, weight: str):
        super().__init__(Words(column), weight=weight, config="simple")


class Query(SearchQuery):
    """All the words typed must be there, in any order, with or without marks."""

    def __init__(self, typed: str):
        words = Words(Value(typed[:MAX_QUERY_LENGTH], output_field=TextField()))
        super().__init__(words, config="simple", search_type="plain")


class MostQuery(SearchQuery):
    """Two words of three must be there; of ASCII words without marks, as addresses hold them."""

    def __init__(self, words: list[str]):
        needed = len(words) - len(words) // 3
        together = (" & ".join(some) for some in combinations(words, needed))
        super().__init__(
            " | ".join(f"({some})" for some in together), config="simple", search_type="raw"
        )


@CharField.register_lookup
@TextField.register_lookup
class FoldedContains(Lookup):
    """`name__folded="huu nghi"` finds "Hữu Nghị"; for short columns in the admin's search box."""

    lookup_name = "folded"

    def as_sql(self, compiler, connection):
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        sql = f"strpos(vn_fold(({left})::text), vn_fold(({right})::text)) > 0"
        return sql, [*left_params, *right_params]
