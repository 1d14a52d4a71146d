# The private servers of a run: MariaDB, the embedded broker, Apache Kafka. Part of common.sh.
# Everything they keep is below $RUN_STATE; they listen on 127.0.0.1 only, on free ports.

# The package mariadb-server would start a server of its own; its core is all that is needed.
MARIADB_PACKAGES=(mariadb-server-core mariadb-client-core)
MARIADB_OPTIONS=()

# start_mariadb [--no-tcp]: a server in $RUN_STATE/mariadb, made at the first call and kept for later
# runs. Durable commits, READ-COMMITTED, utf8mb4. MARIADB_OPTIONS, if set, are further options. Sets
#   MARIADB_SOCKET         for this user of the system as root, without a password
#   MARIADB_PORT           127.0.0.1; empty with --no-tcp
#   MARIADB_USER           tollgate: may create and use databases whose names begin with tollgate
#   MARIADB_PASSWORD_FILE  holds its random password (mode 0600)
# and makes the database `tollgate`.
start_mariadb() {
  local with_tcp=1 data attempt
  [[ "${1:-}" != --no-tcp ]] || with_tcp=0
  ensure_packages "${MARIADB_PACKAGES[@]}"
  data="$RUN_STATE/mariadb/data"
  mariadb_create_data "$data"
  choose_socket_path mariadb.sock
  MARIADB_SOCKET=$SOCKET_PATH
  for attempt in 1 2 3; do
    MARIADB_PORT=""
    local network=(--skip-networking)
    if ((with_tcp)); then
      MARIADB_PORT=$(free_port) || fail "no free port between 20000 and 32000 on 127.0.0.1"
      network=(--bind-address=127.0.0.1 "--port=$MARIADB_PORT")
    fi
    start_process mariadb mariadbd --no-defaults "--datadir=$data" "--tmpdir=$data" "--socket=$MARIADB_SOCKET" \
      "--pid-file=$RUN_STATE/mariadb/server.pid" "${network[@]}" "--user=$(id -un)" \
      --character-set-server=utf8mb4 --collation-server=utf8mb4_bin \
      --innodb-flush-log-at-trx-commit=1 --transaction-isolation=READ-COMMITTED \
      --innodb-buffer-pool-size=256M --innodb-lock-wait-timeout=5 --max-connections=200 \
      --skip-name-resolve --skip-log-bin "${MARIADB_OPTIONS[@]}"
    if wait_for "MariaDB to answer" 60 mariadb mariadb_answers 2>"$RUN_STATE/log/wait"; then
      mariadb_create_user
      return 0
    fi
    # Somebody took the port between free_port and here: choose another.
    grep -q 'Address already in use' "$(log_file mariadb)" || break
  done
  cat -- "$RUN_STATE/log/wait" >&2
  fail "MariaDB did not start"
}

# A half-made data folder must never be used: made under another name, renamed when complete. From
# within its parent, because mariadb-install-db does not survive a space in the path it is given. With
# a temporary folder of its own: a server that starts deletes the temporary tables of all in /tmp.
mariadb_create_data() {
  [[ ! -d "$1" ]] || return 0
  say "creating a MariaDB data folder"
  rm -rf -- "$1.new"
  mkdir -p -- "$(dirname "$1")"
  if ! (cd -- "$(dirname "$1")" &&
    mkdir -- "$(basename "$1").new" &&
    TMPDIR="$1.new" mariadb-install-db --no-defaults "--datadir=./$(basename "$1").new" "--user=$(id -un)" \
      --skip-test-db --auth-root-authentication-method=socket \
      "--auth-root-socket-user=$(id -un)") >"$(log_file mariadb-install)" 2>&1; then
    show_tail "$(log_file mariadb-install)"
    fail "mariadb-install-db could not create $1.new"
  fi
  mv -- "$1.new" "$1"
}

mariadb_root() { mariadb --no-defaults "--socket=$MARIADB_SOCKET" "--user=$(id -un)" "$@"; }
mariadb_answers() { mariadb_root -e 'SELECT 1' >/dev/null 2>&1; }

