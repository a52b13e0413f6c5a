package dev.berth.forge.mirror;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;

/** Makes packs that no git client would: gitformat-pack, version 2. */
final class PackBuilder {
  static final int COMMIT = 1;
  static final int TREE = 2;
  static final int BLOB = 3;
  private static final int REF_DELTA = 7;
  private static final String PERSON = "A <a@example.invalid> 1700000000 +0000\n";

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int objects;

  /** Adds an object; answers its id. */
  String add(int type, byte[] content) {
    header(type, content.length);
    body.writeBytes(deflated(content));
    String name = type == COMMIT ? "commit" : type == TREE ? "tree" : "blob";
    MessageDigest sha = sha1();
    sha.update((name + " " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(sha.digest(content));
  }

  /** Adds a tree of one entry. */
  String tree(String mode, String name, String oid) {
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    entry.writeBytes((mode + " " + name + "\0").getBytes(StandardCharsets.UTF_8));
    entry.writeBytes(HexFormat.of().parseHex(oid));
    return add(TREE, entry.toByteArray());
  }

  /** Adds a commit without parents. */
  String commit(String tree) {
    String text = "tree " + tree + "\nauthor " + PERSON + "committer " + PERSON + "\nbomb\n";
    return add(COMMIT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds an object that says it has so many bytes, with others in their place. */
  PackBuilder claim(int type, long size, byte[] compressed) {
    header(type, size);
    body.writeBytes(compressed);
    return this;
  }

  /** Adds a delta that is the whole of its base and a byte, so that it differs from all others. */
  PackBuilder delta(String base, int baseSize, int number) {
    ByteArrayOutputStream delta = new ByteArrayOutputStream();
    size(delta, baseSize);
    size(delta, baseSize + 4L);
    // copy baseSize (three bytes of size) from offset 0, then insert four bytes
    delta.write(0x80 | 0x10 | 0x20 | 0x40);
    delta.write(baseSize & 0xff);
    delta.write((baseSize >> 8) & 0xff);
    delta.write((baseSize >> 16) & 0xff);
    delta.write(4);
    delta.writeBytes(ByteBuffer.allocate(4).putInt(number).array());
    header(REF_DELTA, delta.size());
    body.writeBytes(HexFormat.of().parseHex(base));
    body.writeBytes(deflated(delta.toByteArray()));
    return this;
  }

  byte[] build() {
    ByteArrayOutputStream pack = new ByteArrayOutputStream();
    pack.writeBytes("PACK".getBytes(StandardCharsets.US_ASCII));
    pack.writeBytes(ByteBuffer.allocate(8).putInt(2).putInt(objects).array());
    pack.writeBytes(body.toByteArray());
    pack.writeBytes(sha1().digest(pack.toByteArray()));
    return pack.toByteArray();
  }

  private void header(int type, long size) {
    objects++;
    long left = size >> 4;
    body.write((int) ((type << 4) | (size & 15) | (left > 0 ? 128 : 0)));
    if (left > 0) {
      size(body, left);
    }
  }

  private static void size(ByteArrayOutputStream out, long size) {
    long left = size;
    while (left > 127) {
      out.write((int) (left & 127) | 128);
      left >>= 7;
    }
    out.write((int) left);
  }

  /** So many zeros, compressed without ever being in memory. */
  static byte[] zeros(long size) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    byte[] zeros = new byte[1 << 20];
    byte[] buffer = new byte[1 << 16];
    for (long left = size; left > 0; left -= zeros.length) {
      deflater.setInput(zeros, 0, (int) Math.min(left, zeros.length));
      for (int n = deflater.deflate(buffer); n > 0; n = deflater.deflate(buffer)) {
        out.write(buffer, 0, n);
      }
    }
    deflater.finish();
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  private static byte[] deflated(byte[] content) {
    Deflater deflater = new Deflater();
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
