# The run's folder and the processes that live in it. Part of common.sh.
#
# Each process gets its own process group, so that Ctrl-C reaches this script alone and the script
# decides the order of the end; and it gets SIGTERM from the kernel should this script be killed.
#
#   $RUN_STATE/lock        held while a run uses the folder
#   $RUN_STATE/run/NAME    "pid start-time" of a process, so that a later run can tell a leftover
#                          from a stranger who got the same pid
#   $RUN_STATE/log/NAME    what it printed

STARTED=()  # names, oldest first

# use_state NAME|/ABSOLUTE/FOLDER: takes a state folder for this run and sets RUN_STATE to it. A name
# means a folder in $TOLLGATE_STATE (default: .state at the root, ignored by git). Ends the script when
# another run has it; stops what a killed run left there. From here on the end of the script, by
# itself, Ctrl-C or SIGTERM, stops all processes.
use_state() {
  TOLLGATE_STATE=$(realpath -m -- "${TOLLGATE_STATE:-$TOLLGATE_ROOT/.state}")
  RUN_STATE=$1
  [[ "$RUN_STATE" == /* ]] || RUN_STATE="$TOLLGATE_STATE/$RUN_STATE"
  mkdir -p -- "$RUN_STATE/run" "$RUN_STATE/log" || fail "$RUN_STATE cannot be created"
  exec {STATE_LOCK}>>"$RUN_STATE/lock"
  if ! flock -n "$STATE_LOCK"; then
    fail "another run (pid $(<"$RUN_STATE/lock")) uses $RUN_STATE; end it, or set TOLLGATE_STATE to another folder"
  fi
  printf '%s\n' "$$" >"$RUN_STATE/lock"
  trap stop_all EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  local leftover
  for leftover in "$RUN_STATE/run/"*; do
    [[ -e "$leftover" ]] || continue
    leftover=${leftover##*/}
    process_alive "$leftover" && say "stopping $leftover, left by a run that was killed"
    stop_process "$leftover"
  done
}

log_file() { printf '%s\n' "$RUN_STATE/log/$1"; }

# start_time PID: when the process was started, in clock ticks since boot; nothing when it is gone
# or a zombie. The name in /proc/PID/stat may hold spaces and parentheses: cut behind the last one.
start_time() {
  local stat fields
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  read -r -a fields <<<"${stat##*) }"
  [[ "${fields[0]}" == Z ]] || printf '%s\n' "${fields[19]}"
}

# process_alive NAME: whether the process that was started under the name runs.
process_alive() {
  local pid started
  { read -r pid started <"$RUN_STATE/run/$1"; } 2>/dev/null || return 1
  [[ -n "$started" && "$(start_time "$pid")" == "$started" ]]
}

# process_pid NAME
process_pid() {
  local pid started
  read -r pid started <"$RUN_STATE/run/$1" && printf '%s\n' "$pid"
}

# start_process NAME COMMAND...: starts it in the background, output to its log (begun anew).
# Call it from the script itself: in $( ) or a pipeline the kernel would end it with the subshell.
start_process() {
  local name=$1 pid log lock=$STATE_LOCK
  shift
  ((BASHPID == $$)) || fail "start_process $name was called from a subshell"
  log=$(log_file "$name")
  STARTED+=("$name")  # before it runs, so that no interruption falls between
  # Without the lock's descriptor: a process that outlives the run must not hold its folder.
  setsid setpriv --pdeathsig TERM -- "$@" </dev/null >"$log" 2>&1 {lock}>&- &
  pid=$!
  printf '%s %s\n' "$pid" "$(start_time "$pid")" >"$RUN_STATE/run/$name"
}

# stop_process NAME [GRACE_S]: SIGTERM to its group, SIGKILL after GRACE_S (10) seconds. Does nothing
# to a process that merely has the same pid.
stop_process() {
  local name=$1 grace_s=${2:-10} pid tick
  if process_alive "$name"; then
    pid=$(process_pid "$name")
    kill -TERM -- "-$pid" 2>/dev/null || kill -TERM "$pid" 2>/dev/null || true
    for ((tick = 0; tick < grace_s * 20; tick++)); do
      process_alive "$name" || break
      sleep 0.05
    done
    if process_alive "$name"; then
      say "$name did not end within $grace_s s: killed"
      kill -KILL -- "-$pid" 2>/dev/null || true
    fi
    wait "$pid" 2>/dev/null || true
  fi
  rm -f -- "$RUN_STATE/run/$name"
}

# stop_all: the last started first. Runs at the end of the script; safe to call before.
stop_all() {
  local status=$? index
  trap '' INT TERM HUP  # a second Ctrl-C must not leave half of them
  for ((index = ${#STARTED[@]} - 1; index >= 0; index--)); do
    stop_process "${STARTED[index]}"
  done
  STARTED=()
  [[ -z "${SOCKET_FOLDER:-}" ]] || rm -rf -- "$SOCKET_FOLDER"
  return "$status"
}

# run_step NAME COMMAND...: a long step in the foreground that Ctrl-C and SIGTERM still interrupt at
# once (bash would otherwise wait for it). Output goes to the terminal; returns the step's status.
run_step() {
  local name=$1 status=0 pid lock=$STATE_LOCK
  shift
  STARTED+=("$name")
  setsid setpriv --pdeathsig TERM -- "$@" </dev/null >&2 {lock}>&- &
  pid=$!
  printf '%s %s\n' "$pid" "$(start_time "$pid")" >"$RUN_STATE/run/$name"
  wait "$pid" || status=$?
  rm -f -- "$RUN_STATE/run/$name"
  return "$status"
}
