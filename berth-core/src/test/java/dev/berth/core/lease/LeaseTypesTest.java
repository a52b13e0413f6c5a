package dev.berth.core.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.backend.Backend;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the types allow is compiled here, and what they must not allow as well: nothing is made
 * without an intended lease, and nobody has a handle without a held one.
 */
final class LeaseTypesTest {
  @TempDir Path classes;

  @Test
  void aThingIsMadeUnderAnIntendedLeaseAndUsedByAHeldOne() {
    assertThat(
            errors(
                """
                HeldLease workspace =
                    ledger.acquire(request, maker(lease -> backend.createWorkspace(lease)));
                HeldLease process =
                    ledger.acquire(
                        request, maker(lease -> backend.start(lease, workspace, spec)));
                String handle = process.handle();
                """))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // A handle out of nothing.
        "new HeldLease(id, LeaseKind.PROCESS, \"12/34/boot\");",
        // A lease that was never committed.
        "new IntendedLease(row);",
        "new IntendedLease(id);",
        // Raw names and handles.
        "backend.createWorkspace(\"workspace-1\");",
        "backend.createWorkspace(id);",
        "backend.createWorkspace(row);",
        "backend.start(id, null, spec);",
        "ledger.acquire(request, maker(lease -> backend.start(lease, \"/workspaces/1\", spec)));",
        "ledger.acquire(request, maker(lease -> backend.start(lease, lease, spec)));",
        // Twice under one lease: a held one makes nothing any more.
        "backend.createWorkspace(ledger.acquire(request, maker(lease -> \"made\")));",
        // Before what it waits for is held.
        "new LeaseRequest(LeaseKind.PROCESS, owner, place, within, List.of(id));",
        // A kind of one's own, without an identity proof and a custodian.
        "new LeaseRequest(\"bucket\", owner, place, within, List.of());",
        "enum Mine implements LeaseKind { BUCKET }"
      })
  void nothingElseCompiles(String statement) {
    assertThat(errors(statement)).as(statement).isNotEmpty();
  }

  /** Errors that say that the snippet's own names are unknown would prove nothing. */
  @Test
  void theOffendingOnesFailForWhatTheyDo() {
    assertThat(errors("new HeldLease(id, LeaseKind.PROCESS, \"12/34/boot\");"))
        .singleElement()
        .asString()
        .contains("HeldLease", "not public");
    assertThat(errors("backend.createWorkspace(\"workspace-1\");"))
        .singleElement()
        .asString()
        .contains("String cannot be converted to", "IntendedLease");
  }

  private List<String> errors(String statements) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    List<String> options =
        List.of("-proc:none", "-cp", core().toString(), "-d", classes.toString());
    compiler.getTask(null, null, found, options, null, List.of(new Snippet(statements))).call();
    return found.getDiagnostics().stream()
        .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
        .map(d -> d.getMessage(Locale.ROOT))
        .toList();
  }

  private static Path core() {
    try {
      return Path.of(Backend.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A class of another package, as every backend is. */
  private static final class Snippet extends SimpleJavaFileObject {
    private final String statements;

    Snippet(String statements) {
      super(URI.create("string:///elsewhere/Snippet.java"), Kind.SOURCE);
      this.statements = statements;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return """
      package elsewhere;

      import dev.berth.core.backend.*;
      import dev.berth.core.id.*;
      import dev.berth.core.lease.*;
      import java.time.Duration;
      import java.util.*;
      import java.util.function.Function;

      final class Snippet {
        void snippet(
            Backend backend, Ledger ledger, LeaseRequest request, Lease row, LeaseId id,
            LeaseOwner owner, Place place, Duration within, SandboxSpec spec) {
          %s
        }

        static Ledger.Maker maker(Function<IntendedLease, String> make) {
          return null;
        }
      }
      """
          .formatted(statements);
    }
  }
}
