"""Pages of a long list, and the page numbers to show under it."""

from django.core.paginator import EmptyPage, Page, Paginator
from django.http import Http404

PARAMETER = "trang"


def page_of(queryset, request, per_page: int) -> Page:
    """Return the page asked for by ?trang=; a number that names no page is a 404, cheaply."""
    typed = request.GET.get(PARAMETER, "1")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
        raise Http404("Số trang không hợp lệ.")
    try:
        page = Paginator(queryset, per_page).page(int(typed))
    except EmptyPage:
        raise Http404("Không có trang này.") from None
    page.window = window(page.number, page.paginator.num_pages)
    return page


def window(number: int, last: int) -> list[int | None]:
    """Page numbers worth showing; None stands for a gap: [1, None, 6, 7, 8, None, 40]."""
    shown = sorted({1, last, *range(max(1, number - 1), min(last, number + 1) + 1)})
    numbers: list[int | None] = []
    for step in shown:
        if numbers and numbers[-1] is not None and step - numbers[-1] > 1:
            numbers.append(numbers[-1] + 1 if step - numbers[-1] == 2 else None)
        numbers.append(step)
    return numbers
