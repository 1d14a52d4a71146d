# The servers of a benchmark and the configuration of the gateway that is measured; source after
# gateway.sh.
BENCH="$TOLLGATE_ROOT/tests/bench"

write_bench_config() {
  cat >"$1" <<TOML
# Written by tests/bench/run.
[server]
port = $PORT
port_file = "gateway.port"

[database]
socket = "$MARIADB_SOCKET"
user = "$MARIADB_USER"
password = "file:$MARIADB_PASSWORD_FILE"
schema = "tollgate"

[kafka]
bootstrap_servers = "$KAFKA_BOOTSTRAP"

[risk]
rules_directory = "$BENCH/rules"

[vault]
key_file = "vault.keys"

[[channel_account]]
name = "instant"
plugin = "$BUILD/plugins/instant.so"
TOML
}

# start_servers: everything but the gateway, whose port and configuration are then in PORT and CONFIG.
start_servers() {
  start_mariadb
  # Empty tables: figures of two runs compare only if both begin alike.
  mariadb_root -e 'DROP DATABASE tollgate; CREATE DATABASE tollgate'
  start_broker
  PORT=$(free_port)
  CONFIG="$RUN_STATE/tollgate.toml"
  write_bench_config "$CONFIG"
  prepare_gateway "$CONFIG"
}
