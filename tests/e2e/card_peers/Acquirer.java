// An acquirer on jPOS with two ports: hexadecimal bitmaps without a key, and packed digits with the
// retail MAC of ISO 9797-1, reckoned by Java's own DES.
//
//   java -cp 'JARS/*' Acquirer.java HEX_PORT BCD_PORT MAC_KEY_FILE JOURNAL
//
// What it does by the amount (element 4) stands in play.py; what it was sent goes to the journal, one
// JSON object a line, before it is answered.

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jpos.iso.IFB_LLNUM;
import org.jpos.iso.IFB_NUMERIC;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISOPackager;
import org.jpos.iso.ISORequestListener;
import org.jpos.iso.ISOServer;
import org.jpos.iso.ISOSource;
import org.jpos.iso.ISOUtil;
import org.jpos.iso.channel.PostChannel;
import org.jpos.iso.packager.ISO87APackager;
import org.jpos.iso.packager.ISO87BPackager;
import org.jpos.util.ThreadPool;

public class Acquirer implements ISORequestListener {
  private static final int[] ECHOED = {3, 4, 7, 11, 12, 13, 18, 32, 37, 41, 42, 49, 70, 90, 95};
  private static final Set<String> UNHEARD = ConcurrentHashMap.newKeySet();

  private final String name;
  private final byte[] key; // null: messages are not authenticated
  private final Path journal;

  Acquirer(String name, byte[] key, Path journal) {
    this.name = name;
    this.key = key;
    this.journal = journal;
  }

  // jPOS leaves zeros behind an odd number of packed digits; here they go in front, and the currency
  // is packed as well.
  static ISOPackager packed() {
    ISO87BPackager packager = new ISO87BPackager();
    packager.setFieldPackager(2, new IFB_LLNUM(19, "primary account number", true));
    packager.setFieldPackager(22, new IFB_NUMERIC(3, "entry mode", true));
    packager.setFieldPackager(32, new IFB_LLNUM(11, "acquirer", true));
    packager.setFieldPackager(49, new IFB_NUMERIC(3, "currency", true));
    packager.setFieldPackager(70, new IFB_NUMERIC(3, "network management", true));
    return packager;
  }

  static String operationId(ISOMsg message) {
    String text = message.hasField(48) ? message.getString(48) : "";
    return text.startsWith("01") ? text.substring(4, 4 + Integer.parseInt(text.substring(2, 4))) : "";
  }

  static long amount(ISOMsg message) {
    return message.hasField(4) ? Long.parseLong(message.getString(4)) : 0;
  }

  // {code, amount or null}; null for silence.
  static String[] decide(ISOMsg message) throws ISOException {
    String type = message.getMTI();
    boolean reversal = type.startsWith("042");
    boolean charge =
        type.equals("0100") || (type.equals("0200") && message.getString(3).startsWith("00"));
    String key = type.substring(0, 3) + " " + operationId(message);
    if (amount(message) == 7000 && (charge || reversal) && UNHEARD.add(key)) return null;
    if (charge && amount(message) == 5100) return new String[] {"51", null};
    if (charge && amount(message) == 3000) return new String[] {"10", "000000001500"};
    return new String[] {"00", null};
  }

  // Over the message as it travels, up to the code itself.
  byte[] mac(ISOMsg message, int element) throws Exception {
    ISOMsg blank = (ISOMsg) message.clone();
    blank.set(element, new byte[8]);
    byte[] bytes = blank.pack();
    byte[] text = Arrays.copyOf(bytes, bytes.length - 8);
    byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
    Cipher chain = Cipher.getInstance("DES/CBC/NoPadding");
    chain.init(Cipher.ENCRYPT_MODE, des(0), new IvParameterSpec(new byte[8]));
    byte[] chained = chain.doFinal(padded);
    Cipher second = Cipher.getInstance("DES/ECB/NoPadding");
    second.init(Cipher.DECRYPT_MODE, des(8));
    Cipher first = Cipher.getInstance("DES/ECB/NoPadding");
    first.init(Cipher.ENCRYPT_MODE, des(0));
    return first.doFinal(second.doFinal(chained, chained.length - 8, 8));
  }

  private SecretKeySpec des(int from) {
    return new SecretKeySpec(key, from, 8, "DES");
  }

  private static int macElement(ISOMsg message) {
    return message.getMaxField() > 64 ? 128 : 64;
  }

  private String authenticate(ISOMsg message) throws Exception {
    if (key == null) return "none";
    int element = macElement(message);
    return Arrays.equals(mac(message, element), message.getBytes(element)) ? "right" : "wrong";
  }

  private synchronized void write(ISOMsg message, String code, String mac)
      throws IOException, ISOException {
    String remaining =
        message.hasField(95) ? "" + Long.parseLong(message.getString(95).substring(0, 12)) : "null";
    String original = message.hasField(90) ? message.getString(90) : "";
    String line =
        String.format(
            "{\"type\":\"%s\",\"operation_id\":\"%s\",\"amount\":%d,\"remaining\":%s,"
                + "\"original\":\"%s\",\"code\":\"%s\",\"mac\":\"%s\",\"peer\":\"%s\"}%n",
            message.getMTI(), operationId(message), amount(message), remaining, original, code, mac,
            name);
    Files.writeString(journal, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public boolean process(ISOSource source, ISOMsg message) {
    try {
      String mac = authenticate(message);
      String[] said = mac.equals("wrong") ? new String[] {"63", null} : decide(message);
      write(message, said == null ? "" : said[0], mac);
      if (said == null) return true;
      ISOMsg answer = new ISOMsg();
      answer.setPackager(message.getPackager());
      answer.setMTI(message.getMTI().substring(0, 2)
          + (char) (message.getMTI().charAt(2) + 1) + "0");
      for (int element : ECHOED) {
        if (message.hasField(element)) answer.set(element, message.getString(element));
      }
      answer.set(39, said[0]);
      if (said[1] != null) answer.set(4, said[1]);
      if (!said[0].equals("51") && message.hasField(37)) answer.set(38, "123456");
      if (key != null) {
        answer.recalcBitMap();
        int element = macElement(answer);
        answer.set(element, mac(answer, element));
      }
      source.send(answer);
      return true;
    } catch (Exception error) {
      error.printStackTrace();
      return false;
    }
  }

  static void serve(int port, ISOPackager packager, Acquirer acquirer) throws Exception {
    ISOServer server = new ISOServer(port, new PostChannel(packager), new ThreadPool(4, 64));
    server.addISORequestListener(acquirer);
    new Thread(server).start();
  }

  public static void main(String[] arguments) throws Exception {
    byte[] key = ISOUtil.hex2byte(Files.readString(Path.of(arguments[2])).trim());
    Path journal = Path.of(arguments[3]);
    serve(Integer.parseInt(arguments[0]), new ISO87APackager(),
        new Acquirer("hex", null, journal));
    serve(Integer.parseInt(arguments[1]), packed(), new Acquirer("bcd", key, journal));
  }
}
