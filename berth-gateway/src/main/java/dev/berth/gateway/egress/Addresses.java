package dev.berth.gateway.egress;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Tells public addresses from those that lead into somebody's own network. The JDK gives an
 * IPv4-mapped IPv6 address as the IPv4 address that it is; other IPv6 addresses with an IPv4 one
 * inside (NAT64, 6to4, Teredo) are not public, whatever is inside.
 */
final class Addresses {
  private Addresses() {}

  /** Whose an address is. */
  enum Kind {
    /** Of the public internet and of one host. */
    PUBLIC,
    /** Of a private network, or of this host: an operator may say that it is meant. */
    PRIVATE,
    /**
     * Link-local, metadata of clouds, multicast, reserved: nobody's registry, whoever says that.
     */
    NEVER
  }

  /** Whose this address is. */
  static Kind kind(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isMulticastAddress()) {
      return Kind.NEVER;
    }
    return switch (address) {
      case Inet4Address v4 -> kind4(v4.getAddress());
      case Inet6Address v6 -> kind6(v6);
      default -> Kind.NEVER;
    };
  }

  private static Kind kind4(byte[] b) {
    int first = b[0] & 0xff;
    int second = b[1] & 0xff;
    int third = b[2] & 0xff;
    if (isReserved(first, second, third) || isMetadata(first, second, third, b[3] & 0xff)) {
      return Kind.NEVER;
    }
    boolean own =
        first == 10
            || first == 127
            || (first == 172 && second >= 16 && second < 32)
            || (first == 192 && second == 168)
            // carriers' own
            || (first == 100 && second >= 64 && second < 128);
    return own ? Kind.PRIVATE : Kind.PUBLIC;
  }

  /** IANA's registry of special IPv4 addresses, without the private ones. */
  private static boolean isReserved(int first, int second, int third) {
    return first == 0
        || first >= 240
        // protocol assignments, and the clouds' 192.0.0.192
        || (first == 192 && second == 0 && (third == 0 || third == 2))
        || (first == 192 && second == 88 && third == 99)
        || (first == 198 && (second == 18 || second == 19))
        || (first == 198 && second == 51 && third == 100)
        || (first == 203 && second == 0 && third == 113);
  }

  /** Metadata outside link-local: Alibaba's, and Azure's. */
  private static boolean isMetadata(int first, int second, int third, int fourth) {
    return (first == 100 && second == 100 && third == 100 && fourth == 200)
        || (first == 168 && second == 63 && third == 129 && fourth == 16);
  }

  private static Kind kind6(Inet6Address address) {
    byte[] b = address.getAddress();
    boolean loopback = address.isLoopbackAddress();
    // unique local: fc00::/7, in which some clouds have metadata (fd00:ec2::254, fd20:ce::254,
    // fd00:42::42)
    boolean own = (b[0] & 0xfe) == 0xfc;
    if (loopback || own) {
      return own && isMetadata6(b) ? Kind.NEVER : Kind.PRIVATE;
    }
    // else only global unicast, 2000::/3, without what embeds an IPv4 address or is for examples
    boolean global = (b[0] & 0xe0) == 0x20;
    // 2001::/23: Teredo, ORCHID, benchmarks
    boolean assignments = b[0] == 0x20 && b[1] == 0x01 && (b[2] & 0xfe) == 0;
    boolean documentation =
        (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && (b[3] & 0xff) == 0xb8)
            || (b[0] == 0x3f && (b[1] & 0xff) == 0xff && (b[2] & 0xf0) == 0);
    boolean sixToFour = b[0] == 0x20 && b[1] == 0x02;
    return global && !assignments && !documentation && !sixToFour ? Kind.PUBLIC : Kind.NEVER;
  }

  private static boolean isMetadata6(byte[] b) {
    int first = (b[0] & 0xff) << 8 | (b[1] & 0xff);
    int second = (b[2] & 0xff) << 8 | (b[3] & 0xff);
    return (first == 0xfd00 && (second == 0x0ec2 || second == 0x0042))
        || (first == 0xfd20 && second == 0x00ce);
  }
}
