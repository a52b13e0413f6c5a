package dev.berth.compute.process;

import dev.berth.compute.host.JdkConfiguration;
import dev.berth.compute.host.TrustFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The sandbox's {@code /etc}: files made here, and the few of the host's that programs need and
 * that hold nothing secret. (Binding the whole of it would show {@code /etc/shadow} to a sandbox
 * whose user is root outside.)
 */
final class GeneratedEtc {
  /** What is shown of the host's own, where it exists. */
  private static final List<String> HOST =
      List.of(
          "/etc/ld.so.cache",
          "/etc/alternatives",
          "/etc/ssl/certs",
          "/etc/ssl/openssl.cnf",
          "/etc/pki/ca-trust/extracted",
          "/etc/pki/tls/certs",
          "/etc/ca-certificates/extracted");

  private final Path directory;
  private final Set<Path> jdkConfiguration;
  private final Optional<TrustFiles> trust;

  private GeneratedEtc(Path directory, Set<Path> jdkConfiguration, Optional<TrustFiles> trust) {
    this.directory = directory;
    this.jdkConfiguration = jdkConfiguration;
    this.trust = trust;
  }

  /** Writes the files below the data directory, once for all sandboxes. */
  static GeneratedEtc write(ProcessSettings settings) throws IOException {
    Path directory = settings.data().resolve("sandbox/etc");
    Path javaHome = settings.javaHome();
    Files.createDirectories(directory);
    put(
        directory,
        "passwd",
        """
        root:x:0:0:root:/:/usr/sbin/nologin
        agent:x:1000:1000:agent:/home/agent:/bin/sh
        nobody:x:65534:65534:nobody:/:/usr/sbin/nologin
        """);
    put(directory, "group", "root:x:0:\nagent:x:1000:\nnogroup:x:65534:\n");
    put(directory, "hosts", "127.0.0.1 localhost berth\n::1 localhost\n");
    put(directory, "resolv.conf", "# Names are resolved by the proxy at 127.0.0.1:8091.\n");
    put(directory, "nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n");
    Set<Path> linked = new TreeSet<>();
    for (Path home : javaHomes(javaHome)) {
      linked.addAll(JdkConfiguration.of(home));
    }
    Optional<TrustFiles> trust =
        settings.caBundle().isPresent()
            ? Optional.of(TrustFiles.write(directory, settings.caBundle().get()))
            : Optional.empty();
    return new GeneratedEtc(directory, linked, trust);
  }

  List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("--perms", "0755", "--dir", "/etc"));
    for (String name : List.of("passwd", "group", "hosts", "resolv.conf", "nsswitch.conf")) {
      arguments.addAll(List.of("--ro-bind", directory.resolve(name).toString(), "/etc/" + name));
    }
    for (String host : HOST) {
      arguments.addAll(List.of("--ro-bind-try", host, host));
    }
    trust.ifPresent(files -> trust(arguments, files));
    for (Path configuration : jdkConfiguration) {
      arguments.addAll(
          List.of("--ro-bind-try", configuration.toString(), configuration.toString()));
    }
    return arguments;
  }

  private static void trust(List<String> arguments, TrustFiles files) {
    arguments.addAll(List.of("--perms", "0755", "--dir", "/etc/berth"));
    for (TrustFiles.Bind bind : files.binds()) {
      arguments.addAll(List.of("--ro-bind", bind.source().toString(), bind.target()));
    }
  }

  private static void put(Path directory, String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Path draft = directory.resolve(name + ".new");
    Files.writeString(draft, text);
    Files.move(draft, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  /** The JDK that Berth runs on, and those that the distribution put into {@code /usr}. */
  private static List<Path> javaHomes(Path own) throws IOException {
    List<Path> homes = new ArrayList<>(List.of(own));
    Path installed = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(installed)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(installed)) {
        all.forEach(homes::add);
      }
    }
    return homes;
  }
}
