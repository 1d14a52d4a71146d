"""The wallet's API: what each method does, and its answer. Errors are (code, sub_code)."""

import calendar
import re
import secrets
import time

import books

CHINA_S = 8 * 3600
AMOUNT = re.compile(r"(0|[1-9]\d{0,8})\.(\d\d)")

# By the last two digits of a payer's code; see README.md. The rest is paid at once.
CODE_WAITS = {"02", "06"}
CODE_REFUSED = {"03": "ACQ.BUYER_BALANCE_NOT_ENOUGH", "04": "ACQ.PAYMENT_AUTH_CODE_INVALID"}
CODE_FAULTS = {"05": "busy", "06": "busy", "07": "lost", "08": "wrong_signature", "09": "late",
               "10": "wrong_amount", "11": "dropped"}


class Refused(ValueError):
    def __init__(self, code, sub_code):
        super().__init__(sub_code)
        self.code, self.sub_code = code, sub_code


def failed(sub_code):
    return Refused("40004", sub_code)


def fen(text):
    match = AMOUNT.fullmatch(text)
    if not match or text == "0.00":
        raise failed("ACQ.INVALID_PARAMETER")
    return int(match[1]) * 100 + int(match[2])


def yuan(amount):
    return f"{amount // 100}.{amount % 100:02d}"


def unix_time(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%d %H:%M:%S")) - CHINA_S


def china_time(when):
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(when + CHINA_S))


class Desk:
    def __init__(self, ledger, teller, base_url):
        self._books = ledger
        self._teller = teller
        self.base_url = base_url
        self._codes = {}  # token -> Trade
        self._methods = {"alipay.trade.pay": self._pay, "alipay.trade.precreate": self._precreate,
                         "alipay.trade.query": self._query, "alipay.trade.cancel": self._cancel,
                         "alipay.trade.close": self._close, "alipay.trade.refund": self._refund,
                         "alipay.trade.fastpay.refund.query": self._refund_query,
                         "alipay.data.dataservice.bill.downloadurl.query": self._bill}

    def fault_of(self, method, content):
        """What the order itself asks for."""
        code = content.get("auth_code", "") if method == "alipay.trade.pay" else ""
        return CODE_FAULTS.get(code[-2:])

    def answer(self, method, app, content, parameters):
        if method not in self._methods:
            raise Refused("40002", "isv.invalid-method")
        return self._methods[method](app, content, parameters)

    def open_page(self, app, content, parameters):
        """The order of a page that a browser asks for: made now."""
        trade = self._books.trades.get((app, content["out_trade_no"]))
        return self.token_of(trade or self._create(app, content, parameters))

    def token_of(self, trade):
        token = secrets.token_hex(8)
        self._codes[token] = trade
        return token

    def trade_of(self, token):
        """Of the page or code of a payer, who has now met it."""
        trade = self._codes.get(token)
        if trade:
            self._books.meet(trade)
            self._books.find(trade.app, trade.order)  # its time may be over
        return trade

    def pays(self, trade):
        done = self._books.pay(trade)
        if done:
            self._teller.tell(trade)
        return done

    def declines(self, trade):
        if trade.status == books.WAITING:
            self._books.close(trade)
            self._teller.tell(trade)

    def _create(self, app, content, parameters, **more):
        order = content["out_trade_no"]
        known = self._books.trades.get((app, order))
        if known:
            same = known.amount == fen(content["total_amount"])
            raise failed({books.PAID: "ACQ.TRADE_HAS_SUCCESS", books.CLOSED: "ACQ.TRADE_HAS_CLOSE"}.get(
                known.status, "ACQ.CONTEXT_INCONSISTENT" if not same else "ACQ.SYSTEM_ERROR"))
        expires_at = unix_time(content["time_expire"]) if "time_expire" in content else time.time() + 900
        if expires_at < time.time():
            raise failed("ACQ.INVALID_PARAMETER")
        trade = books.Trade(app, order, fen(content["total_amount"]), content.get("subject", ""),
                            parameters.get("notify_url", ""), parameters.get("return_url", ""), expires_at, **more)
        self._books.create(trade)
        return trade

    def _pay(self, app, content, parameters):
        code = content["auth_code"]
        if code[-2:] in CODE_REFUSED:
            raise failed(CODE_REFUSED[code[-2:]])
        trade = self._create(app, content, parameters)
        if code[-2:] in CODE_WAITS:
            return {"code": "10003", "msg": "order success pay inprocess", **self._named(trade)}
        self.pays(trade)
        return {**self._named(trade), "total_amount": yuan(trade.amount), "buyer_pay_amount": yuan(trade.amount)}

    def _precreate(self, app, content, parameters):
        trade = self._create(app, content, parameters, met=False)
        return {"out_trade_no": trade.order, "qr_code": f"{self.base_url}/code/{self.token_of(trade)}"}

    def _query(self, app, content, _):
        trade = self._find(app, content)
        return {**self._named(trade), "trade_status": trade.status, "total_amount": yuan(trade.amount)}

    def _cancel(self, app, content, _):
        trade = self._books.trades.get((app, content["out_trade_no"]))
        if trade is None:
            trade = self._books.bar(app, content["out_trade_no"])
        action = {books.WAITING: {"action": "close"}, books.PAID: {"action": "refund"}}.get(trade.status, {})
        self._books.close(trade)
        return {**self._named(trade), "retry_flag": "N", **action}

    def _close(self, app, content, _):
        trade = self._find(app, content)
        if trade.status != books.WAITING:
            raise failed("ACQ.TRADE_STATUS_ERROR")
        self._books.close(trade)
        return self._named(trade)

    def _refund(self, app, content, _):
        trade, amount = self._find(app, content), fen(content["refund_amount"])
        reference = content.get("out_request_no", "")
        moved = "N"
        if reference in trade.refunds:
            if trade.refunds[reference][0] != amount:
                raise failed("ACQ.DISCORDANT_REPEAT_REQUEST")
        else:
            if trade.status != books.PAID:
                raise failed("ACQ.TRADE_STATUS_ERROR")
            if trade.refunded + amount > trade.amount:
                raise failed("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
            self._books.refund(trade, reference, amount)
            self._teller.tell(trade, {"refund_fee": yuan(trade.refunded), "out_biz_no": reference,
                                      "gmt_refund": china_time(time.time())})
            moved = "Y"
        return {**self._named(trade), "fund_change": moved, "refund_fee": yuan(trade.refunded)}

    def _refund_query(self, app, content, _):
        trade, reference = self._find(app, content), content["out_request_no"]
        if reference not in trade.refunds:
            return {}
        return {**self._named(trade), "out_request_no": reference, "refund_status": "REFUND_SUCCESS",
                "refund_amount": yuan(trade.refunds[reference][0]), "total_amount": yuan(trade.amount)}

    def _bill(self, app, content, _):
        if content.get("bill_type") != "trade" or not re.fullmatch(r"\d{4}-\d\d-\d\d", content.get("bill_date", "")):
            raise failed("isp.bill_not_exist")
        return {"bill_download_url": f"{self.base_url}/bill/{app}/{content['bill_date']}.csv"}

    def _find(self, app, content):
        trade = self._books.find(app, content["out_trade_no"])
        if trade is None:
            raise failed("ACQ.TRADE_NOT_EXIST")
        return trade

    @staticmethod
    def _named(trade):
        return {"out_trade_no": trade.order, "trade_no": trade.number}
