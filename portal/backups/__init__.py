"""Backups: making, keeping, checking and restoring them (docs/backup.md)."""


class Refused(Exception):
    """It cannot be done or went wrong; the message is one sentence for the operator."""
