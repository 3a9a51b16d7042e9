"""Ages in whole years on a day, the birthday included."""

from datetime import date


def age_on(birth: date, day: date) -> int:
    """Return the full years between a birth date and a day; who was born on 29 February waits for 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
