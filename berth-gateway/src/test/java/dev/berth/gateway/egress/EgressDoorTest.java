package dev.berth.gateway.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.berth.core.error.BerthException;
import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import dev.berth.core.repo.RepoSettings.Egress;
import dev.berth.testkit.time.VirtualTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EgressDoorTest {
  private static final Grant GRANT =
      new Grant(
          new LeaseId("01ARZ3NDEKTSV4RRFFQ69G5FAV"),
          new SessionId("01ARZ3NDEKTSV4RRFFQ69G5FAW"),
          GrantRole.AGENT,
          "",
          "",
          Optional.empty(),
          Optional.empty());

  private final VirtualTime time = new VirtualTime();
  private final List<String> denied = new CopyOnWriteArrayList<>();
  @TempDir private Path directory;

  private static EgressRules rules(String... hosts) {
    return EgressRules.of(
        new Egress(List.of(hosts), List.of("maven-central")), Registries.builtIn());
  }

  private static byte[] clientHello(String host) throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine(host, 443);
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(64 * 1024);
    engine.wrap(ByteBuffer.allocate(0), hello);
    return Arrays.copyOf(hello.array(), hello.position());
  }

  private EgressDoor door(EgressRules rules, String privateHost) {
    EgressPolicies policies =
        new EgressPolicies() {
          @Override
          public EgressRules of(Grant grant) {
            return rules;
          }

          @Override
          public void denied(Grant grant, Target target, String reason, String remedy) {
            denied.add(target + ": " + reason);
          }

          @Override
          public void deniedMore(Grant grant, long count) {
            denied.add(count + " more");
          }
        };
    return new EgressDoor(
        EgressDoor.Settings.of(Set.of(privateHost), Set.of("api.anthropic.com")),
        policies,
        host -> List.of(InetAddress.getLoopbackAddress()),
        time);
  }

  /** Says something to the door and answers what comes back until the end. */
  private String exchange(EgressDoor door, byte[]... said) throws IOException {
    Path path = directory.resolve("e.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      Thread serving =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (SocketChannel client = server.accept()) {
                      door.serve(GRANT, client);
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      String answer;
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        OutputStream out = Channels.newOutputStream(client);
        for (byte[] part : said) {
          out.write(part);
        }
        answer =
            new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.ISO_8859_1);
      }
      // only now: the door keeps a half-closed connection while this side may still speak
      serving.join();
      return answer;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      java.nio.file.Files.deleteIfExists(path);
    }
  }

  private static byte[] connect(String target) {
    return ("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void tlsToAnAllowedHostPassesUnchangedAndAnotherNameDoesNot() throws Exception {
    byte[] hello = clientHello("registry.example.com");
    try (ServerSocket registry = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      ByteArrayOutputStream heard = new ByteArrayOutputStream();
      Thread.ofVirtual()
          .start(
              () -> {
                try (Socket socket = registry.accept()) {
                  heard.write(socket.getInputStream().readNBytes(hello.length));
                  socket.getOutputStream().write("server words".getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      String target = "registry.example.com:" + registry.getLocalPort();
      EgressDoor door = door(rules(target), "registry.example.com");
      assertThat(exchange(door, connect(target), hello))
          .startsWith("HTTP/1.1 200")
          .endsWith("server words");
      assertThat(heard.toByteArray()).isEqualTo(hello);

      assertThat(exchange(door, connect(target), clientHello("other.example.com")))
          .startsWith("HTTP/1.1 200")
          .doesNotContain("server words");
      assertThat(denied).hasSize(1);
      assertThat(denied.getFirst()).contains("TLS name differs");
    }
  }

  @Test
  void everythingElseIsRefusedWithWords() throws IOException {
    EgressDoor door = door(rules("example.com", "*.example.org"), "nothing.test");
    assertThat(exchange(door, connect("evil.com:443")))
        .startsWith("HTTP/1.1 403")
        .contains("berth repo set");
    assertThat(exchange(door, connect("evil.com:443"))).startsWith("HTTP/1.1 403");
    assertThat(denied).hasSize(1);
    // allowed by name, but it leads to loopback
    assertThat(exchange(door, connect("example.com:443"))).startsWith("HTTP/1.1 403");
    assertThat(exchange(door, connect("example.com:22"))).startsWith("HTTP/1.1 403");
    assertThat(exchange(door, connect("api.anthropic.com:443"))).startsWith("HTTP/1.1 403");
    for (String address : List.of("127.0.0.1:443", "[::1]:443", "2130706433:443", "0x7f.1:443")) {
      assertThat(exchange(door, connect(address))).startsWith("HTTP/1.1 400");
    }
    assertThat(
            exchange(
                door, "GET http://example.com/ HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8)))
        .startsWith("HTTP/1.1 405");
  }

  @Test
  void whoeverTriesManyNamesIsToldOfOnceInTheEnd() throws IOException {
    EgressDoor door = door(rules(), "nothing.test");
    for (int i = 0; i < 30; i++) {
      assertThat(exchange(door, connect("x" + i + ".evil.com:443"))).startsWith("HTTP/1.1 403");
    }
    assertThat(denied).hasSize(20).noneMatch(words -> words.endsWith("more"));
    time.advance(Duration.ofMinutes(10));
    assertThat(exchange(door, connect("y.evil.com:443"))).startsWith("HTTP/1.1 403");
    assertThat(denied).hasSize(22);
    assertThat(denied.get(20)).isEqualTo("10 more");
    assertThat(denied.get(21)).startsWith("y.evil.com:");
    for (int i = 0; i < 25; i++) {
      assertThat(exchange(door, connect("z" + i + ".evil.com:443"))).startsWith("HTTP/1.1 403");
    }
    door.forget(narrowed());
    door.forget(narrowed());
    assertThat(denied).hasSize(42).last().isEqualTo("6 more");
  }

  private static Grant narrowed() {
    return new Grant(
        GRANT.lease(),
        GRANT.session(),
        GRANT.role(),
        "",
        "",
        Optional.of(Instant.EPOCH),
        Optional.empty());
  }

  @Test
  void aConnectThatComesByteByByteEnds() throws Exception {
    EgressDoor door = door(rules("example.com"), "example.com");
    assertThat(exchangeUntilClosed(door, "CONNECT exa".getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @Test
  void aTlsHelloThatDoesNotComeEndsItsConnection() throws Exception {
    try (ServerSocket registry = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String target = "registry.example.com:" + registry.getLocalPort();
      EgressDoor door = door(rules(target), "registry.example.com");
      assertThat(exchangeUntilClosed(door, connect(target))).startsWith("HTTP/1.1 200");
    }
  }

  /** What the door says to somebody who says no more; the clock is turned until it closes. */
  private String exchangeUntilClosed(EgressDoor door, byte[] said) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> answer = threads.submit(() -> exchange(door, said));
      await()
          .until(
              () -> {
                time.advance(Duration.ofSeconds(3));
                return answer.isDone();
              });
      return answer.get();
    }
  }

  @Test
  void namesArriveInFragmentsToo() throws Exception {
    byte[] hello = clientHello("repo.maven.apache.org");
    ByteArrayOutputStream fragments = new ByteArrayOutputStream();
    for (int at = 5; at < hello.length; at += 7) {
      int size = Math.min(7, hello.length - at);
      fragments.write(new byte[] {22, 3, 1, 0, (byte) size});
      fragments.write(hello, at, size);
    }
    InputStream in = new ByteArrayInputStream(fragments.toByteArray());
    ClientHello read = ClientHello.read(in);
    assertThat(read.serverName()).contains("repo.maven.apache.org");
    assertThat(read.bytes()).isEqualTo(fragments.toByteArray());
    for (int cut = 0; cut < hello.length; cut++) {
      byte[] part = Arrays.copyOf(hello, cut);
      assertThatThrownBy(() -> ClientHello.read(new ByteArrayInputStream(part)))
          .isInstanceOf(ClientHello.NotTlsException.class);
    }
  }

  @Test
  void sharedSuffixesAndUnknownListsAreRefusedTogether() {
    assertThatThrownBy(
            () ->
                EgressRules.of(
                    new Egress(
                        List.of("*.com", "*.github.io", "*.co.uk", "10.0.0.1", "ok.example.com"),
                        List.of("nuget")),
                    Registries.builtIn()))
        .isInstanceOfSatisfying(BerthException.class, e -> assertThat(e.problems()).hasSize(5));
    assertThat(rules().allows(new Target("repo1.maven.org", 443))).isTrue();
    assertThat(rules("*.example.org").allows(new Target("a.b.example.org", 443))).isTrue();
    assertThat(rules("*.example.org").allows(new Target("example.org", 443))).isFalse();
    assertThat(rules("*.example.org").allows(new Target("badexample.org", 443))).isFalse();
  }

  @Test
  void onlyPublicAddressesArePublic() throws IOException {
    for (String address :
        List.of(
            "127.0.0.1",
            "10.1.2.3",
            "192.168.1.1",
            "172.16.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.100.100.200",
            "224.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
            "::1",
            "::",
            "fe80::1",
            "fd00:ec2::254",
            "ff02::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "192.0.0.192")) {
      assertThat(Addresses.isPublic(InetAddress.getByName(address))).as(address).isFalse();
    }
    for (String address : List.of("1.1.1.1", "151.101.1.1", "2606:4700::1111")) {
      assertThat(Addresses.isPublic(InetAddress.getByName(address))).as(address).isTrue();
    }
  }
}
