#!/bin/sh
# Writes tests/fixtures/goroutines/go<VERSION>/ anew with one toolchain: make-fixtures.sh GOROOT VERSION
# Waits 61 seconds, so that the dumps tell minutes.
set -eu
cd "$(dirname "$0")"
out="$(cd ../../fixtures && pwd)/goroutines/go$2"
program="$(mktemp -d)/goroutine-states"
mkdir -p "$out"
GOROOT="$1" GOTOOLCHAIN=local GOFLAGS=-mod=mod CGO_ENABLED=0 "$1/bin/go" build -trimpath -buildvcs=false -o "$program" .
GODEBUG=tracebacklabels=1 "$program" dump "$out" 61 &
for kind in panic nil repanic deadlock map quit; do
  "$program" crash "$kind" 2> "$out/crash-$kind.txt" || true
done
GOTRACEBACK=system "$program" crash nil 2> "$out/crash-system.txt" || true
GOTRACEBACK=crash GOMAXPROCS=2 "$program" crash quit 2> "$out/crash-threads.txt" || true
GODEBUG=tracebackancestors=2 "$program" crash deadlock 2> "$out/crash-ancestors.txt" || true
wait
rm -r "$(dirname "$program")"
