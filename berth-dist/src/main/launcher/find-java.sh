# Finds a JDK 25 or newer; sourced by the launchers. POSIX sh.

# java_major HOME: prints the major version of the JDK there, or nothing.
java_major() {
  [ -x "$1/bin/java" ] || return 1
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p'
  fi
}

# suits HOME: whether the JDK there can run Berth.
suits() {
  [ -n "$1" ] || return 1
  major=$(java_major "$1") || return 1
  [ "${major:-0}" -ge 25 ] 2>/dev/null
}

# find_java: sets java_home, or fails.
find_java() {
  on_path=$(command -v java 2>/dev/null || true)
  if [ -n "$on_path" ]; then
    on_path=$(resolve "$on_path")
    on_path=${on_path%/bin/java}
  fi
  mac=
  if [ -x /usr/libexec/java_home ]; then
    mac=$(/usr/libexec/java_home -v 25 2>/dev/null || true)
  fi
  for java_home in "${BERTH_JAVA_HOME:-}" "${JAVA_HOME:-}" "$on_path" "$mac" \
    /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/java/openjdk /opt/*jdk* \
    "${SDKMAN_DIR:-${HOME:-}/.sdkman}"/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    suits "$java_home" && return 0
  done
  java_home=
  return 1
}

# no_java: says what is missing and what to do.
no_java() {
  {
    echo "berth: no JDK 25 was found"
    echo "  code        JDK_MISSING"
    echo "  looked in   BERTH_JAVA_HOME, JAVA_HOME, PATH, /usr/lib/jvm, /opt, SDKMAN, ~/.jdks, macOS java_home"
    echo "  what to do  Install one (https://adoptium.net, \`sdk install java 25-tem\`, \`brew install openjdk@25\`),"
    echo "              or set JAVA_HOME to where it is."
  } >&2
  exit 1
}

# resolve FILE: its real path, without readlink -f, which not every system has.
resolve() {
  file=$1
  hops=0
  while [ -h "$file" ] && [ "$hops" -lt 40 ]; do
    target=$(readlink "$file")
    case $target in
      /*) file=$target ;;
      *) file=$(dirname "$file")/$target ;;
    esac
    hops=$((hops + 1))
  done
  echo "$(cd "$(dirname "$file")" 2>/dev/null && pwd -P)/$(basename "$file")"
}
