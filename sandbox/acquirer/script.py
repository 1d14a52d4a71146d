"""What the simulated acquirer does on purpose, by card number, amount, or order at run time.

    card number          amount in minor units   what happens
    400000CC 0000000 L   90CC00 .. 90CC99        answered with response code CC, no effect
                                                 (10: half of the amount is approved)
    400001FF 0000000 L   91FF00 .. 91FF99        fault FF of the table FAULTS below
    anything else        anything else           approved

L is the Luhn digit (not checked); README.md lists the numbers. The card is looked at first. Codes
apply to purchases, refunds and captures, and faults to reversals as well. Either strikes the
first message of a key (elements 7, 11, 32, 41) only: its repeat is treated as a repeat, so that
what is repeated until answered gets its answer.

Orders at run time (POST /faults, see control.py) are looked at before both, strike every message
they match, network management and repeats included, and are used up after `times`.
"""

import dataclasses

FAULTS = {
    "01": "silent",  # takes effect, never answers
    "02": "silent_before",  # no effect, never answers
    "03": "late",  # takes effect, answers after --late-seconds
    "04": "garbage",  # takes effect, answers with bytes that are no message
    "05": "drop_after",  # takes effect, closes the connection without an answer
    "06": "drop_before",  # no effect, closes the connection
    "07": "twice",  # takes effect, answers two times
    "08": "slow",  # takes effect, answers after --slow-seconds
    "09": "bad_mac",  # takes effect, answers with a wrong authentication code (with --mac-key)
    "10": "no_mac",  # takes effect, answers without one (with --mac-key)
}
# Faults that come instead of the effect.
BEFORE_EFFECT = ("silent_before", "drop_before")
ORDERS_MAX = 1000


@dataclasses.dataclass(frozen=True)
class Plan:
    """What to do with one message: which code to answer, and how to go wrong."""

    code: str = "00"
    fault: str = ""


@dataclasses.dataclass
class Order:
    """A plan given at run time, for messages that match all that is not empty."""

    plan: Plan
    type: str = ""  # the start of the message type: "0420", "04"
    card: str = ""
    operation_id: str = ""
    times: int = 1  # 0: until DELETE /faults

    def matches(self, message_type, card, operation_id):
        return (
            message_type.startswith(self.type)
            and self.card in ("", card)
            and self.operation_id in ("", operation_id)
        )


class Script:
    def __init__(self):
        self.orders = []

    def ordered(self, message_type, card, operation_id):
        """The plan of the first order that matches, or None."""
        for order in self.orders:
            if order.matches(message_type, card, operation_id):
                if order.times == 1:
                    self.orders.remove(order)
                order.times -= 1 if order.times else 0
                return order.plan
        return None

    @staticmethod
    def planned(card, amount, is_reversal):
        """The plan of the tables above."""
        group = amount // 100
        if card.startswith("400000"):
            plan = Plan(code=card[6:8])
        elif card.startswith("400001"):
            plan = Plan(fault=FAULTS.get(card[6:8], ""))
        elif 9000 <= group <= 9099:
            plan = Plan(code=f"{group % 100:02d}")
        elif 9100 <= group <= 9199:
            plan = Plan(fault=FAULTS.get(f"{group % 100:02d}", ""))
        else:
            plan = Plan()
        return Plan(fault=plan.fault) if is_reversal else plan
