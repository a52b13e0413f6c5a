#!/bin/sh
# Compiles everything and runs the tests. Needs only a JDK.
set -eu
cd "$(dirname "$0")"
if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/javac" ]; then
  PATH="$JAVA_HOME/bin:$PATH"
fi
rm -rf out
mkdir -p out
javac -d out src/main/java/shop/*.java src/test/java/shop/*.java
java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -cp out shop.OrderTest
