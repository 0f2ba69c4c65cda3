#!/usr/bin/env bash
# Sees to what the package needs from the system: a Swift toolchain, what that needs itself, and the libraries to link.
#
#   Scripts/bootstrap.sh [PACKAGE...]
#
# Installs missing packages with apt on Debian and Ubuntu, with sudo where that is needed; elsewhere it names what to
# install. Debian packages that one script alone needs are its arguments. Where nothing is missing it says nothing and
# takes no time. `make` runs it before each build.
set -euo pipefail

# SwiftPM fetches with git.
packages=(libpng-dev libjpeg-dev libfreetype-dev pkg-config fonts-dejavu-core git ca-certificates "$@")
swift_needed=6.1

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "bootstrap: $*"
  exit 1
}

find_swift() {
  local swift
  swift=$(command -v swift) ||
    fail "there is no swift on the PATH; install Swift $swift_needed or later from https://www.swift.org/install"
  tools=$(dirname "$(readlink -f "$swift")")
  # swiftly puts itself in the place of the toolchain that it chooses.
  [[ -e $tools/swift-build ]] || tools=$(swiftly use --print-location 2>/dev/null)/usr/bin
}

check_version() {
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1) || true
  [[ -n $version ]] || fail "'swift --version' does not work; is the toolchain whole?"
  local major=${version%%.*} rest=${version#*.}
  local minor=${rest%%.*}
  ((major > ${swift_needed%.*} || (major == ${swift_needed%.*} && minor >= ${swift_needed#*.}))) ||
    fail "Swift $version is too old; install $swift_needed or later from https://www.swift.org/install"
}

# The shared libraries that the toolchain's programs lack, a line each. Those of the debugger do not count.
missing_libraries() {
  local programs=("$tools"/{swift-build,swift-driver,swift-frontend,clang,lld})
  { ldd "${programs[@]}" 2>/dev/null || true; } | sed -n 's/^\s*\(\S*\) => not found.*/\1/p' | sort -u
}

check_libraries() {
  [[ -z $lacking ]] ||
    fail "the Swift toolchain in $tools cannot run without ${lacking//$'\n'/, }; install the packages that have them," \
      "or the toolchain for this system from https://www.swift.org/install"
}

# Whether programs in C and C++ can be linked: clang answers with a path for what it has found.
can_link() {
  local file
  for file in crt1.o crtbegin.o libstdc++.so; do
    [[ $("$tools/clang" -print-file-name="$file" 2>/dev/null) == /* ]] || return 1
  done
  command -v ld >/dev/null
}

# The Debian packages that the toolchain lacks. The libraries' own packages have another name in each release; those for
# development have the same in all, and bring the others.
toolchain_packages() {
  local library
  for library in $lacking; do
    case $library in
      libcurl.so.*) echo libcurl4-openssl-dev ;;
      libedit.so.*) echo libedit-dev ;;
      libncurses*.so.* | libtinfo.so.* | libpanel.so.* | libform.so.*) echo libncurses-dev ;;
      libsqlite3.so.*) echo libsqlite3-dev ;;
      libuuid.so.*) echo uuid-dev ;;
      libxml2.so.*) echo libxml2-dev ;;
      libz.so.*) echo zlib1g-dev ;;
      libstdc++.so.* | libgcc_s.so.*) echo g++ ;;
    esac
  done
  can_link || echo g++
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
  local missing as_root=() package
  mapfile -t missing < <(toolchain_packages | sort -u)
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
  lacking=$(missing_libraries)
}

check_elsewhere() {
  command -v pkg-config >/dev/null && pkg-config --exists libpng libjpeg freetype2 ||
    fail "install the development packages of libpng, libjpeg and freetype, and pkg-config, with your package manager"
}

find_swift
if [[ $(uname -s) == Darwin ]]; then
  check_macos
else
  lacking=$(missing_libraries)
  if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
    check_debian
    check_libraries
  else
    check_libraries
    check_elsewhere
  fi
fi
check_version
