# Debian packages: what is there is left alone, what is missing is installed. Part of common.sh.

# The packages that cmake/TollgateDependencies.cmake looks for, and the tools of the build.
TOLLGATE_BUILD_PACKAGES=(
  g++ cmake ninja-build pkg-config libssl-dev libboost-dev libboost-filesystem-dev
  libcurl4-openssl-dev libexpat1-dev libfmt-dev nlohmann-json3-dev libcli11-dev libgtest-dev libgmock-dev
  libtomlplusplus-dev libpistache-dev librdkafka-dev liblua5.4-dev libmysqlcppconn-dev
)

# missing_packages PACKAGE...: prints those that are not installed.
missing_packages() {
  local package
  for package in "$@"; do
    [[ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" == installed ]] ||
      printf '%s\n' "$package"
  done
}

# as_root COMMAND...: through sudo when needed; returns 1 where neither works.
as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo -- "$@"
  else
    return 1
  fi
}

# ensure_packages PACKAGE...: installs what is missing; ends the script where it cannot. The package
# index is fetched only when the first attempt fails: it is slow, and often fresh enough.
ensure_packages() {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    # Another distribution: the programs may be there under other package names, so go on and say so.
    say "this is not a Debian system: make sure that you have what Debian calls $*"
    return 0
  fi
  local missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} > 0)) || return 0
  if ((EUID != 0)) && ! command -v sudo >/dev/null; then
    fail "these packages are missing: ${missing[*]}; install them as root with: apt-get install ${missing[*]}"
  fi
  say "installing ${missing[*]}"
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends
    -o DPkg::Lock::Timeout=120)
  as_root "${install[@]}" "${missing[@]}" >&2 && return 0
  say "that failed; once more with a fresh package index"
  as_root apt-get update -q >&2 || say "apt-get update failed; its old index is used"
  as_root "${install[@]}" "${missing[@]}" >&2 ||
    fail "apt-get could not install ${missing[*]}; its own words are above"
}

# ensure_command COMMAND PACKAGE...: the same for a program that may also have come another way (a
# vendor's Node.js brings its own npm, and conflicts with Debian's).
ensure_command() {
  command -v "$1" >/dev/null || ensure_packages "${@:2}"
}
