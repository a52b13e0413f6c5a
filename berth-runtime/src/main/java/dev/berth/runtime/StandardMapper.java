package dev.berth.runtime;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Jackson's standard mapper, made when it is first wanted, once: an agent's first ping is not to
 * wait for it. A class and not a lambda, which would load the mapper's class with itself.
 * Thread-safe.
 */
final class StandardMapper implements Supplier<JsonMapper> {
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable JsonMapper made;

  @Override
  public JsonMapper get() {
    JsonMapper mapper = made;
    if (mapper != null) {
      return mapper;
    }
    lock.lock();
    try {
      mapper = made;
      if (mapper == null) {
        mapper = new JsonMapper();
        made = mapper;
      }
      return mapper;
    } finally {
      lock.unlock();
    }
  }
}
