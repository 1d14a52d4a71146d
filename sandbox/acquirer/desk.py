"""The desk: takes one decoded message, decides, enters it in the books, and says what to answer.

No I/O and no clock: what is answered when, and whether at all, is the server's business.
"""

import dataclasses

from books import Entry
from script import BEFORE_EFFECT, Plan

REFUND = "20"  # element 3 begins with it
ECHOED = (2, 3, 4, 7, 11, 12, 13, 18, 25, 32, 37, 41, 42, 49, 70, 90, 95)
RETRY_LATER = ("91", "96")
NOT_AUTHENTIC = "63"
NEEDED = (3, 4, 7, 11, 32, 37, 41, 49)


@dataclasses.dataclass(frozen=True)
class Verdict:
    """The answer (type, elements), or None for silence; and the fault to commit with it."""

    answer: tuple | None
    fault: str = ""


def answer_to(message_type, elements, said):
    """(type, elements) of the answer: what is echoed, and what is said."""
    answer = {number: elements[number] for number in ECHOED if number in elements}
    answer.update(said)
    # Requests (third digit 0) and advices (2) are answered by the next digit.
    return message_type[:2] + str(int(message_type[2]) + 1) + "0", answer


def refuse(message_type, elements, code):
    """The verdict on a message that does not reach the desk."""
    return Verdict(answer_to(message_type, elements, {39: code}))


def additional_data(elements):
    """Element 48 is tag (2), size (2 digits), value, and so on: {tag: value}."""
    text = elements.get(48, "")
    data = {}
    while len(text) >= 4 and text[2:4].isdigit():
        size = int(text[2:4])
        data.setdefault(text[:2], text[4 : 4 + size])
        text = text[4 + size :]
    return data


def operation_id_of(elements):
    return additional_data(elements).get("01", "")


def authentication_of(elements):
    """(status and ECI, whether it is as it should be) of what 3-D Secure said, tags 60 to 64."""
    data = additional_data(elements)
    status, proof = data.get("60", ""), data.get("62", "")
    proven = status in ("Y", "A")
    whole = not status or ("63" in data and "64" in data and proven == (len(proof) == 28))
    return (status + " " + data.get("61", "")).strip(), whole


def key_of(message_type, elements):
    parts = (message_type[1], elements[7], elements[11], elements[32].lstrip("0"), elements[41])
    return "|".join(parts)


def original_key_of(elements):
    """Element 90: type (4), trace number (6), transmission time (10), acquirer (11), zeros."""
    named = elements.get(90)
    if named is None:
        return None
    parts = (named[1], named[10:20], named[4:10], named[20:31].lstrip("0"), elements[41])
    return "|".join(parts)


def kind_of(message_type, elements):
    if message_type[:3] in ("040", "042"):
        return "reverse"
    if message_type[:3] == "022":
        return "capture"
    if message_type[:3] == "010":
        return "authorize"
    if message_type[:3] == "020":
        return "refund" if elements[3].startswith(REFUND) else "sale"
    return ""


def remaining_of(elements):
    """Element 95 begins with what remains of the original (12 digits); None: nothing does."""
    return int(elements[95][:12]) if elements.get(95, "")[:12].isdigit() else None


def judge_release(original, remaining):
    """(refusal code or "", effect, amount released) of a reversal of a part of a hold."""
    if original is None or original.effect == "none" or original.reversed:
        return "", "none", 0
    if original.kind != "authorize":
        return "12", "none", 0
    if not max(original.captured, 1) <= remaining < original.amount:
        return "13", "none", 0
    return "", "released", original.amount - remaining


class Desk:
    def __init__(self, books, script):
        self._books = books
        self._script = script
        self._struck = set()  # keys that were struck and are not in the books

    def take(self, message_type, elements, signed_on=True):
        ordered = self._script.ordered(message_type, elements.get(2, ""), operation_id_of(elements))
        if message_type == "0800":
            plan = ordered or Plan()
            return self._verdict(message_type, elements, {39: plan.code}, plan.fault)
        missing = [number for number in NEEDED if number not in elements]
        kind = "" if missing else kind_of(message_type, elements)
        if not kind:
            return self._verdict(message_type, elements, {39: "30" if missing else "12"}, "")
        if not signed_on:
            return self._verdict(message_type, elements, {39: "96"}, "")

        key = key_of(message_type, elements)
        known = self._books.find(key)
        plan = ordered or self._plan(key, kind, elements, known)
        if plan.fault in BEFORE_EFFECT:
            self._struck.add(key)
            return Verdict(None, plan.fault)
        if plan.code in RETRY_LATER and kind in ("capture", "reverse"):
            self._struck.add(key)  # an advice not taken is not remembered: its repeat may be
            return self._verdict(message_type, elements, {39: plan.code}, plan.fault)
        if known is not None:
            self._books.enter_duplicate(key, known, message_type)
            entry = known
        else:
            entry = self._decide(key, kind, elements, plan)
            self._books.enter(key, entry, message_type, elements.get(2, ""))
        return self._verdict(message_type, elements, self._said(entry), plan.fault)

    def _plan(self, key, kind, elements, known):
        if known is not None or key in self._struck:
            return Plan()
        amount = int(elements[4])
        return self._script.planned(elements.get(2, ""), amount, kind == "reverse")

    def _decide(self, key, kind, elements, plan):
        amount = int(elements[4])
        original_key = original_key_of(elements)
        original = self._books.find(original_key)
        code, effect = plan.code, "none"
        authentication, whole = authentication_of(elements)
        if not whole:
            code = "30"
        if code in ("00", "10", "11"):
            if code == "10":
                amount //= 2
            remaining = remaining_of(elements)
            if kind == "reverse" and remaining is not None:
                refusal, effect, amount = judge_release(original, remaining)
            else:
                refusal, effect = self._judge(key, kind, amount, original)
            code = refusal or code
        return Entry(
            kind=kind,
            effect=effect,
            operation_id=operation_id_of(elements),
            original_key=original_key,
            amount=0 if effect == "none" else amount,
            currency=elements[49],
            code=code,
            reference=elements[37],
            authorization_code=f"{len(self._books.entries) % 1000000:06d}",
            authentication=authentication,
        )

    def _judge(self, key, kind, amount, original):
        """(refusal code or "", effect) of a message that no script refuses."""
        if kind in ("authorize", "sale"):
            if key in self._books.reversed_unseen:
                return "12", "none"  # reversed before it came
            return "", "authorized" if kind == "authorize" else "captured"
        if kind == "reverse":
            if original is None or original.effect == "none" or original.reversed:
                return "", "none"
            spent = original.refunded or (original.kind == "authorize" and original.captured)
            return ("21", "none") if spent else ("", "reversed")
        if key in self._books.reversed_unseen:
            return "12", "none"  # reversed before it came
        if original is None or original.effect == "none":
            return "25", "none"
        if original.reversed:
            return "12", "none"
        if kind == "capture":
            left = original.amount - original.captured if original.kind == "authorize" else 0
            return ("", "captured") if 0 < amount <= left else ("13", "none")
        left = original.captured - original.refunded
        return ("", "refunded") if original.kind != "authorize" and 0 < amount <= left else ("13", "none")

    @staticmethod
    def _said(entry):
        said = {39: entry.code, 37: entry.reference}
        if entry.code in ("00", "10", "11") and entry.kind != "reverse":
            said[38] = entry.authorization_code
        if entry.code == "10":
            said[4] = f"{entry.amount:012d}"
        return said

    @staticmethod
    def _verdict(message_type, elements, said, fault):
        return Verdict(answer_to(message_type, elements, said), fault)
