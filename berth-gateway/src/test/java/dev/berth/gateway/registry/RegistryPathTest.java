package dev.berth.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.error.BerthException;
import dev.berth.gateway.registry.Binding.Kind;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RegistryPathTest {
  private static final URI BASE = URI.create("https://nexus.example.com/repository/maven/");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "org/example/a-1.0.jar",
        "org/example/maven-metadata.xml.sha1",
        "@acme/widgets",
        "simple/",
        "a%20b/c+d",
        "a%3Fb"
      })
  void plainPathsAreBelowTheBase(String path) {
    assertThat(RegistryPath.read(Kind.MAVEN, path, Optional.empty()).below(BASE))
        .hasToString(BASE + path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../other/x",
        "a/../../x",
        "./x",
        "a/./x",
        "%2e%2e/x",
        "a/%2E%2e/x",
        "a%2fb",
        "a%2Fb",
        "a%5cb",
        "a\\b",
        "a%252fb",
        "a//b",
        "/b",
        "..;/x",
        "a;b=c/x",
        "a%00b",
        "a%0d%0ab",
        "a%7fb",
        "a%zz",
        "a%2",
        "a b",
        "a#b",
        "@acme%2f..",
        "http://elsewhere/x"
      })
  void whatAServerMightReadAnotherWayIsRefused(String path) {
    for (Kind kind : Kind.values()) {
      assertThatThrownBy(() -> RegistryPath.read(kind, path, Optional.empty()))
          .as(kind + " " + path)
          .isInstanceOf(BerthException.class);
    }
  }

  @Test
  void npmWritesOneSlashEncoded() {
    URI base = URI.create("https://npm.example.com/");
    assertThat(RegistryPath.read(Kind.NPM, "@acme%2fwidgets", Optional.empty()).below(base))
        .hasToString("https://npm.example.com/@acme%2fwidgets");
    for (String path : new String[] {"acme%2fwidgets", "@acme%2fa%2fb", "@acme%2fa/../b"}) {
      assertThatThrownBy(() -> RegistryPath.read(Kind.NPM, path, Optional.empty()))
          .as(path)
          .isInstanceOf(BerthException.class);
    }
  }

  @Test
  void queriesAreChecked() {
    assertThat(
            RegistryPath.read(Kind.NPM, "-/v1/search", Optional.of("text=a&size=20")).below(BASE))
        .hasToString(BASE + "-/v1/search?text=a&size=20");
    assertThatThrownBy(() -> RegistryPath.read(Kind.NPM, "x", Optional.of("a b")))
        .isInstanceOf(BerthException.class);
    assertThatThrownBy(() -> RegistryPath.read(Kind.NPM, "x", Optional.of("a".repeat(2_001))))
        .isInstanceOf(BerthException.class);
  }

  @Test
  void onlyTheSameOriginBelowTheBaseGetsTheCredential() {
    for (String address :
        new String[] {
          "https://nexus.example.com/repository/maven/a",
          "https://NEXUS.example.com:443/repository/maven/"
        }) {
      assertThat(RegistryPath.isBelow(URI.create(address), BASE)).as(address).isTrue();
    }
    for (String address :
        new String[] {
          "http://nexus.example.com/repository/maven/a",
          "https://nexus.example.com:8443/repository/maven/a",
          "https://nexus.example.com/repository/other/a",
          "https://nexus.example.com/repository/maven",
          "https://nexus.example.com/repository/maven/../other",
          "https://nexus.example.com.evil.example/repository/maven/a",
          "https://nexus.example.com@evil.example/repository/maven/a",
          "mailto:a@nexus.example.com"
        }) {
      assertThat(RegistryPath.isBelow(URI.create(address), BASE)).as(address).isFalse();
    }
  }
}
