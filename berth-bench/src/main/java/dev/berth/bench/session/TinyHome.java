package dev.berth.bench.session;

import dev.berth.bench.tiny.TinyAgent;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** An installation whose only agent is the tiny one, under the reference agent's class name. */
final class TinyHome {
  private static final ClassDesc REFERENCE = ClassDesc.of("dev.berth.agent.AgentMain");
  private static final String MAIN = "main";

  private TinyHome() {}

  /** Makes one in a directory, with the session init of the package and its start-up caches. */
  static Path make(Path packaged, Path directory) throws IOException {
    Path agent = Files.createDirectories(directory.resolve("agent"));
    Path init = Files.createDirectories(directory.resolve("init"));
    try (Stream<Path> files = Files.list(packaged.resolve("init"))) {
      for (Path file : files.toList()) {
        // With its time: a start-up cache knows its jar by it.
        Files.copy(file, init.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    try (JarOutputStream jar =
        new JarOutputStream(Files.newOutputStream(agent.resolve("berth-agent.jar")))) {
      put(jar, entry(REFERENCE), reference());
      ClassDesc tiny = ClassDesc.of(TinyAgent.class.getName());
      put(jar, entry(tiny), bytes(entry(tiny)));
    }
    return directory;
  }

  /** The class that the server names as the agent's; it hands over to the tiny one. */
  private static byte[] reference() {
    MethodTypeDesc type =
        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String.arrayType());
    return ClassFile.of()
        .build(
            REFERENCE,
            made ->
                made.withFlags(ClassFile.ACC_PUBLIC)
                    .withMethodBody(
                        MAIN,
                        type,
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code ->
                            code.aload(0)
                                .invokestatic(ClassDesc.of(TinyAgent.class.getName()), MAIN, type)
                                .return_()));
  }

  private static String entry(ClassDesc type) {
    return type.packageName().replace('.', '/') + "/" + type.displayName() + ".class";
  }

  private static byte[] bytes(String entry) throws IOException {
    try (InputStream in = ClassLoader.getSystemResourceAsStream(entry)) {
      if (in == null) {
        throw new IOException(entry + " is not on the class path");
      }
      return in.readAllBytes();
    }
  }

  private static void put(JarOutputStream jar, String entry, byte[] content) throws IOException {
    jar.putNextEntry(new JarEntry(entry));
    jar.write(content);
    jar.closeEntry();
  }
}
