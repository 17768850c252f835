#!/bin/sh
# Chromium refuses to sandbox as root: runs TRIVET_REAL_EXECUTABLE as an unprivileged user when we are root.
set -eu
exe=${TRIVET_REAL_EXECUTABLE:?}
if [ "$(id -u)" != 0 ]; then exec "$exe" "$@"; fi
home=${TRIVET_HOME:?}
exec setpriv --reuid=65534 --regid=65534 --clear-groups \
  env HOME="$home" XDG_CONFIG_HOME="$home/config" XDG_CACHE_HOME="$home/cache" "$exe" "$@"
