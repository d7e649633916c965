"""A command asks whoever runs it, before it does what cannot be undone."""


def typed(word: str, why: str) -> bool:
    """Whether *word* was typed when asked to ("to …"); nobody there to type is a no."""
    try:
        return input(f"Type {word} {why}: ").strip().casefold() == word.casefold()
    except EOFError:
        return False
