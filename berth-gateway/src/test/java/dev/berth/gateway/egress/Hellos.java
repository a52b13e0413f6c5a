package dev.berth.gateway.egress;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Client hellos of one record, taken apart and put together in other ways. */
final class Hellos {
  private static final int RECORD = 5;
  private static final int MESSAGE = 4;

  private Hellos() {}

  /** The same without an extension of this type. */
  static byte[] without(byte[] hello, int type) {
    int at = extensionsAt(hello);
    ByteBuffer all = ByteBuffer.wrap(hello, at, hello.length - at);
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    while (all.hasRemaining()) {
      int begin = all.position();
      int found = all.getShort() & 0xffff;
      int length = all.getShort() & 0xffff;
      all.position(all.position() + length);
      if (found != type) {
        kept.write(hello, begin, MESSAGE + length);
      }
    }
    return put(hello, kept.toByteArray());
  }

  /** The same with one more extension. */
  static byte[] with(byte[] hello, int type, byte[] body) {
    int at = extensionsAt(hello);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(hello, at, hello.length - at);
    all.writeBytes(
        ByteBuffer.allocate(MESSAGE).putShort((short) type).putShort((short) body.length).array());
    all.writeBytes(body);
    return put(hello, all.toByteArray());
  }

  /** The body of the extension that names a host. */
  static byte[] nameExtension(String host) {
    byte[] name = host.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(5 + name.length)
        .putShort((short) (3 + name.length))
        .put((byte) 0)
        .putShort((short) name.length)
        .put(name)
        .array();
  }

  /** Two of them in one record. */
  static byte[] followedBy(byte[] hello, byte[] other) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(hello, 0, hello.length);
    both.write(other, RECORD, other.length - RECORD);
    byte[] bytes = both.toByteArray();
    ByteBuffer.wrap(bytes).putShort(3, (short) (bytes.length - RECORD));
    return bytes;
  }

  /** The same with another length of its message. */
  static byte[] claiming(byte[] hello, int length) {
    byte[] bytes = hello.clone();
    ByteBuffer.wrap(bytes).putInt(RECORD, 1 << 24 | length);
    return bytes;
  }

  private static byte[] put(byte[] hello, byte[] extensions) {
    int at = extensionsAt(hello);
    ByteBuffer whole = ByteBuffer.allocate(at + extensions.length);
    whole.put(hello, 0, at - 2).putShort((short) extensions.length).put(extensions);
    whole.putShort(3, (short) (whole.capacity() - RECORD));
    whole.putInt(RECORD, 1 << 24 | (whole.capacity() - RECORD - MESSAGE));
    return whole.array();
  }

  /** Where the first extension begins. */
  private static int extensionsAt(byte[] hello) {
    int at = RECORD + MESSAGE + 2 + 32;
    at += 1 + (hello[at] & 0xff);
    at += 2 + ((hello[at] & 0xff) << 8 | (hello[at + 1] & 0xff));
    at += 1 + (hello[at] & 0xff);
    return at + 2;
  }
}
