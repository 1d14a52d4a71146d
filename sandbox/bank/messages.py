"""ISO 20022 as the bank reads and writes it: pain.001 in; pain.002, camt.054 and camt.053 out. Shares no
code with the channel."""

import datetime
import decimal
import xml.etree.ElementTree as tree
from xml.sax.saxutils import escape

from books import Instruction, OPENING

SPACE = "urn:iso:std:iso:20022:tech:xsd:"


class Unreadable(Exception):
    pass


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_pain001(body, client):
    """The one instruction of the message."""
    try:
        root = tree.fromstring(body)
    except tree.ParseError as error:
        raise Unreadable(str(error)) from error
    names = {"": SPACE + "pain.001.001.09"}

    def text(element, path):
        found = element.findall(path, names)
        if len(found) != 1 or not (found[0].text or "").strip():
            raise Unreadable(f"{path} is not there once")
        return found[0].text.strip()

    def account(element, path):
        found = [each.text for tail in ("Id/IBAN", "Id/Othr/Id") for each in element.findall(f"{path}/{tail}", names)]
        if len(found) != 1:
            raise Unreadable(f"{path} names no account")
        return found[0]

    top = root.find("CstmrCdtTrfInitn", names)
    if top is None:
        raise Unreadable("it is no pain.001.001.09")
    transaction = top.find("PmtInf/CdtTrfTxInf", names)
    if transaction is None or text(top, "GrpHdr/NbOfTxs") != "1":
        raise Unreadable("it has not one transaction")
    amount = transaction.find("Amt/InstdAmt", names)
    if amount is None or decimal.Decimal(amount.text) != decimal.Decimal(text(top, "GrpHdr/CtrlSum")):
        raise Unreadable("CtrlSum is not the amount")
    purpose = transaction.find("Purp/Cd", names)
    contract = transaction.find("XchgRateInf/CtrctId", names)
    return Instruction(
        client=client, message=text(top, "GrpHdr/MsgId"), batch=text(top, "PmtInf/PmtInfId"),
        reference=text(transaction, "PmtId/EndToEndId"), uetr=text(transaction, "PmtId/UETR"),
        amount=decimal.Decimal(amount.text), currency=amount.get("Ccy"),
        debtor=account(top, "PmtInf/DbtrAcct"), creditor=account(transaction, "CdtrAcct"),
        purpose="" if purpose is None else purpose.text,
        contract="" if contract is None else contract.text)


def document(message, inside):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{SPACE}{message}">{inside}</Document>'.encode()


def pain002(instruction, number, status=None, reason=None):
    status = status or instruction.status
    reason = reason or instruction.reason
    why = ""
    if reason:
        why = f"<StsRsnInf><Rsn><Cd>{escape(reason)}</Cd></Rsn><AddtlInf>The bank says {escape(reason)}</AddtlInf></StsRsnInf>"
    return document("pain.002.001.10", (
        f"<CstmrPmtStsRpt><GrpHdr><MsgId>ST{number}</MsgId><CreDtTm>{now()}</CreDtTm></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{instruction.message}</OrgnlMsgId>"
        "<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>"
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{instruction.batch}</OrgnlPmtInfId><TxInfAndSts>"
        f"<OrgnlEndToEndId>{instruction.reference}</OrgnlEndToEndId><OrgnlUETR>{instruction.uetr}</OrgnlUETR>"
        f"<TxSts>{status}</TxSts>{why}<AcctSvcrRef>{bank_reference(instruction)}</AcctSvcrRef><OrgnlTxRef><Amt>"
        f'<InstdAmt Ccy="{instruction.currency}">{instruction.amount}</InstdAmt></Amt></OrgnlTxRef>'
        "</TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt>"))


def bank_reference(instruction):
    return "BK" + instruction.uetr.replace("-", "")[:14].upper()


def entry_element(entry):
    instruction = entry.instruction
    side = "CRDT" if entry.credit else "DBIT"
    amounts = ""
    if instruction.currency != "EUR" or entry.charges:
        exchange = ""
        if instruction.currency != "EUR":
            exchange = (f"<CcyXchg><SrcCcy>{instruction.currency}</SrcCcy><TrgtCcy>EUR</TrgtCcy>"
                        f"<XchgRate>{entry.rate}</XchgRate></CcyXchg>")
        amounts = (f'<AmtDtls><InstdAmt><Amt Ccy="{instruction.currency}">{instruction.amount}</Amt></InstdAmt>'
                   f'<TxAmt><Amt Ccy="EUR">{entry.amount}</Amt>{exchange}</TxAmt></AmtDtls>')
    charges = ""
    if entry.charges:
        charges = (f'<Chrgs><Rcrd><Amt Ccy="EUR">{entry.charges}</Amt><CdtDbtInd>DBIT</CdtDbtInd>'
                   "<ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>")
    returned = f"<RtrInf><Rsn><Cd>{escape(entry.return_reason)}</Cd></Rsn></RtrInf>" if entry.return_reason else ""
    return (
        f'<Ntry><Amt Ccy="EUR">{entry.amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><Dt>{now()[:10]}</Dt></BookgDt><ValDt><Dt>{now()[:10]}</Dt></ValDt>"
        f"<AcctSvcrRef>{bank_reference(instruction)}</AcctSvcrRef><BkTxCd/><NtryDtls><TxDtls><Refs>"
        f"<PmtInfId>{escape(instruction.batch)}</PmtInfId>"
        f"<EndToEndId>{escape(instruction.reference)}</EndToEndId><UETR>{instruction.uetr}</UETR></Refs>"
        f'<Amt Ccy="EUR">{entry.amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>{amounts}{charges}{returned}'
        "</TxDtls></NtryDtls></Ntry>")


def camt054(client, entry, number):
    return document("camt.054.001.08", (
        f"<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>AD{number}</MsgId><CreDtTm>{now()}</CreDtTm></GrpHdr>"
        f"<Ntfctn><Id>AD{number}</Id><Acct><Id><IBAN>{client.iban}</IBAN></Id></Acct>"
        f"{entry_element(entry)}</Ntfctn></BkToCstmrDbtCdtNtfctn>"))


def balance(kind, amount):
    side = "CRDT" if amount >= 0 else "DBIT"
    return (f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
            f'<Amt Ccy="EUR">{abs(amount)}</Amt><CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>{now()[:10]}</Dt></Dt></Bal>')


def camt053(client, number):
    moved = sum(entry.amount if entry.credit else -entry.amount for entry in client.entries)
    entries = "".join(entry_element(entry) for entry in client.entries)
    return document("camt.053.001.08", (
        f"<BkToCstmrStmt><GrpHdr><MsgId>SM{number}</MsgId><CreDtTm>{now()}</CreDtTm></GrpHdr>"
        f"<Stmt><Id>SM{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb><CreDtTm>{now()}</CreDtTm>"
        f"<Acct><Id><IBAN>{client.iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{balance('OPBD', OPENING)}{balance('CLBD', OPENING + moved)}{entries}</Stmt></BkToCstmrStmt>"))
