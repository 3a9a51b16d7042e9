"""Making blind codes: a letter that cannot be misread and two digits, drawn without any pattern."""

import secrets
from collections.abc import Collection

LETTERS = "ABCDEFGHJKLMNPQRTUVWXY"


class CodesExhaustedError(ValueError):
    """There are not enough codes; the text is a sentence for people."""


def fresh(count: int, taken: Collection[str]) -> list[str]:
    """Return ``count`` different codes outside ``taken`` in random order, from the system's secure source.

    Raises CodesExhaustedError when there are not enough.
    """
    free = [code for letter in LETTERS for number in range(1, 100) if (code := f"{letter}{number:02}") not in taken]
    if count > len(free):
        raise CodesExhaustedError(f"还能编 {len(free)} 个盲码，名单太长了。")
    return secrets.SystemRandom().sample(free, count)
