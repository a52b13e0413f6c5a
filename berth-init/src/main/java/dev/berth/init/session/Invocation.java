package dev.berth.init.session;

import dev.berth.init.gateway.GatewayClient;
import dev.berth.init.gateway.SessionEnded;
import dev.berth.init.http.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Hands the task to an HTTP agent, once, and for a plain agent carries its answer back: JSON in one
 * piece, an event stream event by event. The last event is sent again with {@code last=true} when
 * the stream has ended, since before that nobody knows that it was the last.
 */
final class Invocation {
  private static final int MAX_EVENT = 1 << 20;

  private final Plan plan;
  private final AgentHttp agent;
  private final GatewayClient gateway;

  Invocation(Plan plan, AgentHttp agent, GatewayClient gateway) {
    this.plan = plan;
    this.agent = agent;
    this.gateway = gateway;
  }

  /** Runs to the end of the agent's answer. */
  void run() {
    try {
      agent.invoke(
          plan.text("invocation.body", "{}"), plan.below("invocation.header."), this::answered);
    } catch (SessionEnded e) {
      System.err.println("init: " + e.getMessage());
    } catch (IOException e) {
      System.err.println("init: the invocation broke off: " + e.getMessage());
      report(0, "");
    }
  }

  private Void answered(Response response) throws IOException {
    report(response.status(), response.header("content-type"));
    if (plan.kind() != Plan.AgentKind.PLAIN) {
      // An aware agent reports by itself; its answer only says that it took the task.
      return null;
    }
    if (response.header("content-type").startsWith("text/event-stream")) {
      relayEvents(response);
    } else {
      respond(0, true, response.bytes());
    }
    return null;
  }

  private void report(int status, String contentType) {
    try {
      gateway.deliver(
          "/session/invoked",
          Map.of("status", Integer.toString(status), "content_type", contentType));
    } catch (SessionEnded e) {
      System.err.println("init: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void relayEvents(Response response) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    StringBuilder event = new StringBuilder();
    byte[] last = new byte[0];
    int seq = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("data:") && event.length() + line.length() < MAX_EVENT) {
        event.append(event.isEmpty() ? "" : "\n").append(line.substring(5).stripLeading());
      } else if (line.isEmpty() && !event.isEmpty()) {
        last = event.toString().getBytes(StandardCharsets.UTF_8);
        respond(seq++, false, last);
        event.setLength(0);
      }
    }
    respond(seq, true, last);
  }

  private void respond(int seq, boolean last, byte[] body) throws IOException {
    try {
      gateway.deliver("/session/response?seq=" + seq + "&last=" + last, "application/json", body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
