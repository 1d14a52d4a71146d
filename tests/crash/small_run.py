"""The small world (small_world.py) as the files and rows that a run would have left, to test how
they are read and shared out."""

import base64
import hashlib
import hmac
import json
import os
import re

from database import ENUMS, IDS, TABLES, number_of, public_id

WORLD_ID = re.compile(r'\b(pay|po|op|re|evt|mer|brk)_[a-z_0-9]+')

SECRET = b"of the endpoint"


class SmallDatabase:
    """What database.Database reads, out of evidence in memory."""

    def __init__(self, world):
        self._world = world

    def rows(self, table):
        payment = "id" if table == "payments" else "payment_id"
        for row in getattr(self._world, table):
            stored = {column: row.get(column) for column in TABLES[table][1].split()}
            for column, value in stored.items():
                if (table, column) in ENUMS:
                    stored[column] = ENUMS[table, column].index(value)
                elif value and (column == "id" or column in IDS):
                    stored[column] = f"{number_of(value):032X}"
                elif column == "data":
                    stored[column] = json.dumps(value)
            yield number_of(row[payment]), json.dumps(stored)

    def stored_answers(self):
        return self._world.stored_answers

    def streams(self):
        return self._world.streams

    def texts_with(self, _pattern):
        return self._world.texts


def leave_behind(world, folder):
    """Writes the journals; gives the arguments of Split.take()."""
    paths = [os.path.join(folder, name) for name in ("client", "acquirer", "kafka", "log", "webhooks")]
    with open(paths[0], "w", encoding="utf-8") as file:
        for did, numbers in (("card", world.cards), ("decoy", world.told_decoys)):
            for number in numbers:
                write(file, {"did": did, "number": number})
        for merchant in world.subscribed:
            write(file, {"did": "subscribe", "merchant": merchant,
                         "secret": "whsec_" + base64.b64encode(SECRET).decode()})
        for request in world.requests:
            place = {"merchant": request.merchant, "key": request.key}
            write(file, {"did": "send", **place, "method": request.method, "path": request.path,
                         "body": request.body})
            for status, body in request.answers:
                write(file, {"did": "receive", **place, "status": status, "body": body})
    with open(paths[1], "w", encoding="utf-8") as file:
        for line in world.acquirer:
            write(file, line)
    with open(paths[2], "w", encoding="utf-8") as file:
        for message in world.messages:
            headers = [word for header in message["headers"].items() for word in header]
            write(file, {**message, "headers": headers, "payload": json.dumps(message["value"])})
    open(paths[3], "w", encoding="utf-8").close()
    with open(paths[4], "w", encoding="utf-8") as file:
        for delivery in world.deliveries:
            body = json.dumps(delivery["event"])
            key = SECRET if delivery["verified"] else b"another"
            mac = hmac.digest(key, f"{delivery['id']}.1.{body}".encode(), "sha256")
            write(file, {"merchant": delivery["merchant"], "id": delivery["id"], "timestamp": "1",
                         "signature": "v1," + base64.b64encode(mac).decode(), "body": body})
    return paths[:1], paths[1:2], SmallDatabase(world), paths[2], paths[3:4], paths[4]


def write(file, line):
    file.write(json.dumps(line) + "\n")


def with_real_ids(value):
    """The world's readable ids ("pay_sold") as ids of the API's form, wherever they stand."""
    if isinstance(value, str):
        return WORLD_ID.sub(lambda found: public_id(
            found[1], hashlib.md5(found[0].encode()).hexdigest()), value)
    if isinstance(value, dict):
        return {with_real_ids(key): with_real_ids(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return type(value)(with_real_ids(item) for item in value)
    return value


def give_real_ids(world):
    for name, value in vars(world).items():
        if name != "requests":
            setattr(world, name, with_real_ids(value))
    for request in world.requests:
        for name, value in vars(request).items():
            setattr(request, name, with_real_ids(value))
