#!/usr/bin/env bash
# Makes the image seriesflow/kafka:test from scratch, from what this machine has: a runtime linked
# from the JDK, the C libraries that it needs, and the jars of local-stack. No image registry is
# asked for anything. Needs a Docker engine, a JDK 25 (JAVA_HOME) and Maven.
set -euo pipefail
cd "$(dirname "$0")/../.."
: "${JAVA_HOME:?set it to a JDK 25}"
image=${1:-seriesflow/kafka:test}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

mvn -q -pl local-stack -am package -DskipTests
mvn -q -pl local-stack dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$root/lib"
cp local-stack/target/local-stack-*.jar "$root/lib/"

"$JAVA_HOME/bin/jlink" --output "$root/jre" --strip-debug --no-man-pages --no-header-files \
  --add-modules java.se,jdk.unsupported,jdk.management,jdk.crypto.ec,jdk.security.auth,jdk.security.jgss

# The loader, the C library and what the runtime's own libraries name, each where it is looked for.
# Native jars (compression) bring their own but for libstdc++.
find "$root/jre" -type f \( -name '*.so' -o -path '*/bin/java' \) -print0 | xargs -0 ldd 2>/dev/null |
  awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\/.*ld-linux/ { print $1 }' |
  grep -v "^$root" | sort -u |
  while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
  done
for library in libstdc++.so.6 libgcc_s.so.1 libnss_files.so.2; do
  found=$(ldconfig -p | awk -v l="$library" '$1 == l { print $NF; exit }')
  if [ -n "$found" ]; then mkdir -p "$root$(dirname "$found")"; cp -L "$found" "$root$found"; fi
done
mkdir -p "$root/etc" "$root/tmp"
echo 'root:x:0:0:root:/:/none' > "$root/etc/passwd"
echo 'hosts: files' > "$root/etc/nsswitch.conf"

tar -C "$root" -c . | docker import \
  -c 'ENTRYPOINT ["/jre/bin/java", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-cp", "/lib/*", "org.seriesflow.local.KafkaNode"]' \
  - "$image" >/dev/null
echo "$image is made: $(docker image inspect -f '{{.Size}}' "$image") bytes"
