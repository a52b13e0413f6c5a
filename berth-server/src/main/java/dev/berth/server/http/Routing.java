package dev.berth.server.http;

/** What a feature registers its operations with. */
public interface Routing {
  void on(Operation operation, Handler handler);

  /** Carries out one call. */
  interface Handler {
    void handle(Call call) throws Exception;
  }

  /** A feature's routes. */
  interface Group {
    void register(Routing routing);
  }
}
