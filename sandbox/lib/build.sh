# Building Tollgate. Part of common.sh.

# build_tollgate [TARGET...]: the release build, everything or the targets. Sets BUILD.
build_tollgate() { build_preset release "$@"; }

# build_preset PRESET [TARGET...]: configures the preset once, then builds with ninja's own
# progress. Sets BUILD to its folder. Two runs take turns.
build_preset() {
  local preset=$1
  shift
  ensure_packages "${TOLLGATE_BUILD_PACKAGES[@]}"
  BUILD="$TOLLGATE_ROOT/build/$preset"
  mkdir -p -- "$BUILD"
  local lock
  exec {lock}>"$BUILD/.tollgate-build.lock"
  if ! flock -n "$lock"; then
    say "another run is building in $BUILD; waiting for it"
    run_step wait-for-build flock "$BUILD/.tollgate-build.lock" true
    flock "$lock"
  fi
  if [[ ! -f "$BUILD/build.ninja" ]]; then
    say "configuring $BUILD"
    run_step configure cmake -S "$TOLLGATE_ROOT" --preset "$preset" ||
      fail "cmake could not configure the build; its words are above"
  fi
  say "building${*:+ $*}"
  run_step build ninja -C "$BUILD" "$@" || fail "the build failed; the compiler's words are above"
  exec {lock}>&-
}
