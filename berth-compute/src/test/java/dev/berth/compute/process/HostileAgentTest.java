package dev.berth.compute.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.compute.host.HostProcesses;
import dev.berth.compute.host.SessionFiles;
import dev.berth.core.backend.Observation;
import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.backend.StopReason;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Presence;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that tries everything gets nothing. */
final class HostileAgentTest {
  private static final String PLANTED = "PLANTED" + "-KEY-4711";

  @TempDir private Path data;
  private TestHost host;

  @BeforeEach
  void open() throws Exception {
    host = TestHost.sandboxed(data);
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "perl is not installed");
  }

  @AfterEach
  void close() throws Exception {
    host.close();
  }

  private TestHost.Session run(String script) throws Exception {
    TestHost.Session session = host.start(script + "\necho finished", TestHost.limits());
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !(session.observed() instanceof Observation.Running));
    assertThat(session.output()).as(session.log()).endsWith("finished\n");
    return session;
  }

  @Test
  void readsAndListsNothingOfTheHost() throws Exception {
    Files.writeString(data.resolve("berth.yaml"), "key: " + PLANTED);
    Files.writeString(data.resolve("workspaces").resolve("note"), PLANTED);
    TestHost.Session session =
        run(
            """
            ls -A / | tr '\\n' ' '; echo
            echo home: $(ls -A /home)
            echo data: $(ls -A DATA 2>&1)
            cat DATA/berth.yaml
            cat /etc/shadow
            for f in /proc/[0-9]*/environ /proc/[0-9]*/cmdline; do tr '\\0' '\\n' < $f; done
            find / -path /proc -prune -o -path /dev -prune -o -path /usr -prune -o -type f -print0 2>/dev/null \
              | xargs -0 grep -ls 'PLANTED''-KEY' | sed 's/^/FOUND /'
            ls -d /proc/[0-9]* | wc -l | sed 's/^/processes: /'
            cat /proc/1/cmdline | tr '\\0' ' '; echo
            cat /sys/kernel/uevent_seqnum
            id
            """
                .replace("DATA", data.toString()));
    assertThat(session.output())
        .doesNotContain(PLANTED)
        .contains("home: agent\n")
        .contains("No such file or directory")
        .doesNotContain("FOUND")
        .doesNotContain("holder")
        .contains("uid=1000(agent)");
    List<String> top = List.of(session.output().lines().findFirst().orElseThrow().split(" "));
    assertThat(top)
        .isSubsetOf(
            "bin",
            "dev",
            "etc",
            "home",
            "lib",
            "lib32",
            "lib64",
            "libx32",
            "opt",
            "proc",
            "run",
            "sbin",
            "tmp",
            "usr",
            "workspace");
    assertThat(session.output()).containsPattern("processes: [0-9]\n");
  }

  @Test
  void connectsNowhere() throws Exception {
    Path path = data.resolve("host.sock");
    try (ServerSocket tcp = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        ServerSocketChannel unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      unix.bind(UnixDomainSocketAddress.of(path));
      TestHost.Session session =
          run(
              """
              perl -MIO::Socket::INET -e 'print IO::Socket::INET->new("127.0.0.1:PORT") ? "TCP\\n" : "no tcp: $!\\n"'
              perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(PeerAddr=>"1.1.1.1:53",Timeout=>3) ? "OUT\\n" : "no way out: $!\\n"'
              perl -MIO::Socket::UNIX -e 'print IO::Socket::UNIX->new(Peer=>"PATH") ? "UNIX\\n" : "no socket: $!\\n"'
              perl -MSocket -e 'socket(S, 40, SOCK_STREAM, 0) and print "VSOCK\\n"; print "no vsock: $!\\n"'
              for s in $(awk '/@/ {print $8}' /proc/net/unix); do echo ABSTRACT $s; done
              find / -type s 2>/dev/null
              ls /run/berth
              """
                  .replace("PORT", Integer.toString(tcp.getLocalPort()))
                  .replace("PATH", path.toString()));
      assertThat(session.output())
          .doesNotContain("TCP")
          .doesNotContain("OUT")
          .doesNotContain("UNIX")
          .doesNotContain("VSOCK")
          .doesNotContain("ABSTRACT")
          .contains("no tcp", "no way out", "no socket", "no vsock", "/run/berth/gateway.sock\n");
    }
  }

  @Test
  void sendsNoDatagramAndOpensNoRawSocket() throws Exception {
    try (DatagramSocket udp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      udp.setSoTimeout(200);
      TestHost.Session session =
          run(
              """
              perl -MSocket -e 'for (["loopback", "127.0.0.1", PORT], ["abroad", "1.1.1.1", 53], ["metadata", "169.254.169.254", 80]) {
                socket(S, AF_INET, SOCK_DGRAM, 0) or die; my $n = send(S, "x", 0, pack_sockaddr_in($_->[2], inet_aton($_->[1])));
                print "$_->[0]: ", (defined $n ? "sent" : "refused: $!"), "\n" }'
              raw() { perl -MSocket -e 'print "$ARGV[0]: ", (socket(S, $ARGV[1], $ARGV[2], $ARGV[3]) ? "OPEN" : "refused: $!"), "\n"' "$@"; }
              raw icmp 2 3 1
              raw raw6 10 3 58
              raw ping 2 2 1
              raw packet 17 3 768
              raw bluetooth 31 3 1
              raw alg 38 5 0
              perl -MSocket=:DEFAULT,inet_pton,pack_sockaddr_in6 -e 'socket(S, AF_INET6, SOCK_STREAM, 0); print connect(S, pack_sockaddr_in6(53, inet_pton(AF_INET6, "2606:4700:4700::1111"))) ? "OUT6" : "no way out by v6: $!", "\n"'
              cat /proc/net/dev | awk -F: 'NR>2 {gsub(" ","",$1); print "interface " $1}'
              cat /proc/net/route | awk 'NR>1 {print "ROUTE " $1}'
              """
                  .replace("PORT", Integer.toString(udp.getLocalPort())));
      assertThat(session.output())
          .contains("abroad: refused", "metadata: refused", "icmp: refused", "raw6: refused")
          .contains("packet: refused", "bluetooth: refused", "alg: refused")
          .contains("no way out by v6: ", "interface lo\n")
          .doesNotContain("OPEN", "OUT6", "ROUTE")
          .doesNotContainPattern("interface (?!lo\n)");
      assertThatThrownBy(() -> udp.receive(new DatagramPacket(new byte[1], 1)))
          .as("what was sent to the sandbox's own loopback arrives nowhere")
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void reachesNoAbstractSocketOfTheHost() throws Exception {
    String name = "berth-test-" + ProcessHandle.current().pid();
    String listen =
        "use Socket; socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, pack_sockaddr_un(\"\\0NAME\"));"
            + " listen(S, 5); $| = 1; print \"listening\\n\"; sleep 300";
    String connect =
        "use Socket; socket(S, AF_UNIX, SOCK_STREAM, 0);"
            + " print connect(S, pack_sockaddr_un(\"\\0NAME\")) ? \"CONNECTED\" : \"refused: $!\"";
    Process listener =
        new ProcessBuilder("/usr/bin/perl", "-e", listen.replace("NAME", name)).start();
    try (var out = listener.inputReader()) {
      assertThat(out.readLine()).isEqualTo("listening");
      Process control =
          new ProcessBuilder("/usr/bin/perl", "-e", connect.replace("NAME", name)).start();
      assertThat(new String(control.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .as("on the host it can be reached")
          .isEqualTo("CONNECTED");
      TestHost.Session session = run("perl -e '" + connect.replace("NAME", name) + "'");
      assertThat(session.output()).contains("refused").doesNotContain("CONNECTED");
    } finally {
      listener.destroyForcibly();
    }
  }

  @Test
  void changesNothingOfTheKernel() throws Exception {
    TestHost.Session session =
        run(
            """
            # Opened only: a test must not change the machine, not even where the sandbox is leaky.
            perl -e 'for (@ARGV) { print "WROTE $_\n" if open F, ">>", "/proc/$_" }' sys/kernel/core_pattern \
              sys/kernel/hostname sys/kernel/modprobe sys/fs/suid_dumpable sys/net/ipv4/ip_forward self/uid_map
            (: > /proc/sysrq-trigger) 2>/dev/null && echo WROTE sysrq
            perl -e 'for my $p (glob "/proc/[0-9]*") { next if $p eq "/proc/$$"; print "WRITABLE $p\n" if open F, "+<", "$p/mem" }'
            find /proc -path '/proc/[0-9]*' -prune -o -type f -writable -print 2>/dev/null | sed 's/^/WRITABLE /'
            find / -xdev -type b 2>/dev/null | sed 's/^/DEVICE /'
            ls /dev | tr '\n' ' '; echo
            perl -e 'for (["disk", 060600, 0x800], ["memory", 020600, 0x101]) {
              my $r = syscall(133, my $p = "/tmp/$_->[0]", $_->[1] + 0, $_->[2] + 0); print "node $_->[0]: ", ($r == 0 ? "MADE" : "refused: $!"), "\n" }'
            grep -E '^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs|Seccomp):' /proc/self/status
            ls /sys /boot 2>/dev/null | sed 's/^/SEEN /'
            (echo -1000 > /proc/self/oom_score_adj) 2>/dev/null && echo FAVOURED
            """);
    assertThat(session.output())
        .doesNotContain("WROTE", "WRITABLE", "DEVICE", "MADE", "SEEN", "FAVOURED")
        .contains("NoNewPrivs:\t1", "Seccomp:\t2");
    assertThat(session.output().lines().filter(l -> l.startsWith("Cap")).toList())
        .hasSize(5)
        .allMatch(line -> line.endsWith("\t0000000000000000"));
  }

  @Test
  void usesNoDangerousSystemCall() throws Exception {
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "the numbers are those of x86_64");
    TestHost.Session session =
        run(
            """
            try() { perl -e '($name, $nr, @a) = @ARGV; @a = map { $_ + 0 } @a; $r = syscall($nr + 0, @a);
              print "$name: ", ($r >= 0 ? "DONE" : $!{EPERM} ? "refused" : $!{ENOSYS} ? "unknown" : "errno $!"), "\\n"' "$@"; }
            perl -e '$x = "x"; ioctl(STDIN, 0x5412, $x); print "tiocsti: ", $!{EPERM} ? "refused" : "errno $!", "\\n"'
            perl -e '$x = "x"; ioctl(STDIN, 0x541c, $x); print "tioclinux: ", $!{EPERM} ? "refused" : "errno $!", "\\n"'
            perl -e '$x = "x"; syscall(16, 0, 4294988818, $x); print "tiocsti high: ", $!{EPERM} ? "refused" : "errno $!", "\\n"'
            try unshare 272 268435456
            try setns 308 0 0
            try mount 165 0 0 0 0 0
            try pivot_root 155 0 0
            try ptrace 101 16 1 0 0
            try bpf 321 0 0 0
            try perf 298 0 0 0 0 0
            try keyctl 250 0 0
            try userfaultfd 323 0
            try io_uring 425 1 0
            try clone_newuser 56 268435456 0 0 0 0
            for flag in 131072 33554432 67108864 134217728 268435456 536870912 1073741824; do
              try clone_$flag 56 $flag 0 0 0 0
            done
            try chroot 161 0
            try process_vm_writev 311 1 0 0 0 0 0
            try open_by_handle_at 304 0 0 0
            try clone3 435 0 0
            unshare -U true && echo UNSHARED
            bwrap --bind / / true && echo NESTED
            """);
    assertThat(session.output()).doesNotContain("DONE", "errno", "UNSHARED", "NESTED");
    for (String call :
        List.of(
            "tiocsti",
            "tiocsti high",
            "tioclinux",
            "setns",
            "mount",
            "pivot_root",
            "ptrace",
            "bpf",
            "perf",
            "keyctl",
            "userfaultfd",
            "io_uring",
            "clone_newuser",
            "chroot",
            "process_vm_writev",
            "open_by_handle_at",
            "unshare")) {
      assertThat(session.output()).contains(call + ": refused");
    }
    assertThat(session.output()).contains("clone3: unknown");
  }

  @Test
  void forksOnlyUpToItsLimit() throws Exception {
    SandboxSpec.ResourceLimits few = new SandboxSpec.ResourceLimits(512L << 20, 120, 100L << 20);
    TestHost.Session session =
        host.start(
            "perl -e 'while (1) { fork; $n++; sleep 1 if $n > 4000 }' 2>/dev/null; sleep 9", few);
    Path cgroup = cgroup(session, "pids.events");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.readString(cgroup).strip().matches("max [1-9][0-9]*"));
    String current = Files.readString(cgroup.resolveSibling("pids.current")).strip();
    assertThat(Integer.parseInt(current)).isLessThanOrEqualTo(120);
    session.release();
    assertThat(host.custodian(LeaseKind.PROCESS).look(session.process))
        .isInstanceOf(Presence.Absent.class);
    assertThat(cgroup.getParent()).doesNotExist();
  }

  private Path cgroup(TestHost.Session session, String file) throws Exception {
    List<Path> cgroups = new SessionFiles(data.resolve("sessions")).cgroups(session.process.id());
    assumeTrue(!cgroups.isEmpty(), "no cgroups on this machine");
    return cgroups.stream()
        .map(directory -> directory.resolve(file))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void fillsItsMemoryAndNobodyElseSuffers() throws Exception {
    TestHost.Session other = host.start("echo up; sleep 1000", TestHost.limits());
    await().until(() -> other.output().contains("up"));
    SandboxSpec.ResourceLimits little = new SandboxSpec.ResourceLimits(200L << 20, 100, 100L << 20);
    TestHost.Session greedy = host.start("exec perl -e '$x .= \"a\" x 1000000 while 1'", little);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> greedy.observed() instanceof Observation.Ended);
    assertThat(((Observation.Ended) greedy.observed()).limit()).contains(Observation.Limit.MEMORY);
    assertThat(other.observed()).isInstanceOf(Observation.Running.class);
  }

  @Test
  void fillsTheDiskAndIsStopped() throws Exception {
    TestHost.Session session =
        host.start(
            "i=0; while :; do head -c 5000000 /dev/zero > f$i; i=$((i+1)); sleep 0.05; done",
            TestHost.limits());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> session.observed() instanceof Observation.Ended);
    assertThat(((Observation.Ended) session.observed()).limit()).contains(Observation.Limit.DISK);
  }

  @Test
  void fillsTheDiskWithEmptyFilesAndIsStopped() throws Exception {
    TestHost.Session session =
        host.start(
            "perl -e 'for ($i = 0; ; $i++) { open F, \">f$i\"; select(undef, undef, undef, 0.01) if"
                + " $i % 500 == 0 }'",
            TestHost.limits());
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> session.observed() instanceof Observation.Ended);
    assertThat(((Observation.Ended) session.observed()).reason()).isEqualTo("disk_limit");
  }

  @Test
  void fillsTheDiskWithFilesThatHaveNoNameAndIsStopped() throws Exception {
    TestHost.Session session =
        host.start(
            """
            exec perl -e 'for (1..400) { open $f[$_], "+>", "f"; unlink "f"; print {$f[$_]} "x" x 1000000;
              $f[$_]->flush; select(undef, undef, undef, 0.02) } sleep 1000'
            """,
            TestHost.limits());
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> session.observed() instanceof Observation.Ended);
    assertThat(((Observation.Ended) session.observed()).reason()).isEqualTo("disk_limit");
  }

  @Test
  void fillsItsMemoryFileSystemsOnlyUpToTheirSize() throws Exception {
    TestHost.Session session =
        run(
            """
            for d in /tmp /home/agent /dev/shm /run /dev /; do
              head -c 300000000 /dev/zero > $d/f && echo FILLED $d
              rm -f $d/f
            done
            """);
    assertThat(session.output()).doesNotContain("FILLED");
  }

  @Test
  void isDeadWithEverythingItStartedWhateverItIgnores() throws Exception {
    TestHost.Session session =
        host.start(
            """
            trap '' TERM INT HUP
            (setsid sh -c 'trap "" TERM; (setsid sleep 31415 &); sleep 31415' &)
            perl -e 'fork and exit; setpgrp; fork and exit; $SIG{TERM} = "IGNORE"; sleep 31415'
            echo up
            while :; do sleep 1; done
            """,
            TestHost.limits());
    await().until(() -> session.output().contains("up"));
    host.backend.stop(session.process, Duration.ofMillis(300), StopReason.CLOSING);
    await().until(() -> session.observed() instanceof Observation.Ended);
    assertThat(new HostProcesses().all()).noneMatch(seen -> seen.arguments().contains("31415"));
    session.release();
  }

  @Test
  void plantsNothingThatTheDeletionTripsOver() throws Exception {
    Path precious = Files.writeString(data.resolve("precious"), "keep");
    TestHost.Session session =
        run(
            """
            perl -e 'for (1..5000) { mkdir "d"; chdir "d" } open F, ">bottom"'
            mkfifo fifo; ln -s PRECIOUS link; ln -s DATA directory; ln -s . self
            mkdir -p closed/inner/more; echo x > closed/inner/more/f; chmod 000 closed/inner closed
            mkdir -p .git/hooks; echo 'touch DATA/ran' > .git/hooks/post-checkout; chmod +x .git/hooks/*
            printf '[core]\\n fsmonitor = touch DATA/ran\\n' > .git/config
            touch -- '-rf' 'new
            line' "$(printf 'bad\\377name')"
            mkdir .berth-deleting-0; touch .berth-deleting-0/f .berth-deleting-1
            """
                .replace("PRECIOUS", precious.toString())
                .replace("DATA", data.toString()));
    session.release();
    assertThat(session.tree.getParent()).doesNotExist();
    assertThat(precious).hasContent("keep");
    assertThat(data.resolve("ran")).doesNotExist();
  }
}
