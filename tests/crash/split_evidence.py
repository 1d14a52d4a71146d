"""Sorts what a run left behind by buyers, line by line, so that a million payments fit in memory:
everything about a purchase bears the buyer's name, because the idempotency key of a payment stands
in its description. A share is a file of lines, each with a letter in front that says what it is;
read_evidence.py makes Evidence of it. What concerns all buyers is kept here, as small as it goes.
"""

import array
import bisect
import collections
import json
import os
import re

from database import number_of, public_id
from evidence import LONG_RUN, told_in

SHARES_MAX = 512  # each is an open file
TABLE_LETTERS = {"payments": "P", "operations": "O", "refunds": "R", "events": "E",
                 "breaks": "B"}
EVENT_NUMBER = re.compile(r'"stream": ?(\d+), ?"number": ?(\d+)')
RESOURCE_IN_PATH = re.compile(r"/((?:pay|po)_[0-9A-Z]{26})")
SUSPICIOUS = re.compile(LONG_RUN)


class StoredAnswers:
    """Contains (merchant id, status, body) or does not; remembers 8 bytes of each."""

    def __init__(self, answers):
        self._hashes = array.array("q", sorted(hash(answer) for answer in answers))

    def __contains__(self, answer):
        wanted = hash(answer)
        at = bisect.bisect_left(self._hashes, wanted)
        return at < len(self._hashes) and self._hashes[at] == wanted

    def __len__(self):
        return len(self._hashes)


def buyer_of(merchant, key):
    """The buyer whose key it is: "seed-3" of "seed-3-17-pay"."""
    return merchant, key.rsplit("-", 2)[0]


class Split:
    """Writes the shares below `folder`; then its members say what concerns all of them."""

    def __init__(self, folder):
        self._folder = folder
        self._files = {}
        self._share_of_name = {}  # buyer -> share
        self._share_of_payment = {}  # number of a payment -> share
        self._share_of_operation = {}
        self.cards, self._decoys, self.told_decoys = set(), set(), set()
        self.secrets = {}  # merchant -> secret of its endpoint for webhooks
        self.texts = []
        self.numbers_of_streams = collections.defaultdict(lambda: array.array("Q"))
        self.counts = collections.Counter()

    @property
    def paths(self):
        return [self._path(share) for share in sorted(self._files)]

    def take(self, client_journals, acquirer_journals, database, kafka_messages, logs,
             webhooks=""):
        self._take_tables(database)
        self.stored_answers = StoredAnswers(database.stored_answers())
        self.streams = database.streams()
        for path in client_journals:
            self._take_client_journal(path)
        for path in acquirer_journals:
            self._take_acquirer_journal(path)
        self._take_kafka(kafka_messages)
        if webhooks:
            self._take_webhooks(webhooks)
        self.texts += database.texts_with(LONG_RUN)
        for path in logs:
            with open(path, encoding="utf-8", errors="backslashreplace") as file:
                self.texts += [("the gateway's log", line) for line in file
                               if SUSPICIOUS.search(line)]
        for file in self._files.values():
            file.close()

    def _path(self, share):
        return os.path.join(self._folder, f"share-{share}")

    def _write(self, share, letter, line):
        file = self._files.get(share)
        if file is None:
            file = self._files[share] = open(self._path(share), "w", encoding="utf-8",
                                             errors="surrogatepass")
        file.write(letter + line + "\n")
        self.counts[letter] += 1

    def _share_of_buyer(self, buyer):
        return self._share_of_name.setdefault(buyer, len(self._share_of_name) % SHARES_MAX)

    def _share_of_id(self, payment_id):
        return self._share_of_payment.get(number_of(payment_id), 0)

    def _take_tables(self, database):
        merchants = {}
        # The payments first: the others are found by them.
        for number, text in database.rows("payments"):
            row = json.loads(text)
            merchant = row["merchant_id"]
            if merchant not in merchants:
                merchants[merchant] = public_id("mer", merchant)
            buyer = buyer_of(merchants[merchant], row["description"] or "")
            share = self._share_of_payment[number] = self._share_of_buyer(buyer)
            self._write(share, "P", text)
        for table in ("operations", "refunds", "events", "breaks"):
            for number, text in database.rows(table):
                share = self._share_of_payment.get(number, 0)
                if table == "operations":
                    at = text.index('"id":') + 5
                    identity = text[text.index('"', at) + 1 :][:32]
                    self._share_of_operation[int(identity, 16)] = share
                elif table == "events":
                    stream, count = EVENT_NUMBER.search(text).groups()
                    self.numbers_of_streams[int(stream)].append(int(count))
                self._write(share, TABLE_LETTERS[table], text)

    def _take_client_journal(self, path):
        elsewhere = {}  # (merchant, key) of a request for a payment of another buyer -> share
        lists = set()
        for text, line in json_lines(path):
            if line["did"] in ("card", "decoy"):
                (self.cards if line["did"] == "card" else self._decoys).add(line["number"])
                continue
            if line["did"] == "subscribe":
                self.secrets[line["merchant"]] = line["secret"]
                continue
            if line["did"] == "receive" and line["status"] == 201:
                self.told_decoys |= told_in(line["body"], self._decoys)
            place = line["merchant"], line["key"]
            share = self._share_of_buyer(buyer_of(*place))
            if line["did"] == "send":
                named = RESOURCE_IN_PATH.search(line["path"])
                share_of_path = self._share_of_id(named[1]) if named else share
                if share_of_path != share:
                    elsewhere[place] = share_of_path
                if "?" in line["path"]:
                    lists.add(place)
            elif line["did"] == "receive" and place in lists and line["status"] == 200:
                for resource in json.loads(line["body"])["data"]:
                    payment_id = resource.get("payment_id", resource["id"])
                    self._write(self._share_of_id(payment_id), "L", json.dumps(
                        {"merchant": place[0], "key": place[1], "resource": resource}))
            self._write(elsewhere.get(place, share), "J", text)

    def _take_acquirer_journal(self, path):
        for text, line in json_lines(path):
            self._write(self._share_of_operation.get(number_of(line["operation_id"]), 0), "A", text)

    def _take_kafka(self, path):
        for text, line in json_lines(path):
            self._write(self._share_of_id(line["key"]), "K", text)
            if SUSPICIOUS.search(text):
                self.texts.append(("Kafka", text))

    def _take_webhooks(self, path):
        for text, line in json_lines(path):
            subject = json.loads(line["body"]).get("subject", "")
            self._write(self._share_of_id(subject), "W", text)


def json_lines(path):
    """(text, parsed) of each. The last line may lack its end when its writer was stopped."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.endswith("\n"):
                yield line[:-1], json.loads(line)
