"""Card numbers and amounts that make the simulated acquirer do what a purchase wants; see
sandbox/acquirer/README.md."""

import time

YEAR = time.gmtime().tm_year + 3
GOOD, BLOCKED = "424242", "410000"
DECLINES = ("05", "14", "41", "51", "54", "59", "61", "91", "96")
# Faults of the acquirer by number, and two codes that are neither yes nor no, or half a yes.
# Those that close the connection take the answers of others with them: they come less often.
TROUBLES = tuple(f"400001{fault:02d}" for fault in (1, 2, 3, 4, 7, 8) * 3 + (5, 6)) + (
    "40000068", "40000010", "40000010")
# An amount that a good card is charged with, above the amounts that trouble captures and refunds.
LARGE = 950000


def card_number(rng, start):
    """A fresh number with the Luhn digit at its end."""
    digits = start + "".join(rng.choice("0123456789") for _ in range(15 - len(start)))
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


def troubled_amount(rng):
    """An amount that makes the acquirer fail at a message without a card."""
    if rng.random() < 0.25:
        return rng.choice((900500, 905100)) + rng.randrange(100)  # declines
    return 910000 + 100 * rng.randrange(1, 9) + rng.randrange(100)
