# Installs packages of the system where that can be done without asking. Sourced by ../mvnw and ensure-node.sh.

# install_missing "What is needed" package...: installs when we are root and have apt-get; otherwise says how and exits 1.
install_missing() {
  need=$1
  shift
  if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
    echo "$need: installing $*" >&2
    export DEBIAN_FRONTEND=noninteractive
    if apt-get -qq update >&2 && apt-get -qq install -y --no-install-recommends "$@" </dev/null >&2; then
      return
    fi
    echo "$need, and apt-get could not install it: see its messages above, then run: apt-get install $*" >&2
    exit 1
  fi
  if command -v apt-get >/dev/null; then
    command="sudo apt-get update && sudo apt-get install -y $*"
  elif command -v dnf >/dev/null; then
    command="sudo dnf install -y $*"
  elif command -v pacman >/dev/null; then
    command="sudo pacman -S $*"
  elif command -v apk >/dev/null; then
    command="sudo apk add $*"
  elif command -v brew >/dev/null; then
    command="brew install $1"
  else
    command="the package manager of this system (packages: $*)"
  fi
  echo "$need: install it with: $command" >&2
  exit 1
}
