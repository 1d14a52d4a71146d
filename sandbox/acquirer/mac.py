"""Message authentication: HMAC-SHA256 (RFC 2104), of which the first eight bytes close a message as
element 128 where it has an element above 64, otherwise as element 64."""

import hashlib
import hmac

import iso8583

SIZE = 8
ELEMENTS = (64, 128)


def _code(key, frame):
    return hmac.new(key, frame, hashlib.sha256).digest()[:SIZE]


def _split(frame, dialect):
    """(what is authenticated, the code) of a frame whose last element is one."""
    size = SIZE * (2 if dialect == "ascii_hex" else 1)
    return frame[:-size], frame[-size:]


def seal(key, message_type, elements, dialect, fault=""):
    """The frame of a message, closed by its code; without a key, without one. With the faults no_mac
    and bad_mac the code is missing or wrong."""
    if not key or fault == "no_mac":
        return iso8583.encode(message_type, elements, dialect)
    number = ELEMENTS[max(elements, default=0) > 64]
    blank = iso8583.encode(message_type, {**elements, number: "\0" * SIZE}, dialect)
    text, _ = _split(blank, dialect)
    code = _code(key, text)
    if fault == "bad_mac":
        code = bytes([code[0] ^ 1]) + code[1:]
    return text + (code.hex().upper().encode() if dialect == "ascii_hex" else code)


def holds(key, frame, elements, dialect):
    """Whether a frame, decoded to `elements`, has the code it must have."""
    if not key:
        return True
    last = max(elements, default=0)
    if last not in ELEMENTS:
        return False
    text, _ = _split(frame, dialect)
    return hmac.compare_digest(_code(key, text), elements[last].encode("latin-1"))
