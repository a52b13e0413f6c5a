package dev.berth.init.session;

import dev.berth.init.gateway.GatewayClient;
import dev.berth.init.gateway.SessionEnded;
import dev.berth.init.kernel.Prctl;
import dev.berth.init.verify.Git;
import dev.berth.init.verify.Verification;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** A sandbox without an agent: it builds what was pushed and tells what came of it. */
final class VerifySession {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Boot boot;
  private final Plan plan;
  private final GatewayClient gateway;
  private final StopSignal stop;

  VerifySession(Boot boot, Plan plan, GatewayClient gateway, StopSignal stop) {
    this.boot = boot;
    this.plan = plan;
    this.gateway = gateway;
    this.stop = stop;
  }

  /** Answers 0 when the report was delivered, whatever it says. */
  int run() throws IOException, InterruptedException {
    Thread worker = Thread.ofVirtual().start(this::verifyAndReport);
    while (!worker.join(Duration.ofMillis(100))) {
      if (stop.raised()) {
        return 143;
      }
    }
    return 0;
  }

  private void verifyAndReport() {
    try {
      GatewayClient.Answer answer = gateway.deliver("/session/verification", verify());
      if (!answer.ok()) {
        System.err.println("init: the verification was refused with " + answer.status());
      }
    } catch (SessionEnded e) {
      System.err.println("init: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<String, String> verify() throws InterruptedException {
    Map<String, String> files = plan.below("file.");
    try {
      // What is built runs as the same user: it must not find the token in our memory.
      Prctl.hideMemory();
      GeneratedFiles.write(boot.home(), files);
      Verification verification =
          new Verification(
              new Git(boot.token(), boot.home()), boot.workspace(), environment(), settings());
      verification.checkOut();
      GeneratedFiles.delete(boot.home(), telling(files).keySet());
      return verification.runCommands();
    } catch (IOException e) {
      return Map.of("error", Verification.cut("the verification broke off: ", "" + e.getMessage()));
    }
  }

  /** Those of the values that hold the session's token, plainly or as git sends it. */
  private Map<String, String> telling(Map<String, String> values) {
    Map<String, String> telling = new TreeMap<>();
    String basic = Git.basic(boot.token());
    values.forEach(
        (key, value) -> {
          if (value.contains(boot.token()) || value.contains(basic)) {
            telling.put(key, value);
          }
        });
    return telling;
  }

  private Verification.Settings settings() {
    return new Verification.Settings(
        plan.text("verify.url", ""),
        Map.of("head", plan.text("verify.head", ""), "base", plan.text("verify.base", "")),
        Map.of("build", plan.text("verify.build", ""), "lint", plan.text("verify.lint", "")),
        plan.millis("verify.timeout_ms", LIMIT));
  }

  /** The plan's, over what every command needs; nothing that holds the token. */
  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.put("HOME", boot.home().toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("TMPDIR", "/tmp");
    Map<String, String> planned = plan.below("agent.env.");
    planned.keySet().removeAll(telling(planned).keySet());
    environment.putAll(planned);
    return environment;
  }
}
