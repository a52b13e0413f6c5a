package dev.berth.gateway.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom the server trusts when it calls registries: whom Java trusts, and the operator's own. */
public final class RegistryTrust {
  private RegistryTrust() {}

  /**
   * The trust of this server.
   *
   * @param bundle file of certificate authorities in PEM form
   * @throws IllegalStateException when the file cannot be read; it was when the server was
   *     configured
   */
  public static SSLContext of(Optional<Path> bundle) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      if (managers(null)[0] instanceof X509TrustManager javas) {
        for (X509Certificate certificate : javas.getAcceptedIssuers()) {
          store.setCertificateEntry("java-" + number++, certificate);
        }
      }
      if (bundle.isPresent()) {
        try (InputStream in = Files.newInputStream(bundle.get())) {
          for (Certificate certificate :
              CertificateFactory.getInstance("X.509").generateCertificates(in)) {
            store.setCertificateEntry("operator-" + number++, certificate);
          }
        }
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[0], managers(store), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the certificate authorities cannot be read", e);
    }
  }

  private static javax.net.ssl.TrustManager[] managers(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
