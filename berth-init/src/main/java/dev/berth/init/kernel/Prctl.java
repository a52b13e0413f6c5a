package dev.berth.init.kernel;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** What a process may change about itself; the numbers are those of {@code linux/prctl.h}. */
public final class Prctl {
  private static final int PR_SET_DUMPABLE = 4;
  private static final int PR_SET_CHILD_SUBREAPER = 36;

  private Prctl() {}

  /**
   * Makes this process the parent of every orphan below it.
   *
   * @throws IOException when the kernel refuses
   */
  public static void becomeSubreaper() throws IOException {
    call("PR_SET_CHILD_SUBREAPER", PR_SET_CHILD_SUBREAPER, 1);
  }

  /**
   * Closes this process's memory, environment and open files to other processes of the same user.
   * Programs that it starts afterwards are as open as ever.
   *
   * @throws IOException when the kernel refuses
   */
  public static void hideMemory() throws IOException {
    call("PR_SET_DUMPABLE", PR_SET_DUMPABLE, 0);
  }

  @SuppressWarnings(
      "restricted") // The JDK has no other way to this call; access is enabled on the command line.
  private static void call(String name, int option, long value) throws IOException {
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
      result = (int) prctl.invokeExact(option, value, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw new IOException("prctl cannot be called", e);
    }
    if (result != 0) {
      throw new IOException("prctl(" + name + ") failed");
    }
  }
}
