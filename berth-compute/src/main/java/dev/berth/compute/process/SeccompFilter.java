package dev.berth.compute.process;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The system call filter of a sandbox as a classic BPF program. What is denied fails with EPERM, so
 * that ordinary programs fall back; {@code clone3} says ENOSYS, since its flags lie in memory that
 * a filter cannot read and the C library then uses {@code clone}. Another architecture's calls,
 * whose numbers mean something else, kill the process.
 */
final class SeccompFilter {
  private static final int LOAD = 0x20;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_AT_LEAST = 0x35;
  private static final int JUMP_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;

  private static final int OFFSET_NUMBER = 0;
  private static final int OFFSET_ARCH = 4;
  private static final int OFFSET_ARG0 = 16;
  private static final int OFFSET_ARG1 = 24;

  private static final int ALLOW = 0x7fff0000;
  private static final int KILL_PROCESS = 0x80000000;
  private static final int ERRNO = 0x00050000;
  private static final int EPERM = 1;
  private static final int ENOSYS = 38;
  private static final int EAFNOSUPPORT = 97;

  /** Numbers with this bit are the x32 variant of x86_64. */
  private static final int X32_BIT = 0x40000000;

  /** Every CLONE_NEW* flag that {@code clone} takes. */
  private static final int NEW_NAMESPACES = 0x7e020000;

  /** Pushing characters into a terminal's input. */
  private static final int TIOCSTI = 0x5412;

  private static final int TIOCLINUX = 0x541c;

  /** From {@code linux/prctl.h}. */
  private static final int PR_SET_MM = 35;

  /** UNIX, INET, INET6, NETLINK. Others (VSOCK above all) know no network namespaces. */
  private static final int[] SOCKET_FAMILIES = {1, 2, 10, 16};

  private final List<int[]> program = new ArrayList<>();

  private SeccompFilter() {}

  /** What the filter needs to know about an architecture. */
  private record Architecture(
      int audit, boolean hasX32, int cloneCall, int ioctlCall, SomeArguments some, int[] denied) {
    int socketCall() {
      return some.socketCall();
    }

    int prctlCall() {
      return some.prctlCall();
    }
  }

  /** Calls that are fine with most arguments. */
  private record SomeArguments(int socketCall, int prctlCall) {}

  /**
   * The program for this machine.
   *
   * @param osArch the system property {@code os.arch}
   * @throws BerthException {@code SANDBOX_UNAVAILABLE} on other architectures
   */
  static byte[] forArchitecture(String osArch) {
    return switch (osArch) {
      case "amd64", "x86_64" -> assemble(X86_64);
      case "aarch64" -> assemble(AARCH64);
      default ->
          throw new BerthException(
              ErrorCode.SANDBOX_UNAVAILABLE, "there is no system call filter for " + osArch);
    };
  }

  private static byte[] assemble(Architecture arch) {
    SeccompFilter filter = new SeccompFilter();
    filter.add(LOAD, 0, 0, OFFSET_ARCH);
    filter.add(JUMP_EQUAL, 1, 0, arch.audit());
    filter.add(RETURN, 0, 0, KILL_PROCESS);
    filter.add(LOAD, 0, 0, OFFSET_NUMBER);
    if (arch.hasX32()) {
      filter.add(JUMP_AT_LEAST, 0, 1, X32_BIT);
      filter.add(RETURN, 0, 0, KILL_PROCESS);
    }
    for (int number : arch.denied()) {
      filter.refuse(number, EPERM);
    }
    for (int number : DENIED_EVERYWHERE) {
      filter.refuse(number, EPERM);
    }
    filter.refuse(CLONE3, ENOSYS);
    filter.refuseNamespaces(arch.cloneCall());
    filter.refuseTerminalInput(arch.ioctlCall());
    filter.refuseMemoryMap(arch.prctlCall());
    filter.allowFamilies(arch.socketCall());
    filter.add(RETURN, 0, 0, ALLOW);
    return filter.bytes();
  }

  private void refuse(int number, int errno) {
    add(JUMP_EQUAL, 0, 1, number);
    add(RETURN, 0, 0, ERRNO | errno);
  }

  private void refuseNamespaces(int number) {
    add(JUMP_EQUAL, 0, 4, number);
    add(LOAD, 0, 0, OFFSET_ARG0);
    add(JUMP_ANY_BIT, 0, 1, NEW_NAMESPACES);
    add(RETURN, 0, 0, ERRNO | EPERM);
    add(RETURN, 0, 0, ALLOW);
  }

