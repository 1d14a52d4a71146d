"""The acquirer's books: what took effect, in memory and in the journal.

The journal is one JSON object a line, appended and flushed before anything is answered. Opening
it again brings back the same books, so a restart forgets nothing:

    effect          "authorized", "captured", "reversed", "refunded", "released" (of a hold, a part
                    that no capture will take), or "none"
    kind            "authorize", "sale", "capture", "refund", "reverse"
    key             "class|7|11|32|41": the message's identity; class is its type's second digit
    original_key    the same of the message that element 90 names, or null
    operation_id    the sender's reference, from element 48
    amount          minor units that took effect; 0 when nothing did
    currency, card  numeric ISO 4217 code; last four digits or ""
    authentication  what 3-D Secure said of the payer: "Y 05", status and ECI; "" when nothing
    type, code, reference, authorization_code    the message's type and elements 39, 37, 38
    duplicate       true: a repeat of `key`, answered as before and without effect
    at              seconds since 1970
"""

import dataclasses
import json
import time


@dataclasses.dataclass(slots=True)
class Entry:
    """One message of a key, with the answer it got and what has been done with it since."""

    kind: str
    effect: str
    operation_id: str
    original_key: str | None
    amount: int
    currency: str
    code: str
    reference: str
    authorization_code: str
    authentication: str = ""
    captured: int = 0
    refunded: int = 0
    reversed: bool = False


encode = json.JSONEncoder(separators=(",", ":")).encode


class Books:
    def __init__(self, path):
        self.entries = {}
        self.reversed_unseen = set()
        self.duplicates = 0
        self._lines = []
        self._replay(path)
        self._file = open(path, "a", encoding="ascii")

    def _replay(self, path):
        with open(path, "a+b") as journal:
            journal.seek(0)
            whole = 0
            for line in journal:
                # A line without its end was cut by a crash, and so was never answered.
                if not line.endswith(b"\n"):
                    break
                self._replay_line(json.loads(line))
                whole += len(line)
            journal.truncate(whole)

    def _replay_line(self, record):
        if record["duplicate"]:
            self.duplicates += 1
            return
        names = (field.name for field in dataclasses.fields(Entry))
        self._apply(record["key"], Entry(**{n: record[n] for n in names if n in record}))

    def find(self, key):
        return self.entries.get(key) if key else None

    def enter(self, key, entry, message_type, card):
        """Applies an entry and writes it down; flush() makes it safe to answer."""
        self._apply(key, entry)
        self._write(key, entry, message_type, card, duplicate=False)

    def enter_duplicate(self, key, entry, message_type):
        self.duplicates += 1
        self._write(key, entry, message_type, "", duplicate=True)

    def flush(self):
        if self._lines:
            self._file.write("".join(self._lines))
            self._file.flush()
            self._lines.clear()

    def close(self):
        self.flush()
        self._file.close()

    def _apply(self, key, entry):
        self.entries[key] = entry
        original = self.find(entry.original_key)
        if entry.effect == "captured":
            entry.captured = entry.amount
            if entry.kind == "capture":
                original.captured += entry.amount
        elif entry.effect == "refunded":
            original.refunded += entry.amount
        elif entry.effect == "reversed":
            self._reverse(original)
        elif entry.effect == "released":
            original.amount -= entry.amount
        elif entry.kind == "reverse" and entry.code == "00" and original is None:
            self.reversed_unseen.add(entry.original_key)

    def _reverse(self, original):
        original.reversed = True
        parent = self.find(original.original_key)
        if original.kind == "capture":
            parent.captured -= original.amount
        elif original.kind == "refund":
            parent.refunded -= original.amount

    def _write(self, key, entry, message_type, card, duplicate):
        record = {
            "effect": "none" if duplicate else entry.effect,
            "kind": entry.kind,
            "key": key,
            "original_key": entry.original_key,
            "operation_id": entry.operation_id,
            "amount": 0 if duplicate else entry.amount,
            "currency": entry.currency,
            "card": card[-4:],
            "type": message_type,
            "code": entry.code,
            "reference": entry.reference,
            "authorization_code": entry.authorization_code,
            "authentication": entry.authentication,
            "duplicate": duplicate,
            "at": round(time.time(), 6),
        }
        self._lines.append(encode(record) + "\n")
