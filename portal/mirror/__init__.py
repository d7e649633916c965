"""The public site as files that any web server can show (docs/mirror.md)."""


class Refused(Exception):
    """It cannot be done or went wrong; the message is one sentence for the operator."""
