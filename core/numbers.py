"""Numbers as Vietnamese offices write them: a dot for thousands, a comma for decimals."""

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext

from core.formats.vi.formats import DECIMAL_SEPARATOR, THOUSAND_SEPARATOR

_SEPARATORS = str.maketrans({",": THOUSAND_SEPARATOR, ".": DECIMAL_SEPARATOR})
_WRITTEN = re.compile(r"[-−]?(?:[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?")


def written(number: int | float | Decimal, decimals: int | None = None) -> str:
    """1477 → 1.477; 7.5 → 7,5. With *decimals* rounded to so many, halves away from zero."""
    form = ",f" if decimals is None else f",.{decimals}f"
    with localcontext(rounding=ROUND_HALF_UP):
        return format(Decimal(str(number)), form).translate(_SEPARATORS)


def read(text: str) -> Decimal | None:
    """1.477,25 → 1477.25; None for what is no number written so, such as 1.47.7 and 0.5."""
    text = text.strip()
    if not _WRITTEN.fullmatch(text):
        return None
    plain = text.replace(THOUSAND_SEPARATOR, "").replace(DECIMAL_SEPARATOR, ".")
    return Decimal(plain.replace("−", "-"))
