package dev.berth.compute.host;

import dev.berth.core.backend.SandboxTrust;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The certificate authorities of a sandbox: the host's and the operator's, as the files that tools
 * read. Made once, from what is there when the server starts.
 */
public final class TrustFiles {
  /** The system's bundle, by distribution; the first that exists is the host's. */
  private static final List<Path> SYSTEM =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/ca-bundle.pem"));

  private final Path bundle;
  private final Path store;

  private TrustFiles(Path bundle, Path store) {
    this.bundle = bundle;
    this.store = store;
  }

  /**
   * Writes the files below a directory.
   *
   * @throws BerthException {@code CONFIG_INVALID} when the operator's file holds no certificate
   */
  public static TrustFiles write(Path directory, Path operators) throws IOException {
    List<Certificate> all = new ArrayList<>(read(operators));
    Optional<Path> system = system();
    if (system.isPresent()) {
      all.addAll(read(system.get()));
    }
    Path bundle = directory.resolve("ca-bundle.pem");
    Path store = directory.resolve("truststore.p12");
    try {
      replace(bundle, pem(all));
      replace(store, pkcs12(all));
    } catch (GeneralSecurityException e) {
      throw new IOException("the trust store cannot be written", e);
    }
    return new TrustFiles(bundle, store);
  }

  /** A file of the host and where a sandbox has it. */
  public record Bind(Path source, String target) {}

  /** Made after the host's own certificates: the system's bundle is covered by this one. */
  public List<Bind> binds() {
    List<Bind> binds = new ArrayList<>();
    binds.add(new Bind(bundle, SandboxTrust.BUNDLE));
    binds.add(new Bind(store, SandboxTrust.STORE));
    for (Path path : SYSTEM) {
      // a link leads to a file that is covered under its own name
      if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        binds.add(new Bind(bundle, path.toString()));
      }
    }
    return binds;
  }

  private static Optional<Path> system() {
    return SYSTEM.stream().filter(Files::isRegularFile).findFirst();
  }

  private static List<Certificate> read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      List<Certificate> found =
          List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
      if (found.isEmpty()) {
        throw noCertificates(file, null);
      }
      return found;
    } catch (CertificateException e) {
      throw noCertificates(file, e);
    }
  }

  private static BerthException noCertificates(Path file, @Nullable Throwable cause) {
    String message = file + " holds no certificates in PEM form";
    return cause == null
        ? new BerthException(ErrorCode.CONFIG_INVALID, message)
        : new BerthException(ErrorCode.CONFIG_INVALID, message, cause);
  }

  private static byte[] pem(List<Certificate> all) throws GeneralSecurityException {
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    StringBuilder text = new StringBuilder();
    for (Certificate certificate : all) {
      text.append("-----BEGIN CERTIFICATE-----\n")
          .append(lines.encodeToString(certificate.getEncoded()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] pkcs12(List<Certificate> all) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < all.size(); i++) {
      store.setCertificateEntry("ca-" + i, all.get(i));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    store.store(bytes, SandboxTrust.STORE_PASSWORD.toCharArray());
    return bytes.toByteArray();
  }

  private static void replace(Path file, byte[] bytes) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try (OutputStream out = Files.newOutputStream(draft)) {
      out.write(bytes);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
