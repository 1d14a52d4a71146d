# The gateway of a run, and the acquirer it talks to. Part of common.sh's family; source after it.

# start_acquirer [PORT [NAME [OPTION...]]]: the simulated acquirer, as the process NAME ("acquirer").
# Sets ACQUIRER_PORT, ACQUIRER_CONTROL_PORT and ACQUIRER_JOURNAL. A second start of a name reads its
# journal and remembers what it did.
start_acquirer() {
  local listen="127.0.0.1:${1:-0}" name=${2:-acquirer}
  local port_file="$RUN_STATE/$name.port"
  ACQUIRER_JOURNAL="$RUN_STATE/$name.jsonl"
  rm -f -- "$port_file"
  start_process "$name" python3 "$TOLLGATE_ROOT/sandbox/acquirer/acquirer.py" \
    --listen "$listen" --control 127.0.0.1:0 --port-file "$port_file" \
    --journal "$ACQUIRER_JOURNAL" "${@:3}"
  wait_for "the $name" 60 "$name" test -s "$port_file" || fail "the $name did not start"
  { read -r ACQUIRER_PORT; read -r ACQUIRER_CONTROL_PORT; } <"$port_file"
}

# start_side NAME PROGRAM: a server of a test, with --port-file and --journal. Its journal is
# $RUN_STATE/NAME.jsonl; sets SIDE_PORT.
start_side() {
  local port_file="$RUN_STATE/$1.port"
  rm -f -- "$port_file" "$RUN_STATE/$1.jsonl"
  start_process "$1" python3 "$TOLLGATE_ROOT/$2" --port-file "$port_file" \
    --journal "$RUN_STATE/$1.jsonl"
  wait_for "the $1" 60 "$1" test -s "$port_file" || fail "the $1 did not start"
  SIDE_PORT=$(<"$port_file")
}

# write_gateway_config FILE PORT RULES: a whole configuration for the servers of this run.
# EXTRA_CONFIG, if set, is appended.
write_gateway_config() {
  cat >"$1.new" <<TOML
# Written by the sandbox at every start.
[server]
port = $2
port_file = "gateway.port"
signing_key = "file:signing.pem"

[database]
socket = "$MARIADB_SOCKET"
user = "$MARIADB_USER"
password = "file:$MARIADB_PASSWORD_FILE"
schema = "${DATABASE_SCHEMA:-tollgate}"

[kafka]
bootstrap_servers = "$KAFKA_BOOTSTRAP"

[risk]
rules_directory = "$3"

[vault]
key_file = "vault.keys"

[webhooks]
allow_loopback = true

[[channel_account]]
name = "card_main"
plugin = "$BUILD/plugins/card.so"
deadline_ms = ${CARD_DEADLINE_MS:-5000}
${CARD_PRIORITY:+priority = $CARD_PRIORITY}
[channel_account.settings]
addresses = ["127.0.0.1:$ACQUIRER_PORT"]
acquirer_id = "100001"
terminal_id = "TERM0001"
merchant_id = "MERCHANT0000001"
merchant_category_code = "5999"
timeout_ms = ${CARD_TIMEOUT_MS:-1500}
echo_interval_ms = 10000
${EXTRA_CONFIG:-}
TOML
  mv -- "$1.new" "$1"
}

# prepare_gateway CONFIG: schema, vault keys, and once a merchant with a key of each kind. Sets
# MERCHANT_ID, BEARER_TOKEN, HMAC_KEY_ID, HMAC_SECRET_FILE, ED25519_KEY_ID, ED25519_KEY_FILE.
prepare_gateway() {
  local config=$1 tollgate="$BUILD/bin/tollgate" folder keys
  folder=$(dirname -- "$config")
  keys="$folder/keys.env"
  "$tollgate" migrate --config "$config" >&2 || fail "the schema could not be made"
  if [[ ! -s "$folder/vault.keys" ]]; then
    "$tollgate" keys create-vault "$folder/vault.keys" >&2 || fail "no vault keys"
  fi
  if [[ ! -s "$folder/signing.pem" ]]; then
    "$tollgate" keys create-signing "$folder/signing.pem" >&2 || fail "no signing key"
  fi
  # The keys are of the database that made them: a fresh one gets fresh keys.
  if [[ -s "$keys" ]]; then
    source "$keys"
    if "$tollgate" keys list --config "$config" | grep -q "$HMAC_KEY_ID"; then return 0; fi
  fi
  say "making a merchant and its keys"
  HMAC_SECRET_FILE="$folder/hmac.secret" ED25519_KEY_FILE="$folder/ed25519.pem"
  rm -f -- "$HMAC_SECRET_FILE" "$ED25519_KEY_FILE"
  MERCHANT_ID=$(value_of "$("$tollgate" keys create-merchant -c "$config" 'Sandbox shop')")
  local bearer
  bearer=$("$tollgate" keys create -c "$config" --merchant "$MERCHANT_ID" --kind bearer \
    --payouts)
  BEARER_TOKEN=$(tail -n 1 <<<"$bearer")
  HMAC_KEY_ID=$(value_of "$("$tollgate" keys create -c "$config" --merchant "$MERCHANT_ID" \
    --kind hmac-sha256 --payouts --out "$HMAC_SECRET_FILE")")
  ED25519_KEY_ID=$(value_of "$("$tollgate" keys create -c "$config" --merchant "$MERCHANT_ID" \
    --kind ed25519 --payouts --out "$ED25519_KEY_FILE")")
  [[ "$MERCHANT_ID" == mer_* && "$HMAC_KEY_ID" == key_* && "$ED25519_KEY_ID" == key_* ]] ||
    fail "the merchant's keys could not be made; the words of tollgate are above"
  (umask 077 && declare -p MERCHANT_ID BEARER_TOKEN HMAC_KEY_ID HMAC_SECRET_FILE ED25519_KEY_ID \
    ED25519_KEY_FILE | sed 's/^declare -- //' >"$keys")
}

value_of() { printf '%s\n' "${1#*=}"; }

# start_gateway CONFIG: serves. Sets GATEWAY_URL.
start_gateway() {
  local port_file
  port_file="$(dirname -- "$1")/gateway.port"
  rm -f -- "$port_file"
  start_process gateway "$BUILD/bin/tollgate" serve --config "$1"
  wait_for "the gateway" 20 gateway test -s "$port_file" || fail "the gateway did not start"
  GATEWAY_URL="http://127.0.0.1:$(<"$port_file")"
}
