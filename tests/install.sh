#!/usr/bin/env bash
# Make sure that a program for the tests is there: install.sh PROGRAM PACKAGE
# Root installs it by the system's package manager; anybody else is told the package's name.
set -euo pipefail
program=$1 package=$2
present() {
  command -v "$program" >/dev/null 2>&1 && return 0
  [ "$program" = postgresql ] && compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null
}
present && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "$package" >/dev/null
else
  echo "The tests need $program: please install the package '$package'." >&2
  exit 1
fi
