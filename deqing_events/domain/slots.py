"""Half open slots in time: start included, end not. Instants are whole numbers of any one unit."""


def clash(first: tuple[int, int], second: tuple[int, int], gap: int = 0) -> bool:
    """Whether two slots overlap or leave less than `gap` between them; touching slots do not clash."""
    return first[0] < second[1] + gap and second[0] < first[1] + gap
