package dev.berth.gateway.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.berth.core.egress.EgressRefusal;
import dev.berth.core.egress.Traffic;
import dev.berth.core.error.BerthException;
import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.GateId;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.RepoSettings.Egress;
import dev.berth.gateway.PlayedGates;
import dev.berth.testkit.time.VirtualTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class EgressDoorTest {
  private static final String METADATA = "metadata.example.com";

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
  private final List<String> counted = new CopyOnWriteArrayList<>();
  private final Played policies = new Played();
  private final PlayedGates gates = new PlayedGates();
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
    return door(rules, privateHost, EgressDoor.Settings.of(Set.of(), Set.of()).bytesPerSession());
  }

  private EgressDoor door(EgressRules rules, String privateHost, Traffic limit) {
    policies.rules = rules;
    return new EgressDoor(
        EgressDoor.Settings.of(Set.of(privateHost, METADATA), Set.of("api.anthropic.com"))
            .within(limit),
        policies,
        EgressDoorTest::resolve,
        new HostGates(gates, time),
        time);
  }

  private static List<InetAddress> resolve(String host) throws UnknownHostException {
    if (host.startsWith("unknown.")) {
      throw new UnknownHostException(host);
    }
    return List.of(
        host.equals(METADATA)
            ? InetAddress.getByName("169.254.169.254")
            : InetAddress.getLoopbackAddress());
  }

  /** Everybody's rules, and what was told. */
  private final class Played implements EgressPolicies {
    private volatile EgressRules rules = EgressRules.none();
    private volatile Traffic claimed = Traffic.none();

    @Override
    public Reach of(Grant grant) {
      return new Reach(Optional.of(RepoName.parse("acme/shop")), rules, Set.of());
    }

    @Override
    public void refused(Grant grant, Refused refused, long times, boolean told) {
      if (told) {
        denied.add(refused.target() + ": " + refused.reason().words());
      } else {
        counted.add(times + " times " + refused.target());
      }
    }

    @Override
    public void refusedMore(Grant grant, long count) {
      denied.add(count + " more");
    }

    @Override
    public Traffic claimed(Grant grant) {
      return claimed;
    }

    @Override
    public void claim(Grant grant, Traffic traffic) {
      claimed = traffic;
    }
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
        .contains("X-Berth-Error: EGRESS_DENIED")
        .contains("'berth repo egress acme/shop allow evil.com'");
    assertThat(exchange(door, connect("evil.com:443"))).startsWith("HTTP/1.1 403");
    assertThat(denied).hasSize(1);
    // allowed by name, but it leads to loopback
    assertThat(exchange(door, connect("example.com:443"))).startsWith("HTTP/1.1 403");
    assertThat(exchange(door, connect("example.com:22")))
        .startsWith("HTTP/1.1 403")
        .contains("allow example.com:22");
    assertThat(exchange(door, connect("unknown.example.org")))
        .startsWith("HTTP/1.1 403")
        .contains("does not resolve");
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
  void aRuleForbidsWhatTheListAllows() throws IOException {
    gates.forbid(call -> "paste.example.com".equals(call.input().get("host")));
    EgressDoor door = door(rules("paste.example.com", "paste.example.com:8443"), "nothing.test");
    assertThat(exchange(door, connect("paste.example.com:443")))
        .startsWith("HTTP/1.1 403")
        .contains("X-Berth-Error: EGRESS_DENIED")
        .contains("the rule says so (POLICY_DENIED: no-way)");
    assertThat(denied).singleElement().asString().contains("a rule forbids it");
    // what is not on the list is nobody's question
    assertThat(exchange(door, connect("evil.com:443"))).contains("'berth repo egress");
    assertThat(gates.held())
        .singleElement()
        .satisfies(
            call ->
                assertThat(call.input())
                    .containsEntry("host", "paste.example.com")
                    .containsEntry("port", 443));
  }

  @Test
  void aHostThatAHumanIsAskedAboutPassesWhenHeApproves() throws IOException {
    gates.askAbout(call -> "ask.example.com".equals(call.input().get("host")));
    EgressDoor door = door(rules("ask.example.com"), "ask.example.com");
    String first = exchange(door, connect("ask.example.com:443"));
    GateId gate = gates.pending().getFirst();
    assertThat(first)
        .startsWith("HTTP/1.1 403")
        .contains("X-Berth-Error: EGRESS_AWAITS_APPROVAL", "Gate " + gate);
    assertThat(exchange(door, connect("ask.example.com:443"))).contains("Gate " + gate);
    assertThat(denied).isEmpty();
    gates.approve(gate);
    // nobody listens there, but that is found out only by trying
    assertThat(exchange(door, connect("ask.example.com:443"))).startsWith("HTTP/1.1 502");
    assertThat(exchange(door, connect("ask.example.com:443"))).startsWith("HTTP/1.1 502");
    assertThat(gates.held()).as("what was said is remembered").hasSize(3);

    gates.forbid(_ -> true);
    time.advance(Duration.ofSeconds(10));
    assertThat(exchange(door, connect("ask.example.com:443"))).contains("POLICY_DENIED");
    gates.forbid(_ -> false);
    door.recheck(GRANT);
    assertThat(exchange(door, connect("ask.example.com:443"))).startsWith("HTTP/1.1 502");
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
    assertThat(counted).isEmpty();
  }

  @Test
  void repeatsAreCountedThoughTheyAreNotTold() throws IOException {
    EgressDoor door = door(rules(), "nothing.test");
    for (int i = 0; i < 4; i++) {
      assertThat(exchange(door, connect("evil.com:443"))).startsWith("HTTP/1.1 403");
    }
    door.forget(narrowed());
    assertThat(denied).hasSize(1);
    assertThat(counted).containsExactly("3 times evil.com");
  }

  @Test
  void metadataIsNobodysRegistry() throws IOException {
    EgressDoor door = door(rules(METADATA), "nothing.test");
    assertThat(exchange(door, connect(METADATA)))
        .startsWith("HTTP/1.1 403")
        .contains("no public address");
  }

  @Test
  void aSessionMovesNoMoreThanItsBytesAlsoAfterARestart() throws Exception {
    byte[] hello = clientHello("registry.example.com");
    try (ServerSocket registry = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> sendMuch(registry));
      String target = "registry.example.com:" + registry.getLocalPort();
      Traffic limit = new Traffic(100_000, 50_000);
      EgressDoor door = door(rules(target), "registry.example.com", limit);
      String got = exchange(door, connect(target), hello);
      assertThat(got).startsWith("HTTP/1.1 200").contains("x".repeat(1_000));
      assertThat(got.chars().filter(c -> c == 'x').count()).isLessThanOrEqualTo(50_000);
      assertThat(denied).singleElement().asString().contains("received as many bytes");
      assertThat(policies.claimed.received()).isBetween(1_000L, 50_000L);
      assertThat(exchange(door, connect(target)))
          .startsWith("HTTP/1.1 403")
          .contains("X-Berth-Error: EGRESS_BUDGET_SPENT", "egress.session_received");
      policies.claimed = new Traffic(limit.sent(), 0);
      assertThat(exchange(door(rules(target), "registry.example.com", limit), connect(target)))
          .as("another server counts on")
          .startsWith("HTTP/1.1 403")
          .contains("egress.session_sent");
    }
  }

  private static void sendMuch(ServerSocket registry) {
    try (Socket socket = registry.accept()) {
      byte[] much = "x".repeat(1_000).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 1_000; i++) {
        socket.getOutputStream().write(much);
      }
    } catch (IOException cut) {
      // as it should be
    }
  }

  @Test
  void whatIsNotAllowedAnyMoreIsCutAndWhatIsAllowedPassesAtOnce() throws Exception {
    byte[] hello = clientHello("registry.example.com");
    try (ServerSocket registry = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String target = "registry.example.com:" + registry.getLocalPort();
      EgressDoor door = door(rules(), "registry.example.com");
      assertThat(exchange(door, connect(target))).startsWith("HTTP/1.1 403");
      policies.rules = rules(target);
      Future<String> answer = threads.submit(() -> exchange(door, connect(target), hello));
      try (Socket far = registry.accept()) {
        assertThat(far.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
        door.recheck(GRANT);
        far.getOutputStream().write("words".getBytes(StandardCharsets.UTF_8));
        policies.rules = rules();
        door.recheck(GRANT);
        assertThat(isCut(far)).isTrue();
      }
      assertThat(answer.get()).startsWith("HTTP/1.1 200");
    }
  }

  /** By an end, or by a reset: the door may have words from there that nobody gets any more. */
  private static boolean isCut(Socket far) throws IOException {
    try {
      return far.getInputStream().read() == -1;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  void helloesThatDoNotShowTheirHostAreRefused() throws Exception {
    byte[] good = clientHello("registry.example.com");
    assertThat(refusal(good)).isEmpty();
    assertThat(refusal(Hellos.without(good, 0))).isEmpty();
    assertThat(ClientHello.read(new ByteArrayInputStream(Hellos.without(good, 0))).serverName())
        .isEmpty();
    assertThat(refusal(Hellos.with(good, 0xfe0d, new byte[40])))
        .contains(EgressRefusal.HIDDEN_NAME);
    assertThat(refusal(Hellos.with(good, 0xffce, new byte[40])))
        .contains(EgressRefusal.HIDDEN_NAME);
    byte[] second = Hellos.nameExtension("other.example.com");
    assertThat(refusal(Hellos.with(good, 0, second))).contains(EgressRefusal.HELLO_MALFORMED);
    assertThat(refusal(Hellos.followedBy(good, good))).contains(EgressRefusal.HELLO_MALFORMED);
    assertThat(refusal(Hellos.claiming(good, 65 * 1024))).contains(EgressRefusal.HELLO_TOO_LARGE);
    assertThat(refusal("SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.UTF_8)))
        .contains(EgressRefusal.NOT_TLS);
    assertThat(refusal(new byte[] {22, 3, 1, 0, 0})).contains(EgressRefusal.NOT_TLS);
  }

  private static Optional<EgressRefusal> refusal(byte[] said) throws IOException {
    try {
      ClientHello.read(new ByteArrayInputStream(said));
      return Optional.empty();
    } catch (ClientHello.RefusedException e) {
      return Optional.of(e.reason());
    }
  }

  @Test
  void aHelloMayComeByteByByteAndANamelessOneIsTold() throws Exception {
    byte[] hello = clientHello("registry.example.com");
    try (ServerSocket registry = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (Socket socket = registry.accept()) {
                  socket.getInputStream().readNBytes(hello.length);
                  socket.getOutputStream().write("server words".getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      String target = "registry.example.com:" + registry.getLocalPort();
      EgressDoor door = door(rules(target), "registry.example.com");
      byte[][] said = new byte[hello.length + 1][];
      said[0] = connect(target);
      for (int i = 0; i < hello.length; i++) {
        said[i + 1] = new byte[] {hello[i]};
      }
      assertThat(exchange(door, said)).endsWith("server words");
      assertThat(exchange(door, connect(target), Hellos.without(hello, 0)))
          .startsWith("HTTP/1.1 200");
      assertThat(denied).singleElement().asString().contains("names no host");
    }
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
          .isInstanceOf(ClientHello.RefusedException.class);
    }
  }

  @Test
  void sharedSuffixesAndUnknownListsAreRefusedTogether() {
    assertThatThrownBy(
            () ->
                EgressRules.of(
                    new Egress(
                        List.of(
                            "*.com",
                            "*.github.io",
                            "*.co.uk",
                            "*.eu-west-1.elb.amazonaws.com",
                            "10.0.0.1",
                            "ok.example.com"),
                        List.of("nuget")),
                    Registries.builtIn()))
        .isInstanceOfSatisfying(BerthException.class, e -> assertThat(e.problems()).hasSize(6));
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
            "64:ff9b::8.8.8.8",
            "64:ff9b:1::1",
            "::10.0.0.1",
            "::8.8.8.8",
            "2001:0:1:2::1",
            "2001:20::1",
            "3fff::1",
            "fd20:ce::254",
            "fec0::1",
            "2002:a00:1::",
            "192.0.0.192")) {
      assertThat(kind(address)).as(address).isNotEqualTo(Addresses.Kind.PUBLIC);
    }
    for (String address : List.of("10.1.2.3", "127.0.0.1", "::1", "fd00::1", "::ffff:10.0.0.1")) {
      assertThat(kind(address)).as(address).isEqualTo(Addresses.Kind.PRIVATE);
    }
    for (String address :
        List.of("169.254.169.254", "fd00:ec2::254", "fe80::1", "::", "100.100.100.200")) {
      assertThat(kind(address)).as(address).isEqualTo(Addresses.Kind.NEVER);
    }
    for (String address : List.of("1.1.1.1", "151.101.1.1", "2606:4700::1111")) {
      assertThat(kind(address)).as(address).isEqualTo(Addresses.Kind.PUBLIC);
    }
  }

  private static Addresses.Kind kind(String address) throws IOException {
    return Addresses.kind(InetAddress.getByName(address));
  }
}
