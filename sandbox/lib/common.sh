# Shared by sandbox/run, tests/run, tests/bench/run and sandbox/kafka/run. Source it; it starts nothing.
#
#   source ".../sandbox/lib/common.sh"
#   use_state sandbox            # takes .state/sandbox (or $TOLLGATE_STATE/sandbox) for this run
#   ensure_packages cmake ninja-build
#   start_mariadb; start_broker  # stopped by themselves when the script ends, however it ends
#
# A function either does what its comment says or ends the script with one sentence on standard
# error. Bash 5; the script has `set -euo pipefail` and leaves job control off.
# Progress goes to standard error, so standard output stays the script's own.

if [[ -n "${TOLLGATE_LIB:-}" ]]; then return 0; fi
TOLLGATE_LIB="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
TOLLGATE_ROOT="$(cd "$TOLLGATE_LIB/../.." && pwd)"

# say SENTENCE: one line of progress.
say() { printf '==> %s\n' "$*" >&2; }

# fail SENTENCE: ends the script. Never from $( ), where only the subshell would end.
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# show_tail FILE [LINES]: the end of a log, indented, under its name.
show_tail() {
  [[ -s "$1" ]] || return 0
  printf -- '--- end of %s\n' "$1" >&2
  tail -n "${2:-20}" -- "$1" | sed 's/^/    /' >&2
}

# free_port: prints a TCP port of 127.0.0.1 that nobody listens on. Below the range the kernel hands
# out for outgoing connections (32768 and up), so none of those can take it before its server does.
free_port() {
  local attempt port
  for ((attempt = 0; attempt < 100; attempt++)); do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      printf '%s\n' "$port"
      return 0
    fi
  done
  return 1
}

# wait_for WHAT TIMEOUT_S NAME COMMAND...: runs COMMAND ten times a second until it succeeds, with a
# word of progress every 5 seconds. Returns 1, after showing the end of NAME's log, when NAME (of
# start_process) has ended or the time is over.
wait_for() {
  local what=$1 timeout_s=$2 name=$3 start=$SECONDS said=0
  shift 3
  until "$@"; do
    if ! process_alive "$name"; then
      say "$name ended before $what"
      show_tail "$(log_file "$name")"
      return 1
    fi
    if ((SECONDS - start >= timeout_s)); then
      say "waited $timeout_s s for $what, in vain"
      show_tail "$(log_file "$name")"
      return 1
    fi
    if ((SECONDS - start >= said + 5)); then
      said=$((SECONDS - start))
      say "waiting for $what ($said s)"
    fi
    sleep 0.1
  done
}

source "$TOLLGATE_LIB/packages.sh"
source "$TOLLGATE_LIB/processes.sh"
source "$TOLLGATE_LIB/services.sh"
source "$TOLLGATE_LIB/build.sh"
