package dev.berth.gateway.egress;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/** Tells public addresses from those that lead into somebody's own network. */
final class Addresses {
  private Addresses() {}

  /** Whether the address is of the public internet and of one host. */
  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    return switch (address) {
      case Inet4Address v4 -> isPublic4(v4.getAddress());
      case Inet6Address v6 -> isPublic6(v6.getAddress());
      default -> false;
    };
  }

  private static boolean isPublic4(byte[] b) {
    int first = b[0] & 0xff;
    int second = b[1] & 0xff;
    int third = b[2] & 0xff;
    boolean special =
        first == 0
            || first >= 240
            // carriers' own, and some clouds' metadata (100.100.100.200)
            || (first == 100 && second >= 64 && second < 128)
            // protocol assignments, and the clouds' 192.0.0.192
            || (first == 192 && second == 0 && (third == 0 || third == 2))
            || (first == 192 && second == 88 && third == 99)
            || (first == 198 && (second == 18 || second == 19))
            || (first == 198 && second == 51 && third == 100)
            || (first == 203 && second == 0 && third == 113)
            // Azure's metadata
            || (first == 168 && second == 63 && third == 129 && (b[3] & 0xff) == 16);
    return !special;
  }

  private static boolean isPublic6(byte[] b) {
    // only global unicast, 2000::/3, without what embeds an IPv4 address or documents examples
    boolean global = (b[0] & 0xe0) == 0x20;
    boolean teredo = b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0;
    boolean documentation = b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && (b[3] & 0xff) == 0xb8;
    boolean sixToFour = b[0] == 0x20 && b[1] == 0x02;
    return global && !teredo && !documentation && !sixToFour;
  }
}
