package dev.berth.server.http;

/** What a feature registers its routes with. */
public interface Routing {
  void get(String path, Handler handler);

  void post(String path, Handler handler);

  void patch(String path, Handler handler);

  void delete(String path, Handler handler);

  /** A route that needs no credential. */
  void open(String path, Handler handler);

  /** Carries out one call. */
  interface Handler {
    void handle(Call call) throws Exception;
  }

  /** A feature's routes. */
  interface Group {
    void register(Routing routing);
  }
}
