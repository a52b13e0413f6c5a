import dev.berth.runtime.AgentApp;
import dev.berth.runtime.Answer;
import dev.berth.runtime.Exchange;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import tools.jackson.databind.JsonNode;

/** An agent as a servlet. As a program, in Jetty: AgentServlet PORT. */
public class AgentServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private final transient AgentApp app;

  public AgentServlet(AgentApp app) {
    this.app = app;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    app.serve(new OfServlet(request, response));
  }

  @Override
  public void destroy() {
    app.close();
  }

  private record OfServlet(HttpServletRequest request, HttpServletResponse response)
      implements Exchange {
    @Override
    public String method() {
      return request.getMethod();
    }

    @Override
    public String path() {
      return request.getRequestURI().substring(request.getContextPath().length());
    }

    @Override
    public Map<String, String> headers() {
      Map<String, String> all = new TreeMap<>();
      for (String name : Collections.list(request.getHeaderNames())) {
        all.put(name, String.join(",", Collections.list(request.getHeaders(name))));
      }
      return all;
    }

    @Override
    public InputStream body() {
      try {
        return request.getInputStream();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public OutputStream answer(int status, Map<String, String> headers, OptionalLong length)
        throws IOException {
      response.setStatus(status);
      headers.forEach(response::setHeader);
      length.ifPresent(response::setContentLengthLong);
      if (length.isEmpty()) {
        response.flushBuffer(); // A stream's head leaves before its first event.
      }
      return response.getOutputStream();
    }
  }

  public static void main(String[] arguments) throws Exception {
    AgentApp app = AgentApp.builder().handler(JsonNode.class, AgentServlet::answer).build();
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    Server server = new Server(threads);
    ServerConnector connector = new ServerConnector(server);
    connector.setPort(Integer.parseInt(arguments[0]));
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.addServlet(new ServletHolder(new AgentServlet(app)), "/*");
    server.setHandler(context);
    server.start();
    server.join();
  }

  private static Object answer(JsonNode request) throws InterruptedException {
    if (request.has("fail")) {
      throw new IllegalArgumentException("I was told to fail");
    }
    Thread.sleep(request.path("millis").asLong(0));
    if (!request.has("count")) {
      return Map.of("reply", "You said: " + request.path("prompt").asString(""));
    }
    return Answer.events(
        events -> {
          for (int number = 0; number < request.path("count").asInt(); number++) {
            Thread.sleep(100);
            if (request.path("failAt").asInt(-1) == number) {
              throw new IllegalArgumentException("I was told to fail");
            }
            events.send(Map.of("number", number));
          }
        });
  }
}
