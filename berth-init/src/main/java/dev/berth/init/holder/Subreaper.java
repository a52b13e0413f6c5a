package dev.berth.init.holder;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Makes this process the parent of every orphan below it. Only for sessions without a sandbox. */
final class Subreaper {
  /** From {@code linux/prctl.h}. */
  private static final int PR_SET_CHILD_SUBREAPER = 36;

  private Subreaper() {}

  @SuppressWarnings(
      "restricted") // The JDK has no other way to this call; access is enabled on the command line.
  static void become() throws IOException {
    Linker linker = Linker.nativeLinker();
    MethodHandle prctl =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("prctl"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    int result;
    try {
      result = (int) prctl.invokeExact(PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw new IOException("prctl cannot be called", e);
    }
    if (result != 0) {
      throw new IOException("prctl(PR_SET_CHILD_SUBREAPER) failed");
    }
  }
}
