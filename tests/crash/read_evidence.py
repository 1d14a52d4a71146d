"""Reads what a run left behind into Evidence: a share of it (split_evidence.py), or what concerns
all of it."""

import base64
import hmac
import json

from database import name_payouts, parse_row
from evidence import Evidence, Request
from split_evidence import TABLE_LETTERS

TABLE_OF_LETTER = {letter: table for table, letter in TABLE_LETTERS.items()}


def read_share(path, stored_answers, secrets):
    """One share: everything about some buyers' purchases. `secrets` are those of the endpoints for
    webhooks, by merchant."""
    requests, rows = {}, {table: [] for table in TABLE_LETTERS}
    acquirer, messages, listed, deliveries = [], [], [], []
    with open(path, encoding="utf-8", errors="surrogatepass") as file:
        for line in file:
            letter, text = line[0], line[1:-1]
            if letter in TABLE_OF_LETTER:
                table = TABLE_OF_LETTER[letter]
                rows[table].append(parse_row(table, text))
            elif letter == "J":
                take_journal_line(requests, json.loads(text))
            elif letter == "A":
                acquirer.append(json.loads(text))
            elif letter == "W":
                deliveries.append(delivery_of(json.loads(text), secrets))
            elif letter == "K":
                messages.append(message_of(json.loads(text)))
            else:
                found = json.loads(text)
                asker = Request(found["merchant"], found["key"], "GET", "a list", None)
                listed.append((asker, 200, found["resource"]))
    name_payouts(rows["payments"], rows["operations"], rows["events"], rows["breaks"])
    for event in rows["events"]:
        event["data"] = json.loads(event["data"])
    return Evidence(list(requests.values()), set(), set(), acquirer, rows["payments"],
                    rows["operations"], rows["refunds"], rows["events"], stored_answers, {},
                    messages, [], deliveries, secrets.keys(), rows["breaks"], listed)


def read_whole(split):
    """What is about no purchase of its own: the streams, and where card numbers stand."""
    whole = Evidence([], split.cards, split.told_decoys, [], [], [], [], [], split.stored_answers,
                     split.streams, [], split.texts)
    whole.numbers_of_streams = split.numbers_of_streams
    return whole


def take_journal_line(requests, line):
    place = line["merchant"], line["key"]
    if line["did"] == "send":
        if place not in requests:
            requests[place] = Request(*place, line["method"], line["path"], line["body"])
        requests[place].send()
    elif line["did"] == "receive":
        requests[place].receive((line["status"], line["body"]))
    elif line["did"] == "lose":
        requests[place].lose()


def message_of(line):
    names, values = line["headers"][::2], line["headers"][1::2]
    return {"partition": line["partition"], "offset": line["offset"], "key": line["key"],
            "headers": dict(zip(names, values)), "value": json.loads(line["payload"])}


def delivery_of(line, secrets):
    """Standard Webhooks: HMAC-SHA256 over "id.timestamp.body"."""
    signed = f"{line['id']}.{line['timestamp']}.{line['body']}".encode()
    secret = base64.b64decode(secrets.get(line["merchant"], "").removeprefix("whsec_"))
    wanted = "v1," + base64.b64encode(hmac.digest(secret, signed, "sha256")).decode()
    return {"id": line["id"], "merchant": line["merchant"], "event": json.loads(line["body"]),
            "verified": wanted in line["signature"].split(" ")}
