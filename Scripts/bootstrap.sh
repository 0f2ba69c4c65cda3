#!/usr/bin/env bash
# Sees to what the package needs from the system: a Swift toolchain, and the libraries it links.
#
#   Scripts/bootstrap.sh [PACKAGE...]
#
# Installs missing packages with apt on Debian and Ubuntu, with sudo where that is needed; elsewhere it names what to
# install. Debian packages that one script alone needs are its arguments. Where nothing is missing it says nothing and
# takes no time. `make` runs it before each build.
set -euo pipefail

packages=(libpng-dev libjpeg-dev libfreetype-dev pkg-config fonts-dejavu-core "$@")
swift_needed=6.1

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "bootstrap: $*"
  exit 1
}

check_swift() {
  command -v swift >/dev/null ||
    fail "there is no swift on the PATH; install Swift $swift_needed or later from https://www.swift.org/install"
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
  [[ -n $version ]] || fail "'swift --version' does not work; is the toolchain whole?"
  local major=${version%%.*} rest=${version#*.}
  local minor=${rest%%.*}
  ((major > ${swift_needed%.*} || (major == ${swift_needed%.*} && minor >= ${swift_needed#*.}))) ||
    fail "Swift $version is too old; install $swift_needed or later from https://www.swift.org/install"
}

check_macos() {
  command -v pkg-config >/dev/null && pkg-config --exists libpng libjpeg freetype2 ||
    fail "libraries are missing; run: brew install pkgconf libpng jpeg-turbo freetype"
}

# Asks dpkg, not apt: that is a matter of milliseconds.
installed() {
  [[ $1 == pkg-config ]] && command -v pkg-config >/dev/null && return
  [[ $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) == 'install ok installed' ]]
}

check_debian() {
  local missing=() package as_root=()
  for package in "${packages[@]}"; do
    installed "$package" || missing+=("$package")
  done
  ((${#missing[@]} > 0)) || return 0
  if ((EUID != 0)); then
    command -v sudo >/dev/null || fail "packages are missing; as root, run: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  say "bootstrap: installing ${missing[*]} with apt"
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  # A machine that has the package lists already may be off the network.
  "${as_root[@]}" "${apt[@]}" update >&2 || say "bootstrap: apt-get update failed; going on with the lists that are here"
  "${as_root[@]}" "${apt[@]}" install --yes --no-install-recommends "${missing[@]}" >&2 ||
    fail "apt-get install ${missing[*]} failed; see its words above"
}

check_elsewhere() {
  command -v pkg-config >/dev/null && pkg-config --exists libpng libjpeg freetype2 ||
    fail "install the development packages of libpng, libjpeg and freetype, and pkg-config, with your package manager"
}

check_swift
if [[ $(uname -s) == Darwin ]]; then
  check_macos
elif command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
  check_debian
else
  check_elsewhere
fi
