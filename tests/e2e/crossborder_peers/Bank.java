import com.prowidesoftware.swift.model.mx.MxCamt05300108;
import com.prowidesoftware.swift.model.mx.MxCamt05400108;
import com.prowidesoftware.swift.model.mx.MxPain00100109;
import com.prowidesoftware.swift.model.mx.MxPain00200110;
import com.prowidesoftware.swift.model.mx.dic.*;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * A bank on Prowide ISO 20022: reads the channel's instructions and prints what they say; answers each with
 * a pain.002, books it in a camt.054 and states it in a camt.053, for the channel to read.
 *
 *   Bank FOLDER_OF_PAIN001 FOLDER_FOR_ANSWERS
 */
public class Bank {
  static final OffsetDateTime NOW = OffsetDateTime.of(2026, 11, 21, 12, 30, 0, 0, ZoneOffset.UTC);
  static final String OWN = "DE89370400440532013000";

  public static void main(String[] words) throws IOException {
    List<Path> files;
    try (var listed = Files.list(Path.of(words[0]))) {
      files = listed.sorted().toList();
    }
    for (Path file : files) {
      MxPain00100109 message = MxPain00100109.parse(Files.readString(file));
      PaymentInstruction30 batch = message.getCstmrCdtTrfInitn().getPmtInf().get(0);
      CreditTransferTransaction34 payment = batch.getCdtTrfTxInf().get(0);
      tell(message, batch, payment);
      String name = payment.getPmtId().getEndToEndId();
      write(words[1], name + ".pain002.xml", status(message, payment));
      write(words[1], name + ".camt054.xml", advice(payment));
      write(words[1], name + ".camt053.xml", statement(payment));
    }
  }

  static void tell(MxPain00100109 message, PaymentInstruction30 batch, CreditTransferTransaction34 payment) {
    var amount = payment.getAmt().getInstdAmt();
    var account = payment.getCdtrAcct().getId();
    String purpose = payment.getPurp() == null ? "-" : payment.getPurp().getCd();
    System.out.println(String.join(" ", payment.getPmtId().getEndToEndId(), payment.getPmtId().getUETR(),
        amount.getCcy(), amount.getValue().toPlainString(), batch.getDbtrAcct().getId().getIBAN(),
        account.getIBAN() == null ? account.getOthr().getId() : account.getIBAN(),
        batch.getChrgBr().value(), purpose, payment.getCdtr().getNm()));
    if (message.getCstmrCdtTrfInitn().getGrpHdr().getCtrlSum().compareTo(amount.getValue()) != 0)
      throw new IllegalStateException("CtrlSum is not the amount");
  }

  static void write(String folder, String name, String text) throws IOException {
    Files.writeString(Path.of(folder, name), text);
  }

  static String status(MxPain00100109 asked, CreditTransferTransaction34 payment) {
    var told = new PaymentTransaction105();
    told.setOrgnlEndToEndId(payment.getPmtId().getEndToEndId());
    told.setOrgnlUETR(payment.getPmtId().getUETR());
    told.setTxSts("ACSC");
    told.setOrgnlTxRef(new OriginalTransactionReference28()
        .setAmt(new AmountType4Choice().setInstdAmt(payment.getAmt().getInstdAmt())));
    var report = new CustomerPaymentStatusReportV10();
    report.setGrpHdr(new GroupHeader86().setMsgId("ST-1").setCreDtTm(NOW));
    report.setOrgnlGrpInfAndSts(new OriginalGroupHeader17()
        .setOrgnlMsgId(asked.getCstmrCdtTrfInitn().getGrpHdr().getMsgId()).setOrgnlMsgNmId("pain.001.001.09"));
    report.addOrgnlPmtInfAndSts(new OriginalPaymentInstruction32().setOrgnlPmtInfId("B-1").addTxInfAndSts(told));
    var message = new MxPain00200110();
    message.setCstmrPmtStsRpt(report);
    return message.document();
  }

  static ReportEntry10 entry(CreditTransferTransaction34 payment) {
    var amount = payment.getAmt().getInstdAmt();
    var detail = new EntryTransaction10();
    detail.setRefs(new TransactionReferences6().setEndToEndId(payment.getPmtId().getEndToEndId())
        .setUETR(payment.getPmtId().getUETR()));
    var entry = new ReportEntry10();
    entry.setAmt(amount);
    entry.setCdtDbtInd(CreditDebitCode.CRDT);
    entry.setSts(new EntryStatus1Choice().setCd("BOOK"));
    entry.setBookgDt(new DateAndDateTime2Choice().setDt(LocalDate.of(2026, 11, 21)));
    entry.setBkTxCd(new BankTransactionCodeStructure4());
    entry.addNtryDtls(new EntryDetails9().addTxDtls(detail));
    return entry;
  }

  static CashAccount39 account() {
    return new CashAccount39().setId(new AccountIdentification4Choice().setIBAN(OWN));
  }

  static String advice(CreditTransferTransaction34 payment) {
    var notification = new AccountNotification17().setId("AD-1").setAcct(account()).addNtry(entry(payment));
    var message = new MxCamt05400108();
    message.setBkToCstmrDbtCdtNtfctn(new BankToCustomerDebitCreditNotificationV08()
        .setGrpHdr(new GroupHeader81().setMsgId("AD-1").setCreDtTm(NOW)).addNtfctn(notification));
    return message.document();
  }

  static CashBalance8 balance(String type, BigDecimal value, String currency) {
    var amount = new ActiveOrHistoricCurrencyAndAmount();
    amount.setCcy(currency);
    amount.setValue(value);
    return new CashBalance8()
        .setTp(new BalanceType13().setCdOrPrtry(new BalanceType10Choice().setCd(type)))
        .setAmt(amount).setCdtDbtInd(CreditDebitCode.CRDT)
        .setDt(new DateAndDateTime2Choice().setDt(LocalDate.of(2026, 11, 21)));
  }

  static String statement(CreditTransferTransaction34 payment) {
    var amount = payment.getAmt().getInstdAmt();
    var statement = new AccountStatement9().setId("SM-1").setAcct(account())
        .addBal(balance("OPBD", BigDecimal.ZERO, amount.getCcy()))
        .addBal(balance("CLBD", amount.getValue(), amount.getCcy())).addNtry(entry(payment));
    var message = new MxCamt05300108();
    message.setBkToCstmrStmt(new BankToCustomerStatementV08()
        .setGrpHdr(new GroupHeader81().setMsgId("SM-1").setCreDtTm(NOW)).addStmt(statement));
    return message.document();
  }
}
