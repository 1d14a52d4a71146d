"""ISO 8583:1987 with ASCII fields and binary bitmaps, written from the standard alone.

It shares nothing with plugins/card: where the two disagree, a test fails.
"""

import functools

DIGITS, ALPHANUMERIC, PRINTABLE, BINARY = "n", "an", "ans", "b"

# element: (attribute, digits of the length prefix, exact or maximum size in bytes)
LAYOUT = {
    2: (DIGITS, 2, 19),
    3: (DIGITS, 0, 6),
    4: (DIGITS, 0, 12),
    7: (DIGITS, 0, 10),
    11: (DIGITS, 0, 6),
    12: (DIGITS, 0, 6),
    13: (DIGITS, 0, 4),
    14: (DIGITS, 0, 4),
    18: (DIGITS, 0, 4),
    22: (DIGITS, 0, 3),
    25: (DIGITS, 0, 2),
    32: (DIGITS, 2, 11),
    37: (ALPHANUMERIC, 0, 12),
    38: (ALPHANUMERIC, 0, 6),
    39: (ALPHANUMERIC, 0, 2),
    41: (PRINTABLE, 0, 8),
    42: (PRINTABLE, 0, 15),
    48: (PRINTABLE, 3, 999),
    49: (DIGITS, 0, 3),
    54: (PRINTABLE, 3, 120),
    55: (BINARY, 3, 255),
    70: (DIGITS, 0, 3),
    90: (DIGITS, 0, 42),
}


class FormatError(ValueError):
    """The bytes are not a message, or the message does not fit the layout."""


def _fits(attribute, value):
    if attribute == DIGITS:
        return value.isascii() and value.isdigit()
    if attribute == ALPHANUMERIC:
        return value.isascii() and value.replace(" ", "0").isalnum()
    return attribute == BINARY or (value.isascii() and value.isprintable())


@functools.lru_cache(maxsize=1024)
def _elements_of(bitmap):
    """The numbers of the elements a bitmap announces, in order. Bit 1 is no element."""
    bits = int.from_bytes(bitmap, "big")
    count = len(bitmap) * 8
    numbers = [n for n in range(2, count + 1) if bits >> (count - n) & 1]
    unknown = [n for n in numbers if n not in LAYOUT]
    if unknown:
        raise FormatError(f"element {unknown[0]} is not in the layout")
    return tuple(numbers)


def decode(frame):
    """bytes -> (type, {element: text}). Binary elements are text in Latin-1."""
    text = frame.decode("latin-1")
    if len(frame) < 12 or not _fits(DIGITS, text[:4]):
        raise FormatError("no message type and bitmap")
    at = 20 if frame[4] & 0x80 else 12
    if len(frame) < at:
        raise FormatError("the secondary bitmap is cut short")
    elements = {}
    for number in _elements_of(frame[4:at]):
        attribute, prefix, size = LAYOUT[number]
        if prefix:
            announced = text[at : at + prefix]
            at += prefix
            if len(announced) != prefix or not _fits(DIGITS, announced):
                raise FormatError(f"element {number} has no length")
            if not 1 <= int(announced) <= size:
                raise FormatError(f"element {number} is too long or empty")
            size = int(announced)
        value = text[at : at + size]
        at += size
        if len(value) != size or not _fits(attribute, value):
            raise FormatError(f"element {number} is cut short or of another attribute")
        elements[number] = value
    if at != len(frame):
        raise FormatError("bytes are left over")
    return text[:4], elements


def encode(message_type, elements):
    """(type, {element: text}) -> bytes."""
    count = 128 if max(elements, default=0) > 64 else 64
    bits = 1 << 127 if count == 128 else 0
    parts = []
    for number in sorted(elements):
        attribute, prefix, size = LAYOUT[number]
        value = elements[number]
        wrong_size = len(value) > size if prefix else len(value) != size
        if wrong_size or not _fits(attribute, value):
            raise FormatError(f"element {number} does not fit")
        bits |= 1 << (count - number)
        parts.append(f"{len(value):0{prefix}d}{value}" if prefix else value)
    bitmap = bits.to_bytes(count // 8, "big")
    return message_type.encode("ascii") + bitmap + "".join(parts).encode("latin-1")
