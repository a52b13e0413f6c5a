package dev.berth.server.config;

import dev.berth.core.egress.Traffic;
import dev.berth.server.config.BerthConfig.EgressConfig;
import java.util.List;

/** The part of the configuration about the egress door. */
final class EgressSettings {
  private static final Setting<List<String>> PRIVATE_HOSTS =
      Setting.list("egress.private_hosts", "", "hosts that may resolve to private addresses");
  private static final Setting<Long> SENT =
      Setting.bytes("egress.session_sent", "2GiB", "bytes that a session may send to hosts");
  private static final Setting<Long> RECEIVED =
      Setting.bytes(
          "egress.session_received", "20GiB", "bytes that a session may receive from hosts");

  static final List<Setting<?>> ALL = List.of(PRIVATE_HOSTS, SENT, RECEIVED);

  private EgressSettings() {}

  static EgressConfig read(ConfigReader reader) {
    return new EgressConfig(
        reader.get(PRIVATE_HOSTS),
        new Traffic(reader.get(SENT), reader.get(RECEIVED)),
        RegistriesReader.read(reader));
  }
}
