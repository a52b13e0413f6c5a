#!/bin/sh
# Makes the minimal image for the docker backend from what is installed on this machine: a shell, coreutils and
# other POSIX tools, git, and a JDK that builds. There is no registry to pull from, and nothing is downloaded.
# Quick when the image is there already and nothing that it is made of has changed. POSIX sh.
#
#   build-image.sh [--engine COMMAND] [--host ADDRESS] [--tag NAME]
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/find-java.sh"

engine=docker
host=
tag=berth-sandbox:latest
while [ $# -gt 0 ]; do
  case $1 in
    --engine) engine=$2 ;;
    --host) host=$2 ;;
    --tag) tag=$2 ;;
    *)
      echo "build-image: unknown option $1" >&2
      exit 2
      ;;
  esac
  shift 2
done

fail() { # CODE MESSAGE REMEDY
  {
    echo "berth: $2"
    echo "  code        $1"
    echo "  what to do  $3"
  } >&2
  exit 1
}

engine() {
  if [ -n "$host" ]; then "$engine" --host "$host" "$@"; else "$engine" "$@"; fi
}

# What must be there, and what is taken when it is.
needed="sh git setsid cat chmod cp cut date dirname basename env expr head ln ls mkdir mktemp mv pwd readlink rm rmdir
  sleep sort tail tee test touch tr true false uname uniq wc id"
welcome="[ awk base64 bash cksum cmp comm csplit dd df diff du echo egrep expand fgrep find flock fold getopt grep
  gunzip gzip hostname install join kill link md5sum nice nl nohup nproc od paste patch printenv printf ps realpath
  sed seq sha1sum sha256sum shuf split stat stty sync tac tar timeout truncate tsort tty unexpand unlink which xargs
  xz yes zcat"
modules=java.se,jdk.charsets,jdk.compiler,jdk.crypto.ec,jdk.httpserver,jdk.jartool,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs

command -v "$engine" >/dev/null 2>&1 ||
  fail ENGINE_UNREACHABLE "there is no program '$engine' on the PATH" "Install a container engine (Debian: apt-get install docker.io)."
engine version >/dev/null 2>&1 ||
  fail ENGINE_UNREACHABLE "the container engine does not answer" "Start it; '$engine version' tells what is wrong."
find_java || no_java
[ -x "$java_home/bin/jlink" ] ||
  fail JDK_MISSING "$java_home has no jlink" "Install a whole JDK 25 and set JAVA_HOME."
for name in $needed; do
  command -v "$name" >/dev/null 2>&1 ||
    fail IMAGE_TOOL_MISSING "this machine has no '$name' to put into the image" "Install it (Debian: apt-get install git coreutils util-linux)."
done

# find_program NAME: the file of that name; builtins of the shell do not count.
find_program() {
  for directory in /usr/bin /bin /usr/sbin /sbin; do
    if [ -x "$directory/$1" ]; then
      echo "$directory/$1"
      return 0
    fi
  done
  return 1
}

programs=
for name in $needed $welcome; do
  file=$(find_program "$name") || continue
  programs="$programs $file"
done
git_core=$(git --exec-path)

# The key of what the image is made of: this script, the JDK, and each program's size and time.
key=$(
  {
    cat "$0" "$java_home/release"
    # shellcheck disable=SC2086
    ls -lLn $programs "$git_core/git-remote-http"
  } | cksum | tr ' ' '-'
)
known=$(engine image inspect --format '{{index .Config.Labels "dev.berth.image"}}' "$tag" 2>/dev/null || true)
if [ "$known" = "$key" ]; then
  engine image inspect --format '{{.Id}}' "$tag"
  exit 0
fi

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir -p "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/lib64" "$root/opt/berth" "$root/etc/ssl/certs" \
  "$root/workspace" "$root/home/agent" "$root/run/berth" "$root/tmp" "$root/proc" "$root/sys" "$root/dev"
chmod 1777 "$root/tmp"
for directory in bin sbin lib lib64; do
  ln -s "usr/$directory" "$root/$directory"
done

# put FILE: copies it to the same place; the links above lead /bin and /lib to /usr.
put() {
  [ -e "$root$1" ] && return 0
  mkdir -p "$root$(dirname "$1")"
  cp -L "$1" "$root$1"
}

# libraries FILE...: the shared libraries and the loader of programs.
libraries() {
  ldd "$@" 2>/dev/null | grep -o '/[^ :]*\.so[^ :]*' | sort -u
}

for file in $programs; do
  put "$file"
done
mkdir -p "$root$(dirname "$git_core")"
cp -a "$git_core" "$root$git_core"
[ ! -d /usr/share/git-core/templates ] || { mkdir -p "$root/usr/share/git-core" && cp -a /usr/share/git-core/templates "$root/usr/share/git-core/"; }
[ ! -d /usr/lib/locale/C.utf8 ] || { mkdir -p "$root/usr/lib/locale" && cp -a /usr/lib/locale/C.utf8 "$root/usr/lib/locale/"; }
[ ! -f /etc/ssl/certs/ca-certificates.crt ] || put /etc/ssl/certs/ca-certificates.crt

"$java_home/bin/jlink" --add-modules "$modules" --no-header-files --no-man-pages --output "$root/opt/java"
for name in java javac jar; do
  ln -s "/opt/java/bin/$name" "$root/usr/bin/$name"
done

# shellcheck disable=SC2086,SC2046
libraries $programs $(find "$git_core" -type f) $(find "$root/opt/java" -name '*.so') "$root/opt/java/bin/java" |
  while read -r library; do
    case $library in
      "$root"*) ;;
      *) put "$library" ;;
    esac
  done

cat >"$root/etc/passwd" <<'END'
root:x:0:0:root:/:/usr/sbin/nologin
agent:x:1000:1000:agent:/home/agent:/bin/sh
nobody:x:65534:65534:nobody:/:/usr/sbin/nologin
END
printf 'root:x:0:\nagent:x:1000:\nnogroup:x:65534:\n' >"$root/etc/group"
printf 'passwd: files\ngroup: files\nhosts: files\n' >"$root/etc/nsswitch.conf"

tar -C "$root" --owner=0 --group=0 --numeric-owner -cf - . |
  engine import --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    --change 'ENV LANG=C.UTF-8' --change "LABEL dev.berth.image=$key" - "$tag" >/dev/null ||
  fail IMAGE_BUILD_FAILED "the engine did not take the image" "Its words are above; 'docker system df' tells what takes its room."
engine image inspect --format '{{.Id}}' "$tag"
