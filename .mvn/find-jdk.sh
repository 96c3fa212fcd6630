# Finds a JDK of version 21 or later. Sourced by ../mvnw and ../streams; exports JAVA_HOME and sets JDK_VERSION.
# A JDK_HOME or JAVA_HOME that is new enough was chosen by somebody and is taken; otherwise the newest JDK found.

# Sets version to that of the JDK in this folder; fails if there is none. In the shell itself, as every start comes here.
jdk_version() {
  [ -n "$1" ] && [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 1
  version=
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in JAVA_VERSION=\"*) version=${line#*\"} version=${version%%[!0-9]*} ;; esac
  done <"$1/release"
  [ -n "$version" ]
}

jdk_on_path() {
  javac=$(command -v javac) || return 0
  while [ -L "$javac" ]; do
    target=$(readlink "$javac")
    case $target in /*) javac=$target ;; *) javac=${javac%/*}/$target ;; esac
  done
  echo "${javac%/*/*}"
}

find_jdk() {
  JDK_VERSION=0
  for home in "${JDK_HOME:-}" "${JAVA_HOME:-}"; do
    jdk_version "$home" || continue
    if [ "$version" -ge 21 ]; then
      JDK_VERSION=$version JAVA_HOME=$home
      export JAVA_HOME
      return
    fi
  done
  newest=
  # Containers and daemons may run without one.
  user=${HOME:-}
  for home in "$(jdk_on_path)" /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "${SDKMAN_DIR:-$user/.sdkman}"/candidates/java/* "$user"/.jdks/* "$user"/.local/share/mise/installs/java/* \
    "$user"/.asdf/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$user"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    jdk_version "$home" || continue
    if [ "$version" -gt "$JDK_VERSION" ]; then
      JDK_VERSION=$version newest=$home
    fi
  done
  if [ "$JDK_VERSION" -lt 21 ]; then
    found="none was found"
    [ "$JDK_VERSION" -eq 0 ] || found="the newest found is $JDK_VERSION, in $newest"
    echo "A JDK of version 21 or later is needed and $found: install one ($(jdk_install_command)) or set JAVA_HOME to its folder." >&2
    exit 1
  fi
  JAVA_HOME=$newest
  export JAVA_HOME
}

jdk_install_command() {
  if command -v brew >/dev/null; then
    echo "brew install openjdk"
  elif command -v dnf >/dev/null; then
    echo "sudo dnf install java-latest-openjdk-devel"
  elif command -v pacman >/dev/null; then
    echo "sudo pacman -S jdk-openjdk"
  elif command -v apk >/dev/null; then
    echo "sudo apk add openjdk21"
  elif command -v apt-get >/dev/null && apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1; then
    echo "sudo apt-get install openjdk-25-jdk-headless"
  elif command -v apt-get >/dev/null && apt-cache show openjdk-21-jdk-headless >/dev/null 2>&1; then
    echo "sudo apt-get install openjdk-21-jdk-headless"
  else
    echo "for instance from https://adoptium.net"
  fi
}

find_jdk
