"""Passwords that people can read to one another."""

import secrets

READABLE = "abcdefghijkmnpqrstuvwxyz23456789"  # nothing that looks like 0, o, 1 or l


def readable_password() -> str:
    """Four groups of four, about 80 bits."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(4))
