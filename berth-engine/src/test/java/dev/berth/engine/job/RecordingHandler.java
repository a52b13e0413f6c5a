package dev.berth.engine.job;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Notes the keys it was run with, and does what the test says. */
final class RecordingHandler implements JobHandler {
  private final JobKind kind;
  private final Function<String, Next> work;
  private final List<String> runs = new CopyOnWriteArrayList<>();

  RecordingHandler(JobKind kind, Function<String, Next> work) {
    this.kind = kind;
    this.work = work;
  }

  @Override
  public JobKind kind() {
    return kind;
  }

  @Override
  public Next run(String key) {
    runs.add(key);
    return work.apply(key);
  }

  List<String> runs() {
    return List.copyOf(runs);
  }
}
