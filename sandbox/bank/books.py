"""What the bank was told and did: instructions, bookings, and the journal of every effect, written before
it is answered. Amounts are decimals; accounts are held in euros."""

import dataclasses
import decimal
import hashlib
import itertools
import json

OPENING = decimal.Decimal("100000.00")
CENT = decimal.Decimal("0.01")


@dataclasses.dataclass
class Client:
    name: str
    secret: str
    iban: str
    notify_url: str
    entries: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Instruction:
    client: str
    message: str
    batch: str
    reference: str
    uetr: str
    amount: decimal.Decimal
    currency: str
    debtor: str
    creditor: str
    purpose: str
    contract: str = ""  # the quote it names
    status: str = "ACSP"
    reason: str = ""


@dataclasses.dataclass
class Quote:
    """A promise of a rate: what will be credited of a collection, or debited for a payout."""
    name: str
    client: str
    side: str  # "collect" or "pay_out"
    amount: decimal.Decimal
    currency: str
    rate: decimal.Decimal
    settled: decimal.Decimal  # euros, the fee reckoned in
    fee: decimal.Decimal
    expires_at: int  # seconds since 1970
    used: bool = False


@dataclasses.dataclass
class Entry:
    number: int
    instruction: Instruction
    amount: decimal.Decimal  # euros that reached or left the account
    credit: bool
    rate: decimal.Decimal  # euros for one unit of the instruction's currency
    charges: decimal.Decimal = decimal.Decimal(0)
    return_reason: str = ""


def rate_of(currency, rates):
    """Euros for one unit. KeyError: there is none."""
    return decimal.Decimal(1) if currency == "EUR" else decimal.Decimal(rates[currency])


class Books:
    def __init__(self, path, clients):
        self.clients = clients
        self.instructions = {}  # reference -> Instruction
        self.quotes = {}  # name -> Quote
        self._numbers = itertools.count(1)
        self._file = open(path, "a", encoding="utf-8")

    def close(self):
        self._file.close()

    def take(self, instruction):
        """False: there is one of that reference."""
        if instruction.reference in self.instructions:
            return False
        self.instructions[instruction.reference] = instruction
        self._write("taken", instruction)
        return True

    def quote(self, client, reference, side, amount, currency, rate, fee, expires_at):
        """The same question gets the same promise."""
        name = "Q" + hashlib.sha256(reference.encode()).hexdigest()[:20].upper()
        if name not in self.quotes:
            euros = (amount * rate).quantize(CENT, decimal.ROUND_HALF_EVEN)
            settled = euros - fee if side == "collect" else euros + fee
            self.quotes[name] = Quote(name, client.name, side, amount, currency, rate, settled, fee, expires_at)
        return self.quotes[name]

    def lock(self, instruction, side, now):
        """Whether the quote that the instruction names holds for it; from now on for no other."""
        quote = self.quotes.get(instruction.contract)
        holds = (quote is not None and not quote.used and now < quote.expires_at
                 and (quote.client, quote.side) == (instruction.client, side)
                 and (quote.amount, quote.currency) == (instruction.amount, instruction.currency))
        if holds:
            quote.used = True
        return holds

    def reject(self, instruction, reason):
        instruction.status, instruction.reason = "RJCT", reason
        self._write("rejected", instruction, reason=reason)

    def settle(self, instruction, rates, charges):
        """The entry on the client's account; None: it is not to be settled any more."""
        if instruction.status in ("RJCT", "ACSC"):
            return None
        client = self.clients[instruction.client]
        rate = rate_of(instruction.currency, rates)
        euros = (instruction.amount * rate).quantize(CENT, decimal.ROUND_HALF_EVEN)
        credit = instruction.creditor == client.iban
        kept = decimal.Decimal(charges) if credit else decimal.Decimal(0)
        net = euros - kept
        quote = self.quotes.get(instruction.contract)
        if quote is not None:
            rate, kept, net = quote.rate, quote.fee, quote.settled
        instruction.status = "ACSC"
        self._write("settled", instruction)
        return self._book(client, Entry(next(self._numbers), instruction, net, credit, rate, kept))

    def take_back(self, instruction, reason):
        client = self.clients[instruction.client]
        booked = [entry for entry in client.entries if entry.instruction is instruction]
        if not booked:
            return None
        last = booked[-1]
        self._write("returned", instruction, reason=reason)
        return self._book(client, Entry(next(self._numbers), instruction, last.amount, not last.credit, last.rate,
                                        return_reason=reason))

    def _book(self, client, entry):
        client.entries.append(entry)
        return entry

    def _write(self, what, instruction, **more):
        line = {"what": what, "reference": instruction.reference, "uetr": instruction.uetr,
                "amount": str(instruction.amount), "currency": instruction.currency,
                "debtor": instruction.debtor, "creditor": instruction.creditor,
                "purpose": instruction.purpose, "contract": instruction.contract, **more}
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()
