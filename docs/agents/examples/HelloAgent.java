import dev.berth.runtime.AgentApp;
import dev.berth.runtime.Answer;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** A small agent. Start it with: java -cp berth-runtime.jar:jackson/* HelloAgent.java [PORT] */
class HelloAgent {
  record Request(
      Optional<String> prompt,
      Optional<Long> seconds,
      Optional<Integer> count,
      Optional<Integer> failAt) {}

  void main(String[] arguments) throws IOException, InterruptedException {
    AgentApp.builder()
        .port(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080)
        .handler(Request.class, this::answer)
        .build()
        .run();
  }

  Object answer(Request request) throws InterruptedException {
    if (request.prompt().equals(Optional.of("fail"))) {
      throw new IllegalArgumentException("I was told to fail");
    }
    if (request.count().isPresent()) {
      return Answer.events(
          events -> {
            for (int number = 0; number < request.count().get(); number++) {
              Thread.sleep(200);
              if (request.failAt().equals(Optional.of(number))) {
                throw new IllegalArgumentException("I was told to fail");
              }
              events.send(Map.of("number", number));
            }
          });
    }
    Thread.sleep(1000 * request.seconds().orElse(0L));
    return Map.of("reply", "You said: " + request.prompt().orElse("nothing"));
  }
}
