"""Addresses of pages. Lists show the same ones again and again, and to reverse one takes 40 µs."""

from functools import lru_cache

from django import urls


@lru_cache(maxsize=20_000)
def reverse(view: str, *args) -> str:
    """What Django's `reverse` returns, remembered: addresses follow from the arguments alone."""
    return urls.reverse(view, args=args)
