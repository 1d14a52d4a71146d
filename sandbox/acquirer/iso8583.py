"""ISO 8583:1987 in three dialects, written from the standard alone:

    ascii       ASCII fields, binary bitmaps
    ascii_hex   ASCII fields; bitmaps and binary elements as hexadecimal digits
    bcd         type, length prefixes and numeric fields packed two digits a byte, an odd number of
                them behind a zero; binary bitmaps

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
    53: (DIGITS, 0, 16),
    54: (PRINTABLE, 3, 120),
    55: (BINARY, 3, 255),
    64: (BINARY, 0, 8),
    70: (DIGITS, 0, 3),
    90: (DIGITS, 0, 42),
    95: (ALPHANUMERIC, 0, 42),
    128: (BINARY, 0, 8),
}
DIALECTS = ("ascii", "ascii_hex", "bcd")


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


class _Cursor:
    """Reads a frame from its front in one dialect."""

    def __init__(self, frame, dialect):
        self.rest = frame
        self._dialect = dialect

    def _take(self, size):
        taken, self.rest = self.rest[:size], self.rest[size:]
        if len(taken) != size:
            raise FormatError("the frame is cut short")
        return taken

    def digits(self, count):
        if self._dialect == "bcd":
            text = self._take((count + 1) // 2).hex()
            if count % 2:
                if text[0] != "0":
                    raise FormatError("an odd number of packed digits has no zero in front")
                text = text[1:]
        else:
            text = self._take(count).decode("latin-1")
        if not _fits(DIGITS, text):
            raise FormatError("there are no digits where digits must be")
        return text

    def binary(self, count):
        if self._dialect != "ascii_hex":
            return self._take(count)
        try:
            return bytes.fromhex(self._take(2 * count).decode("ascii"))
        except ValueError as error:
            raise FormatError("there is no hexadecimal where it must be") from error

    def text(self, count):
        return self._take(count).decode("latin-1")


def decode(frame, dialect="ascii"):
    """bytes -> (type, {element: text}). Binary elements are text in Latin-1."""
    cursor = _Cursor(frame, dialect)
    message_type = cursor.digits(4)
    bitmap = cursor.binary(8)
    if bitmap[0] & 0x80:
        bitmap += cursor.binary(8)
    elements = {}
    for number in _elements_of(bitmap):
        attribute, prefix, size = LAYOUT[number]
        if prefix:
            announced = int(cursor.digits(prefix))
            if not 1 <= announced <= size:
                raise FormatError(f"element {number} is too long or empty")
            size = announced
        if attribute == DIGITS:
            value = cursor.digits(size)
        elif attribute == BINARY:
            value = cursor.binary(size).decode("latin-1")
        else:
            value = cursor.text(size)
        if not _fits(attribute, value):
            raise FormatError(f"element {number} is of another attribute")
        elements[number] = value
    if cursor.rest:
        raise FormatError("bytes are left over")
    return message_type, elements


def _digits(text, dialect):
    if dialect == "bcd":
        return bytes.fromhex("0" * (len(text) % 2) + text)
    return text.encode("ascii")


def _binary(value, dialect):
    return value.hex().upper().encode("ascii") if dialect == "ascii_hex" else value


def encode(message_type, elements, dialect="ascii"):
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
        if prefix:
            parts.append(_digits(f"{len(value):0{prefix}d}", dialect))
        if attribute == DIGITS:
            parts.append(_digits(value, dialect))
        else:
            raw = value.encode("latin-1")
            parts.append(_binary(raw, dialect) if attribute == BINARY else raw)
    bitmap = _binary(bits.to_bytes(count // 8, "big"), dialect)
    return _digits(message_type, dialect) + bitmap + b"".join(parts)
