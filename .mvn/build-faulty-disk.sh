#!/bin/sh
# Compiles the library that the disk fault tests preload into a process, and prints its path; installs a C compiler where that can be
# done without asking. Exits 3 where there is none and the tests may be left out, which is never so in CI.
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
source=$root/storage/src/test/native/faultydisk.c
library=$root/storage/target/native/faultydisk.so

if [ -f "$library" ] && [ -z "$(find "$source" -newer "$library")" ]; then
  echo "$library"
  exit
fi

compiles() {
  printf '#include <stdio.h>\nint main(void) { return 0; }\n' | "$1" -x c -o /dev/null - 2>/dev/null
}

find_compiler() {
  for compiler in "${CC:-cc}" gcc clang; do
    if compiles "$compiler"; then
      return
    fi
  done
  return 1
}

if ! find_compiler; then
  . "$root/.mvn/install-missing.sh"
  (install_missing "A C compiler is needed by the disk fault tests" gcc libc6-dev) || {
    [ -z "${CI:-}" ] || exit 1
    exit 3
  }
  find_compiler
fi

mkdir -p "$(dirname -- "$library")"
"$compiler" -shared -fPIC -O2 -Wall -o "$library.$$" "$source" -ldl -lpthread >&2
mv "$library.$$" "$library"
echo "$library"
