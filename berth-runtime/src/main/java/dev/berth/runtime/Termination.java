package dev.berth.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What SIGTERM does: the first one drains and ends the process with 0, the second ends it at once.
 *
 * <p>A shutdown hook cannot see a second signal, and the JDK has no other public way to it than
 * {@code sun.misc.Signal} of {@code jdk.unsupported}, which the compiler warns about in a manner
 * that cannot be switched off; so it is looked up by name (decision 12). Where that module is
 * missing, a hook does the first half.
 */
final class Termination {
  /** 128 + SIGTERM, what a shell reports for a process that the signal ended. */
  private static final int AT_ONCE = 143;

  private final Runnable drain;
  private final AtomicBoolean asked = new AtomicBoolean();

  private Termination(Runnable drain) {
    this.drain = drain;
  }

  /**
   * Installs it.
   *
   * @param drain ends what runs; called on a thread of its own
   */
  static void install(Runnable drain, JsonLog log) {
    Termination termination = new Termination(drain);
    try {
      termination.handleSignal();
    } catch (ReflectiveOperationException | RuntimeException e) {
      log.warn("shutdown", "A second SIGTERM will not be seen: jdk.unsupported is missing", e);
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("berth-drain").unstarted(termination::end));
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
    // The JVM would end with 143 after a SIGTERM that was obeyed in full.
    Runtime.getRuntime().halt(0);
  }
}
