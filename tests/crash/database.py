"""The gateway's tables through the `mariadb` command line client: nothing of the gateway's code
stands between a rule and a row."""

import json
import subprocess

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# The numbers that the tables hold; zero is unknown in each.
PAYMENT_STATUS = ("unknown", "requires_payment_method", "requires_confirmation", "requires_action",
                  "processing", "requires_capture", "succeeded", "canceled", "failed", "in_review")
DIRECTION = ("unknown", "payment", "payout")
REFUND_STATUS = ("unknown", "pending", "succeeded", "failed")
OPERATION_KIND = ("unknown", "authorize", "sale", "capture", "void", "refund", "query", "payout")
CAUSE = ("unknown", "requested", "outcome_unknown", "expired", "late_approval")
OUTCOME = ("unknown", "approved", "pending", "declined", "not_sent")

IDS = {"merchant_id": "mer", "payment_id": "pay", "original_id": "op", "refund_id": "re"}
TABLES = {
    "payments": ("pay", "id merchant_id amount amount_authorized amount_captured amount_refunded "
                        "amount_refunding status description version reason expires_at direction"),
    "operations": ("op", "id payment_id merchant_id kind amount refund_id original_id outcome "
                         "attempt due_at parked cause"),
    "refunds": ("re", "id payment_id merchant_id amount status reason version"),
    "breaks": ("brk", "id payment_id merchant_id kind detail"),
    "events": ("evt", "stream number id payment_id merchant_id version type data"),
}
ENUMS = {("payments", "status"): PAYMENT_STATUS, ("payments", "direction"): DIRECTION,
         ("refunds", "status"): REFUND_STATUS,
         ("operations", "kind"): OPERATION_KIND, ("operations", "cause"): CAUSE,
         ("operations", "outcome"): OUTCOME}


def public_id(prefix, hexadecimal):
    """"pay_01JD…": 26 characters of Crockford's base32 over the 16 bytes."""
    number = int(hexadecimal, 16)
    digits = [ALPHABET[number >> shift & 31] for shift in range(125, -1, -5)]
    return f"{prefix}_{''.join(digits)}"


TO_PYTHON = str.maketrans(ALPHABET, "0123456789abcdefghijklmnopqrstuv")


def number_of(id):
    """The number behind a public id, or -1 when it is none."""
    try:
        return int(id[id.index("_") + 1 :].translate(TO_PYTHON), 32)
    except ValueError:
        return -1


def parse_row(table, text):
    """A line of Database.rows() as a dict, with ids and enums as the API words them. (What a row of
    another table belongs to, a payment or a payout, it does not say: see name_payouts.)"""
    row = json.loads(text)
    for column, kind in (("id", TABLES[table][0]), *IDS.items()):
        if row.get(column):
            row[column] = public_id(kind, row[column])
    for column in row:
        if (table, column) in ENUMS:
            row[column] = ENUMS[table, column][row[column]]
    if row.get("direction") == "payout":
        row["id"] = payout_id(row["id"])
    return row


def payout_id(payment_id):
    return "po_" + payment_id.removeprefix("pay_")


def name_payouts(payments, *others):
    """Gives the rows that belong to payouts the ids of those."""
    payouts = {row["id"] for row in payments if row["direction"] == "payout"}
    for rows in others:
        for row in rows:
            if payout_id(row["payment_id"]) in payouts:
                row["payment_id"] = payout_id(row["payment_id"])


class Database:
    def __init__(self, socket, schema="tollgate"):
        self._command = ["mariadb", "--no-defaults", f"--socket={socket}", "--batch", "--raw",
                         "--quick", "--skip-column-names", "--default-character-set=utf8mb4",
                         schema]

    def stream(self, query):
        """The lines of the answer, while they come."""
        with subprocess.Popen([*self._command, "-e", f"SET time_zone = '+00:00'; {query}"],
                              stdout=subprocess.PIPE) as process:
            for line in process.stdout:
                yield line[:-1].decode("utf-8", "backslashreplace")
        if process.returncode != 0:
            raise subprocess.CalledProcessError(process.returncode, self._command[0])

    def lines(self, query):
        return list(self.stream(query))

    def number(self, query):
        return int(self.lines(query)[0])

    def rows(self, table):
        """(number of its payment, text for parse_row) of every row."""
        _, columns = TABLES[table]
        members = []
        for column in columns.split():
            value = f"HEX({column})" if column == "id" or column in IDS else column
            members.append(f"'{column}', {value}")
        payment = "id" if table == "payments" else "payment_id"
        for line in self.stream(f"SELECT HEX({payment}), JSON_OBJECT({', '.join(members)}) "
                                f"FROM {table}"):
            number, _, text = line.partition("\t")
            yield int(number, 16), text

    def parsed_rows(self, table):
        """Every row as a dict, see parse_row."""
        return [parse_row(table, text) for _, text in self.rows(table)]

    def stored_answers(self):
        """(merchant id, status, body) of every one."""
        query = ("SELECT HEX(merchant_id), answer_status, HEX(answer_body) "
                 "FROM requests WHERE answer_status IS NOT NULL")
        merchants = {}
        for line in self.stream(query):
            merchant, status, body = line.split("\t")
            if merchant not in merchants:
                merchants[merchant] = public_id("mer", merchant)
            yield (merchants[merchant], int(status),
                   bytes.fromhex(body).decode("utf-8", "backslashreplace"))

    def streams(self):
        query = "SELECT stream, last_number FROM streams"
        return {int(stream): int(last) for stream, last in map(str.split, self.lines(query))}

    def texts_with(self, pattern):
        """(place, text) of every value of every text or binary column that matches."""
        columns = self.lines(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = DATABASE() AND (data_type LIKE '%char%' OR "
            "data_type LIKE '%text%' OR data_type LIKE '%blob%' OR data_type LIKE '%binary%')")
        found = []
        for table, column in map(str.split, columns):
            text = f"CONVERT(CONVERT({column}, BINARY) USING latin1)"
            for line in self.lines(f"SELECT {text} FROM {table} WHERE {text} REGEXP '{pattern}'"):
                found.append((f"{table}.{column}", line))
        return found