mariadb_create_user() {
  local password
  MARIADB_USER=tollgate
  MARIADB_PASSWORD_FILE="$RUN_STATE/mariadb/password"
  if [[ ! -s "$MARIADB_PASSWORD_FILE" ]]; then
    (umask 077 && random_text 24 >"$MARIADB_PASSWORD_FILE")
  fi
  password=$(<"$MARIADB_PASSWORD_FILE")
  # Through standard input: a command line is public.
  mariadb_root >&2 <<SQL || fail "MariaDB refused to create its user; its words are above"
CREATE DATABASE IF NOT EXISTS tollgate;
CREATE USER IF NOT EXISTS 'tollgate'@'localhost', 'tollgate'@'127.0.0.1';
ALTER USER 'tollgate'@'localhost' IDENTIFIED BY '$password',
           'tollgate'@'127.0.0.1' IDENTIFIED BY '$password';
GRANT ALL ON \`tollgate%\`.* TO 'tollgate'@'localhost', 'tollgate'@'127.0.0.1';
SQL
}

# start_broker [PARTITIONS]: the embedded broker: at once there, and forgets everything when it ends.
# Needs build_tollgate. Sets KAFKA_BOOTSTRAP.
start_broker() {
  local port_file="$RUN_STATE/broker.port"
  rm -f -- "$port_file"
  start_process broker "$BUILD/sandbox/broker/tollgate-sandbox-broker" --port-file "$port_file" \
    --topic tollgate.payments.v1 --partitions "${1:-4}"
  wait_for "the embedded broker" 20 broker test -s "$port_file" || fail "the embedded broker did not start"
  KAFKA_BOOTSTRAP=$(<"$port_file")
}

# start_kafka [PORT]: Apache Kafka with its data in $RUN_STATE/kafka. Sets KAFKA_BOOTSTRAP.
# The first time ever the jars are fetched (about 50 MB); then it takes some seconds.
start_kafka() {
  local port_file="$RUN_STATE/kafka.port"
  rm -f -- "$port_file"
  say "starting Apache Kafka"
  # Its packages here, where apt's words reach the terminal; its own call then finds them.
  ensure_packages openjdk-17-jre-headless maven
  start_process kafka "$TOLLGATE_ROOT/sandbox/kafka/run" --data "$RUN_STATE/kafka" \
    --port-file "$port_file" ${1:+--port "$1"}
  wait_for "Apache Kafka" 300 kafka test -s "$port_file" || fail "Apache Kafka did not start"
  KAFKA_BOOTSTRAP=$(<"$port_file")
}

# random_text N: N letters and digits of the kernel's randomness.
random_text() {
  local text
  text=$(head -c $(($1 * 8)) /dev/urandom | base64 -w 0 | tr -dc 'A-Za-z0-9')
  printf '%s\n' "${text:0:$1}"
}

# choose_socket_path NAME: sets SOCKET_PATH: in $RUN_STATE, unless that path is too long for the
# kernel (107 bytes); then in a private folder that stop_all removes.
choose_socket_path() {
  SOCKET_PATH="$RUN_STATE/$1"
  ((${#SOCKET_PATH} > 100)) || return 0
  SOCKET_FOLDER=${SOCKET_FOLDER:-$(mktemp -d "${TMPDIR:-/tmp}/tollgate.XXXXXX")}
  SOCKET_PATH="$SOCKET_FOLDER/$1"
}

# make_topic NAME: of the broker at KAFKA_BOOTSTRAP, so that a consumer may start before a producer.
make_topic() {
  say "making the topic $1"
  local attempt
  for ((attempt = 0; attempt < 100; attempt++)); do
    # Asking for a topic makes it where auto.create.topics.enable is on.
    if kcat -L -b "$KAFKA_BOOTSTRAP" -t "$1" 2>/dev/null |
      grep -c 'partition 0, leader [0-9]' >/dev/null; then
      return 0
    fi
    sleep 0.1
  done
  fail "$KAFKA_BOOTSTRAP did not make the topic $1"
}
