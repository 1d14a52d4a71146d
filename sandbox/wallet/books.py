"""The wallet's trades and refunds, and the journal of every effect, written before it is answered."""

import dataclasses
import json
import os
import time

WAITING, PAID, CLOSED = "WAIT_BUYER_PAY", "TRADE_SUCCESS", "TRADE_CLOSED"


@dataclasses.dataclass
class Trade:
    app: str
    order: str  # out_trade_no
    amount: int  # fen
    subject: str = ""
    notify_url: str = ""
    return_url: str = ""
    expires_at: float = 0.0
    status: str = WAITING
    met: bool = True  # False: its code was made, and no payer has scanned it: there is no trade yet
    number: str = ""  # trade_no
    paid_at: float = 0.0
    refunds: dict = dataclasses.field(default_factory=dict)  # out_request_no -> (amount, time)

    @property
    def refunded(self):
        return sum(amount for amount, _ in self.refunds.values())


class Books:
    def __init__(self, path):
        self.trades = {}  # (app, order) -> Trade
        self._path = path
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                for line in file:
                    if line.endswith("\n"):
                        self._replay(json.loads(line))
        self._file = open(path, "a", encoding="utf-8")

    def find(self, app, order):
        """The trade, closed if its time is over; None: there is none that a payer has met."""
        trade = self.trades.get((app, order))
        if trade and trade.status == WAITING and time.time() > trade.expires_at:
            self.close(trade)
        return trade if trade and trade.met else None

    def by_number(self, number):
        return next((trade for trade in self.trades.values() if trade.number == number), None)

    def create(self, trade):
        trade.number = time.strftime("%Y%m%d", time.gmtime(time.time() + 8 * 3600)) + f"{len(self.trades) + 1:020d}"
        self.trades[trade.app, trade.order] = trade
        self._write("created", trade, made=dataclasses.asdict(trade))

    def meet(self, trade):
        if not trade.met:
            trade.met = True
            self._write("met", trade)

    def pay(self, trade):
        """Whether it waited."""
        if self.find(trade.app, trade.order) is None or trade.status != WAITING:
            return False
        trade.status, trade.paid_at = PAID, time.time()
        self._write("paid", trade, amount=trade.amount)
        return True

    def close(self, trade):
        """Ends an order; one that was paid is given back whole."""
        if trade.status == CLOSED:
            return
        back = trade.amount - trade.refunded if trade.status == PAID else 0
        trade.status = CLOSED
        self._write("canceled" if back else "closed", trade, amount=back)

    def bar(self, app, order):
        """Of an order that never came: it is not taken later either."""
        trade = Trade(app, order, 0, status=CLOSED)
        self.create(trade)
        return trade

    def refund(self, trade, reference, amount):
        trade.refunds[reference] = (amount, time.time())
        self._write("refunded", trade, amount=amount, refund=reference)
        if trade.refunded == trade.amount:
            trade.status = CLOSED

    def _write(self, what, trade, **more):
        line = {"what": what, "app": trade.app, "order": trade.order, "at": time.time(), **more}
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()

    def _replay(self, line):
        key = line["app"], line["order"]
        if line["what"] == "created":
            made = line["made"]
            self.trades[key] = Trade(**made)
            return
        trade = self.trades[key]
        if line["what"] == "met":
            trade.met = True
        elif line["what"] == "paid":
            trade.status, trade.paid_at = PAID, line["at"]
        elif line["what"] == "refunded":
            trade.refunds[line["refund"]] = (line["amount"], line["at"])
            trade.status = CLOSED if trade.refunded == trade.amount else trade.status
        else:
            trade.status = CLOSED
