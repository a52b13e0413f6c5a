package dev.berth.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What SIGTERM does: the first one drains, runs the program's own shutdown hooks and ends the
 * process with 0, the second ends it at once.
 *
 * <p>A shutdown hook cannot see a second signal, and the JDK has no other public way to it than
 * {@code sun.misc.Signal} of {@code jdk.unsupported}, which the compiler warns about in a manner
 * that cannot be switched off; so it is looked up by name (decision 12). That takes as long as all
 * the rest of an agent's start, so it is done after it, and a hook stands in until then, or for
 * ever where that module is missing.
 */
final class Termination {
  /** 128 + SIGTERM, what a shell reports for a process that the signal ended. */
  private static final int AT_ONCE = 143;

  private final Runnable drain;
  private final JsonLog log;
  private final Thread hook = Thread.ofPlatform().name("berth-drain").unstarted(this::inHook);
  private final AtomicBoolean asked = new AtomicBoolean();

  private Termination(Runnable drain, JsonLog log) {
    this.drain = drain;
    this.log = log;
  }

  /**
   * From now on SIGTERM drains.
   *
   * @param drain ends what runs; called once, on a thread of its own
   */
  static Termination install(Runnable drain, JsonLog log) {
    Termination termination = new Termination(drain, log);
    Runtime.getRuntime().addShutdownHook(termination.hook);
    return termination;
  }

  /** From now on a second SIGTERM is seen, too. */
  void hearASecond() {
    try {
      handleSignal();
    } catch (ReflectiveOperationException | RuntimeException e) {
      log.warn("shutdown", "A second SIGTERM will not be seen: jdk.unsupported is missing", e);
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends already, and the hook does what is to be done.
      log.info("shutdown", "The process was told to end as soon as it ran");
    }
  }

  private void handleSignal() throws ReflectiveOperationException {
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    MethodHandle onSignal =
        MethodHandles.lookup().bind(this, "onSignal", MethodType.methodType(void.class));
    Object proxy =
        MethodHandleProxies.asInterfaceInstance(
            handler, MethodHandles.dropArguments(onSignal, 0, signal));
    MethodHandle make =
        lookup.findConstructor(signal, MethodType.methodType(void.class, String.class));
    MethodHandle handle =
        lookup.findStatic(signal, "handle", MethodType.methodType(handler, signal, handler));
    try {
      Object term = make.invoke("TERM");
      handle.invokeWithArguments(term, proxy);
    } catch (RuntimeException | ReflectiveOperationException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Called on the JVM's own thread for this signal. */
  void onSignal() {
    if (!asked.compareAndSet(false, true)) {
      Runtime.getRuntime().halt(AT_ONCE);
    }
    Thread.ofPlatform().name("berth-drain").start(this::end);
  }

  private void end() {
    drain.run();
    // The JVM would end with 143 after a SIGTERM that was obeyed in full. Hooks run: what they
    // flush, such as traces, must not be lost.
    Runtime.getRuntime().exit(0);
  }

  /** A hook cannot ask for an exit; other hooks may not come to their end. */
  private void inHook() {
    if (asked.compareAndSet(false, true)) {
      drain.run();
      Runtime.getRuntime().halt(0);
    }
  }
}
