#!/usr/bin/env bash
# Runs every check and every test, all in one target folder and one profile, so that nothing is built twice. A failed
# stage does not hide the later ones, except where they could not run without it. Ends with what really ran.
set -uo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-target}
logs=$target/test-logs
rm -rf "$logs"
mkdir -p "$logs"
export OTKLIK_BIN=${OTKLIK_BIN:-$target/debug/otklik}
case $OTKLIK_BIN in /*) ;; *) OTKLIK_BIN=$PWD/$OTKLIK_BIN ;; esac

passed=0
failed=0
failed_stages=()

# A check of the code: it passes or it does not, and is no test.
check() { # name, command…
  local name=$1 began=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  "$@" 2>&1 | tee "$logs/$name.log"
  local status=${PIPESTATUS[0]}
  printf '== %s: %s after %d s\n' "$name" "$([ "$status" = 0 ] && echo good || echo FAILED)" $((SECONDS - began))
  [ "$status" = 0 ] || failed_stages+=("$name")
  return "$status"
}

# A run of tests: its closing lines are counted, and a run of no test is a failure.
tests() { # name, command…
  local name=$1 status=0 counts
  check "$@" || status=1
  read -r -a counts < <(scripts/tally.sh "$logs/$name.log")
  passed=$((passed + counts[0]))
  failed=$((failed + counts[1]))
  if [ "$status" = 0 ] && [ $((counts[0] + counts[1])) = 0 ]; then
    echo "== $name: FAILED, it ran no test"
    failed_stages+=("$name")
  fi
}

finish() {
  echo
  if [ ${#failed_stages[@]} -gt 0 ]; then
    printf 'stage failed: %s\n' "${failed_stages[@]}"
    # A stage that broke without a failed test (a build, a format) still counts as one failure.
    [ "$failed" -gt 0 ] || failed=${#failed_stages[@]}
  fi
  printf '%d passed, %d failed\n' "$passed" "$failed" | tee "$logs/summary"
  [ ${#failed_stages[@]} = 0 ] && [ "$failed" = 0 ]
  exit
}

nextest() {
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --workspace
  else
    cargo test --workspace --lib --bins --tests --no-fail-fast
  fi
}

check format cargo fmt --all --check
check web-types npm run --prefix web/console typecheck
check web-lint npm run --prefix web/console lint
tests web-unit npm run --prefix web/console test
# The server embeds the built console, so it comes before anything of Rust.
check web-build npm run --prefix web/console build || finish
check clippy cargo clippy --workspace --all-targets -- -D warnings
check build cargo build --workspace --all-targets || finish
tests rust nextest
tests rust-docs cargo test --workspace --doc
tests interop node tests/interop/run.mjs
tests browser node tests/browser/run.mjs
finish
