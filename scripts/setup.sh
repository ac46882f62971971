#!/usr/bin/env bash
# Sees to it that what `make run` or `make test` needs is there: installs Debian packages when it may (root), npm packages
# always, and otherwise says plainly what to install.
#   scripts/setup.sh run     compiler, Node, the console built
#   scripts/setup.sh test    also the neighbours that tests talk to: sipp, baresip, Chromium, PostgreSQL
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:-}
missing_packages=()
missing_tools=()

say() { printf 'setup: %s\n' "$*"; }

at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

has_postgres() {
  command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

want_package() { # a command, the Debian package that brings it
  command -v "$1" >/dev/null || missing_packages+=("$2")
}

check_tools() {
  local wanted found
  want_package git git
  want_package cc build-essential
  wanted=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)
  found=$(rustc --version 2>/dev/null | cut -d ' ' -f 2) || true
  if ! command -v cargo >/dev/null || ! at_least "$wanted" "${found:-0}"; then
    missing_tools+=("Rust $wanted or newer with cargo (found: ${found:-none}); install it with rustup")
  fi
  wanted=$(sed -n 's/^ *"node": ">=\(.*\)"$/\1/p' web/console/package.json)
  found=$(node --version 2>/dev/null | tr -d v) || true
  if ! at_least "$wanted" "${found:-0}"; then
    missing_tools+=("Node $wanted or newer (found: ${found:-none}); Debian 13 has it as 'nodejs', for Debian 12 take Node's own build")
  fi
  command -v npm >/dev/null || missing_tools+=("npm 9 or newer; it comes with Node, or as Debian's package 'npm'")
}

check_neighbours() {
  want_package sipp sip-tester
  want_package baresip baresip-core
  want_package chromium chromium
  # Chromium without a font draws empty boxes for Russian.
  compgen -G '/usr/share/fonts/truetype/*' >/dev/null || missing_packages+=(fonts-liberation)
  has_postgres || missing_packages+=(postgresql)
}

install_packages() {
  [ ${#missing_packages[@]} -gt 0 ] || return 0
  local line="apt-get install --no-install-recommends ${missing_packages[*]}"
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    missing_tools+=("the packages of: $line")
    return 0
  fi
  say "$line"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq </dev/null
  apt-get install -y -qq --no-install-recommends "${missing_packages[@]}" </dev/null
}

stop_if_missing() {
  [ ${#missing_tools[@]} -gt 0 ] || return 0
  say "cannot go on. Install these and run the same command again:" >&2
  printf '  - %s\n' "${missing_tools[@]}" >&2
  exit 1
}

# npm writes node_modules/.package-lock.json last, so its age is the age of the installation.
install_npm_packages() { # folder
  local installed=$1/node_modules/.package-lock.json
  [ -f "$1/package-lock.json" ] || return 0
  if [ ! -f "$installed" ] || [ "$1/package-lock.json" -nt "$installed" ]; then
    say "npm packages of $1"
    npm ci --prefix "$1" --no-audit --no-fund
  fi
}

build_console_if_stale() {
  local console=web/console
  local built=$console/dist/index.html
  if [ -f "$built" ]; then
    local newer
    newer=$(find $console -name node_modules -prune -o -name dist -prune -o -type f -newer "$built" -print -quit)
    [ -n "$newer" ] || return 0
  fi
  say "building the console"
  npm run --prefix $console build
  touch "$built"
}

case $purpose in
  run) check_tools ;;
  test) check_tools; check_neighbours ;;
  *) echo "usage: scripts/setup.sh run|test" >&2; exit 2 ;;
esac
install_packages
stop_if_missing
install_npm_packages web/console
if [ "$purpose" = run ]; then
  build_console_if_stale
else
  for folder in tests/interop tests/browser tests/load; do install_npm_packages "$folder"; done
fi
