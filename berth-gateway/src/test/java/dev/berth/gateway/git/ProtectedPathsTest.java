package dev.berth.gateway.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ProtectedPathsTest {
  @Test
  void globsMatchWholePaths() {
    ProtectedPaths paths =
        new ProtectedPaths(List.of(".github/workflows/**", "**/*.key", "conf/?.yml", "a.b"));
    for (String path :
        List.of(
            ".github/workflows/x.yml",
            ".GitHub/Workflows/deep/x.yml",
            "x.key",
            "a/b/x.key",
            "conf/a.yml",
            "a.b")) {
      assertThat(paths.firstOf(Set.of("README", path))).contains(path);
    }
    assertThat(
            paths.firstOf(
                Set.of("x.keys", ".github/x", "conf/ab.yml", "conf/a/.yml", "axb", "d/conf/a.yml")))
        .isEmpty();
  }
}
