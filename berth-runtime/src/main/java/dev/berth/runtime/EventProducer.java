package dev.berth.runtime;

/** Produces the events of one stream. */
@FunctionalInterface
public interface EventProducer {
  /**
   * Sends events until there are no more. A failure becomes one error event at the end of the
   * stream.
   *
   * @throws Exception whatever the producer failed with
   */
  void produce(EventSink sink) throws Exception;
}
