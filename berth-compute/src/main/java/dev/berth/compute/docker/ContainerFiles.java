package dev.berth.compute.docker;

import dev.berth.compute.host.JdkConfiguration;
import dev.berth.compute.host.TrustFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of the host that every container has, made once: who its user is, since Java takes the home
 * directory from there, and the operator's certificate authorities. Immutable.
 */
record ContainerFiles(List<TrustFiles.Bind> binds) {
  ContainerFiles {
    binds = List.copyOf(binds);
  }

  static ContainerFiles write(DockerSettings settings, AgentUser user) throws IOException {
    Path directory = Files.createDirectories(settings.files().generated());
    List<TrustFiles.Bind> binds = new ArrayList<>();
    binds.add(
        put(
            directory,
            "passwd",
            """
            root:x:0:0:root:/:/usr/sbin/nologin
            agent:x:%d:%d:agent:/home/agent:/bin/sh
            nobody:x:65534:65534:nobody:/:/usr/sbin/nologin
            """
                .formatted(user.uid(), user.gid())));
    binds.add(
        put(
            directory,
            "group",
            "root:x:0:\nagent:x:%d:\nnogroup:x:65534:\n".formatted(user.gid())));
    if (settings.files().caBundle().isPresent()) {
      binds.addAll(TrustFiles.write(directory, settings.files().caBundle().get()).binds());
    }
    for (Path configuration : JdkConfiguration.of(settings.programs().javaHome())) {
      binds.add(new TrustFiles.Bind(configuration, configuration.toString()));
    }
    return new ContainerFiles(binds);
  }

  private static TrustFiles.Bind put(Path directory, String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Path draft = directory.resolve(name + ".new");
    Files.writeString(draft, text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    return new TrustFiles.Bind(file, "/etc/" + name);
  }
}
