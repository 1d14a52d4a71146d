# The servers around the gateway for one fault. Part of tests/faults/run.

# start_servers NAME: starts MariaDB, the acquirer and a broker from nothing, prepares the database
# and two merchants, and writes what drive.py must know to the file $WORLD.
start_servers() {
  FOLDER="$RUN_STATE/gateway" CONFIG="$RUN_STATE/gateway/tollgate.toml"
  unmount_disk
  # Every run starts from nothing, so that the checker's sums need no beginning.
  rm -rf -- "$FOLDER" "$RUN_STATE/mariadb" "$RUN_STATE/acquirer.jsonl" "$RUN_STATE/log/gateway" \
    "$RUN_STATE/kafka" "$RUN_STATE/backup"
  mkdir -p -- "$FOLDER"
  MARIADB_OPTIONS=()
  case $1 in
    disk-full) mount_disk ;;
  esac
  start_mariadb --no-tcp
  if [[ "$1" == kafka-away ]]; then start_kafka; else start_broker; fi
  start_acquirer
  PORT=$(free_port) || fail "no free port"
  write_gateway_config "$CONFIG" "$PORT" "$TOLLGATE_ROOT/rules"
  prepare_gateway "$CONFIG"
  write_shops "$FOLDER/shops.json"
  write_world
}

# write_shops FILE: the credentials of two merchants.
write_shops() {
  local tollgate="$BUILD/bin/tollgate" other key secret
  other=$(value_of "$("$tollgate" keys create-merchant -c "$CONFIG" 'Other shop')")
  secret="$FOLDER/other.secret"
  key=$(value_of "$("$tollgate" keys create -c "$CONFIG" --merchant "$other" --kind hmac-sha256 \
    --out "$secret")")
  printf '[{"merchant": "%s", "key_id": "%s", "secret_file": "%s"},\n' \
    "$MERCHANT_ID" "$HMAC_KEY_ID" "$HMAC_SECRET_FILE" >"$1"
  printf ' {"merchant": "%s", "key_id": "%s", "secret_file": "%s"}]\n' \
    "$other" "$key" "$secret" >>"$1"
}

write_world() {
  WORLD="$FOLDER/world.json"
  cat >"$WORLD" <<JSON
{"root": "$TOLLGATE_ROOT", "build": "$BUILD", "state": "$RUN_STATE", "folder": "$FOLDER",
 "config": "$CONFIG", "port": $PORT, "log": "$(log_file gateway)", "shops": "$FOLDER/shops.json",
 "mariadb_socket": "$MARIADB_SOCKET", "mariadb_data": "$RUN_STATE/mariadb/data",
 "kafka": "$KAFKA_BOOTSTRAP", "topic": "tollgate.payments.v1",
 "acquirer_port": $ACQUIRER_PORT, "acquirer_control_port": $ACQUIRER_CONTROL_PORT,
 "acquirer_journal": "$ACQUIRER_JOURNAL"}
JSON
}

# A small disk below MariaDB and the gateway's log, which the fault fills up.
mount_disk() {
  DISK="$RUN_STATE/mariadb"
  mkdir -p -- "$DISK"
  as_root mount -t tmpfs -o "size=${DISK_MB:-256}m,mode=0755,uid=$(id -u)" tollgate-faults "$DISK" ||
    fail "a small disk could not be mounted at $DISK; mounting needs root and a container that allows it"
  trap 'stop_all; unmount_disk' EXIT
}

unmount_disk() {
  if mountpoint -q "$RUN_STATE/mariadb"; then
    as_root umount "$RUN_STATE/mariadb" || as_root umount --lazy "$RUN_STATE/mariadb"
  fi
}
