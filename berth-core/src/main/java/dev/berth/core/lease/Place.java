package dev.berth.core.lease;

/**
 * Where a thing can be observed and released. Only a node at the place may observe, judge or
 * release it.
 */
public sealed interface Place {
  /** The form that is stored and compared. */
  String text();

  /**
   * Whether a node that is here may judge what was made there: at the same place, or on the same
   * machine before its last boot, which proves that its processes are gone.
   */
  default boolean mayJudge(Place there) {
    return equals(there)
        || (this instanceof Host here
            && there instanceof Host other
            && here.machineId().equals(other.machineId()));
  }

  /** One host since its last boot: a new boot id proves that its processes are gone. */
  record Host(String machineId, String bootId) implements Place {
    @Override
    public String text() {
      return "host:" + machineId + "/" + bootId;
    }
  }

  /** A cloud account and region. */
  record Cloud(String account, String region) implements Place {
    @Override
    public String text() {
      return "cloud:" + account + "/" + region;
    }
  }

  /** The database itself: things that are nothing but rows. */
  record Database() implements Place {
    @Override
    public String text() {
      return "database";
    }
  }

  /**
   * Reads the stored form.
   *
   * @throws IllegalArgumentException when it has another form
   */
  static Place parse(String text) {
    if (text.equals("database")) {
      return new Database();
    }
    int colon = text.indexOf(':');
    int slash = text.indexOf('/', colon);
    if (colon < 0 || slash < 0) {
      throw new IllegalArgumentException("not a place: " + text);
    }
    String first = text.substring(colon + 1, slash);
    String second = text.substring(slash + 1);
    return switch (text.substring(0, colon)) {
      case "host" -> new Host(first, second);
      case "cloud" -> new Cloud(first, second);
      default -> throw new IllegalArgumentException("not a place: " + text);
    };
  }
}