  /** The kernel looks at the lower half of the request only, and so does this. */
  private void refuseTerminalInput(int number) {
    add(JUMP_EQUAL, 0, 5, number);
    add(LOAD, 0, 0, OFFSET_ARG1);
    add(JUMP_EQUAL, 1, 0, TIOCSTI);
    add(JUMP_EQUAL, 0, 1, TIOCLINUX);
    add(RETURN, 0, 0, ERRNO | EPERM);
    add(RETURN, 0, 0, ALLOW);
  }

  /** A process says with it where its arguments lie: what others read of it is then its choice. */
  private void refuseMemoryMap(int number) {
    add(JUMP_EQUAL, 0, 4, number);
    add(LOAD, 0, 0, OFFSET_ARG0);
    add(JUMP_EQUAL, 0, 1, PR_SET_MM);
    add(RETURN, 0, 0, ERRNO | EPERM);
    add(RETURN, 0, 0, ALLOW);
  }

  private void allowFamilies(int number) {
    int families = SOCKET_FAMILIES.length;
    add(JUMP_EQUAL, 0, families + 3, number);
    add(LOAD, 0, 0, OFFSET_ARG0);
    for (int i = 0; i < families; i++) {
      add(JUMP_EQUAL, families - i, 0, SOCKET_FAMILIES[i]);
    }
    add(RETURN, 0, 0, ERRNO | EAFNOSUPPORT);
    add(RETURN, 0, 0, ALLOW);
  }

  private void add(int code, int ifTrue, int ifFalse, int constant) {
    program.add(new int[] {code, ifTrue, ifFalse, constant});
  }

  private byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(program.size() * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (int[] instruction : program) {
      bytes
          .putShort((short) instruction[0])
          .put((byte) instruction[1])
          .put((byte) instruction[2])
          .putInt(instruction[3]);
    }
    return bytes.array();
  }

  private static final int CLONE3 = 435;

  /**
   * Numbers that all architectures share: io_uring (425-427), the new mount calls (428-433, 442),
   * pidfd_getfd 438, process_madvise 440, quotactl_fd 443.
   */
  private static final int[] DENIED_EVERYWHERE = {
    425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 440, 442, 443
  };

  private static final Architecture X86_64 =
      new Architecture(
          0xc000003e,
          true,
          56,
          16,
          new SomeArguments(41, 157),
          new int[] {
            101,
            310,
            311,
            312, // ptrace, process_vm_readv, process_vm_writev, kcmp
            165,
            166,
            155,
            161,
            308,
            272, // mount, umount2, pivot_root, chroot, setns, unshare
            248,
            249,
            250, // add_key, request_key, keyctl
            321,
            298,
            323, // bpf, perf_event_open, userfaultfd
            246,
            320,
            175,
            313,
            176, // kexec_load, kexec_file_load, init, finit, delete_module
            174,
            177,
            178,
            180,
            134,
            156, // calls of old kernels
            163,
            167,
            168,
            169,
            172,
            173, // acct, swapon, swapoff, reboot, iopl, ioperm
            164,
            227,
            305,
            159, // settimeofday, clock_settime, clock_adjtime, adjtimex
            103,
            179,
            303,
            304, // syslog, quotactl, name_to_handle_at, open_by_handle_at
            153,
            170,
            171,
            212,
            300, // vhangup, sethostname, setdomainname, lookup_dcookie, fanotify
            154,
            256,
            279 // modify_ldt, migrate_pages, move_pages
          });

  private static final Architecture AARCH64 =
      new Architecture(
          0xc00000b7,
          false,
          220,
          29,
          new SomeArguments(198, 167),
          new int[] {
            117,
            270,
            271,
            272, // ptrace, process_vm_readv, process_vm_writev, kcmp
            40,
            39,
            41,
            51,
            268,
            97, // mount, umount2, pivot_root, chroot, setns, unshare
            217,
            218,
            219, // add_key, request_key, keyctl
            280,
            241,
            282, // bpf, perf_event_open, userfaultfd
            104,
            294,
            105,
            273,
            106, // kexec_load, kexec_file_load, init, finit, delete_module
            89,
            224,
            225,
            142, // acct, swapon, swapoff, reboot
            170,
            112,
            266,
            171, // settimeofday, clock_settime, clock_adjtime, adjtimex
            116,
            60,
            264,
            265, // syslog, quotactl, name_to_handle_at, open_by_handle_at
            58,
            161,
            162,
            18,
            262, // vhangup, sethostname, setdomainname, lookup_dcookie, fanotify
            238,
            239 // migrate_pages, move_pages
          });
}
