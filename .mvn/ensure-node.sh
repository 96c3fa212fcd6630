#!/bin/sh
# Prints the path of a Node.js of version 20 or later and sees that npm is there, installing what is missing where that
# can be done without asking.
# An older Node.js is enough to fetch a newer one from npm, which then stays in conformance/target/node.
set -eu

node_version=22.23.3
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
folder=$root/conformance/target/node
fetched=$folder/node_modules/node/bin/node

is_new_enough() {
  [ -x "$1" ] && major=$("$1" -p 'process.versions.node.split(".")[0]' 2>/dev/null) && [ "$major" -ge 20 ]
}

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  . "$root/.mvn/install-missing.sh"
  install_missing "Node.js and npm are needed by the official suite" nodejs npm
fi

for node in "$(command -v node)" "$fetched"; do
  if is_new_enough "$node"; then
    echo "$node"
    exit
  fi
done

echo "Node.js $(node -v) is too old for the official suite: fetching $node_version from npm" >&2
mkdir -p "$folder"
npm install --prefix "$folder" --no-save --no-audit --no-fund --loglevel=error "node@$node_version" >&2
is_new_enough "$fetched" || {
  echo "Node.js of version 20 or later is needed and npm could not bring one: install it from https://nodejs.org" >&2
  exit 1
}
echo "$fetched"
