package dev.berth.compute.docker;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.exec.CommandRunner;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine and the image, found when they are first needed: an engine may be installed after the
 * server was started. A name of an image is resolved once, so that all sessions of a server run in
 * the same one. Thread-safe.
 */
final class EngineAtHand {
  private static final Logger LOG = LoggerFactory.getLogger(EngineAtHand.class);

  private final DockerSettings settings;
  private final CommandRunner runner;
  private final AtomicReference<Optional<Engine>> engine = new AtomicReference<>(Optional.empty());
  private final AtomicReference<Optional<String>> image = new AtomicReference<>(Optional.empty());

  EngineAtHand(DockerSettings settings, CommandRunner runner) {
    this.settings = settings;
    this.runner = runner;
  }

  /**
   * The engine; whether it answers is another question.
   *
   * @throws BerthException {@code ENGINE_UNREACHABLE} when its program is not there
   */
  Engine get() {
    Optional<Engine> known = engine.get();
    if (known.isEmpty()) {
      known = Optional.of(Engine.of(settings, runner));
      engine.set(known);
    }
    return known.get();
  }

  /**
   * The immutable id of the image.
   *
   * @throws BerthException {@code IMAGE_MISSING} when the engine does not have it, or what the
   *     engine's failure is
   */
  String image() {
    Optional<String> known = image.get();
    if (known.isPresent()) {
      return known.get();
    }
    String id =
        get()
            .image(settings.image())
            .orElseThrow(
                () ->
                    new BerthException(
                        ErrorCode.IMAGE_MISSING,
                        "the engine has no image '" + settings.image() + "'"));
    if (image.compareAndSet(known, Optional.of(id))) {
      LOG.info("sessions run in image {}, which '{}' named now", id, settings.image());
    }
    return id;
  }
}
