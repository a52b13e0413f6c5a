package dev.berth.bench.agent;

import dev.berth.runtime.AgentApp;
import dev.berth.runtime.AgentAppBuilder;
import java.io.IOException;
import tools.jackson.databind.JsonNode;

/** An agent that says what it hears: {@code EchoAgent PORT}. */
final class EchoAgent {
  private EchoAgent() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    app().port(Integer.parseInt(arguments[0])).build().run();
  }

  static AgentAppBuilder app() {
    return AgentApp.builder().host("127.0.0.1").port(0).handler(JsonNode.class, body -> body);
  }
}
