package dev.berth.policy.effect;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What kinds of file a path is of, by its name alone; upper and lower case are the same. */
public final class FileKinds {
  public static final String ENV = "env";
  public static final String CREDENTIALS = "credentials";
  public static final String CI = "ci";
  public static final String GIT_INTERNALS = "git_internals";
  public static final String PROTECTED = "protected";
  public static final String WORKSPACE = "workspace";

  private static final Set<String> CREDENTIAL_NAMES =
      Set.of(
          "credentials",
          "credentials.json",
          "credentials.yml",
          "credentials.yaml",
          "secrets.json",
          "secrets.yml",
          "secrets.yaml",
          "secrets.toml",
          ".netrc",
          "_netrc",
          ".npmrc",
          ".pypirc",
          ".git-credentials",
          ".htpasswd",
          ".pgpass",
          ".my.cnf",
          ".dockercfg",
          "id_rsa",
          "id_dsa",
          "id_ecdsa",
          "id_ed25519");
  private static final Pattern CREDENTIAL_SUFFIX =
      Pattern.compile(".*\\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk)");
  private static final Pattern CREDENTIAL_PLACE =
      Pattern.compile(
          "(.*/)?(\\.ssh|\\.aws|\\.gnupg|\\.azure|\\.config/gcloud)/.+"
              + "|(.*/)?\\.docker/config\\.json|(.*/)?\\.kube/config");
  private static final Pattern CI_PLACE =
      Pattern.compile(
          "(.*/)?\\.github/(workflows|actions)(/.*)?"
              + "|(.*/)?\\.(circleci|buildkite|woodpecker|gitea/workflows|forgejo/workflows)(/.*)?"
              + "|(.*/)?\\.(gitlab-ci|travis|drone|woodpecker|cirrus)\\.ya?ml"
              + "|(.*/)?(jenkinsfile|azure-pipelines\\.ya?ml|bitbucket-pipelines\\.ya?ml"
              + "|appveyor\\.ya?ml|buildspec\\.ya?ml|cloudbuild\\.ya?ml)");
  private static final Pattern GIT_PLACE = Pattern.compile("(.*/)?\\.git(/.*)?");

  /** Git leaves these behind when it is killed, and says to remove them. */
  private static final Pattern GIT_LOCK = Pattern.compile("(.*/)?\\.git/([a-z/]*/)?[a-z_]+\\.lock");

  private final Globs protectedPaths;

  FileKinds(List<String> protectedPaths) {
    this.protectedPaths = new Globs(protectedPaths);
  }

  /**
   * The kinds of a path.
   *
   * @param path normalised: relative to the workspace, or absolute when outside
   * @param deletes whether the file is taken away
   */
  public Set<String> of(String path, boolean deletes) {
    String small = path.toLowerCase(Locale.ROOT);
    String name = small.substring(small.lastIndexOf('/') + 1);
    Set<String> kinds = new LinkedHashSet<>();
    if (!path.startsWith("/") && !path.startsWith("../") && !path.equals("..")) {
      kinds.add(WORKSPACE);
    }
    if (name.startsWith(".env")) {
      kinds.add(ENV);
    }
    if (CREDENTIAL_NAMES.contains(name)
        || CREDENTIAL_SUFFIX.matcher(name).matches()
        || CREDENTIAL_PLACE.matcher(small).matches()) {
      kinds.add(CREDENTIALS);
    }
    if (CI_PLACE.matcher(small).matches()) {
      kinds.add(CI);
    }
    if (GIT_PLACE.matcher(small).matches() && !(deletes && GIT_LOCK.matcher(small).matches())) {
      kinds.add(GIT_INTERNALS);
    }
    if (protectedPaths.match(path)) {
      kinds.add(PROTECTED);
    }
    return kinds;
  }

  /**
   * The kinds of a symbolic link: what it brings from elsewhere counts as written, too.
   *
   * @param path normalised
   */
  public Set<String> ofLink(String path) {
    Set<String> kinds = new LinkedHashSet<>(of(path, false));
    kinds.addAll(of(path + "/x", false));
    kinds.addAll(of(path + "/workflows/x", false));
    if (protectedPaths.matchLink(path)) {
      kinds.add(PROTECTED);
    }
    return kinds;
  }
}
