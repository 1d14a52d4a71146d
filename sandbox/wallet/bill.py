"""Writes the bill of one day (of China): what was paid, given back and kept as a fee, from the books."""

import argparse
import calendar
import re
import time

import books
import desk

COLUMNS = "trade_no,out_trade_no,kind,out_request_no,time,currency,amount,fee,net"
FAULTS = {"missing", "doubled", "amount", "total", "cut"}


def fee_of(amount):
    return (amount * 6 + 500) // 1000


def decimal(amount):
    return ("-" if amount < 0 else "") + desk.yuan(abs(amount))


def entries(trades, app, begin):
    """(time, trade, kind, reference, amount, fee) within the day."""
    found = []
    for trade in trades:
        if trade.app != app:
            continue
        reversed_whole = trade.status == books.CLOSED and trade.refunded < trade.amount
        if trade.paid_at and not reversed_whole:
            found.append((trade.paid_at, trade, "sale", "", trade.amount, fee_of(trade.amount)))
        for reference, (amount, when) in trade.refunds.items():
            found.append((when, trade, "refund", reference, -amount, 0))
    return sorted((each for each in found if begin <= each[0] < begin + 86400), key=lambda each: each[0])


def write(trades, app, date, fault=None):
    begin = calendar.timegm(time.strptime(date, "%Y-%m-%d")) - desk.CHINA_S
    found = entries(trades, app, begin)
    lines, totals = [], {}
    for when, trade, kind, reference, amount, fee in found:
        lines.append(f"{trade.number},{trade.order},{kind},{reference},{desk.china_time(when)},CNY,"
                     f"{decimal(amount)},{decimal(fee)},{decimal(amount - fee)}")
        count, sum_amount, sum_fee = totals.get(kind, (0, 0, 0))
        totals[kind] = (count + 1, sum_amount + amount, sum_fee + fee)
    if fault == "missing":
        lines = lines[:-1]
    if fault == "doubled":
        lines += lines[-1:]
    if fault == "amount":
        lines[-1] = re.sub(",CNY,(-?)", r",CNY,\g<1>1", lines[-1])
    text = [f"#wallet-bill,1,{app},{date}", COLUMNS, *lines]
    for kind, (count, amount, fee) in sorted(totals.items()):
        amount += 1 if fault == "total" else 0
        text.append(f"#total,{kind},{count},{decimal(amount)},{decimal(fee)},{decimal(amount - fee)}")
    text.append(f"#end,{len(found)}")
    whole = "\n".join(text) + "\n"
    return whole[: len(whole) // 2] if fault == "cut" else whole


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journal", required=True)
    parser.add_argument("--app", required=True)
    parser.add_argument("--date", required=True, metavar="YYYY-MM-DD")
    parser.add_argument("--fault", choices=sorted(FAULTS))
    options = parser.parse_args()
    trades = books.Books(options.journal).trades.values()
    print(write(trades, options.app, options.date, options.fault), end="")


if __name__ == "__main__":
    main()
