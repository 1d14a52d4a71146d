# The simulated wallet of a run, and an account at it. Part of common.sh's family; source after
# gateway.sh.

WALLET_APP_ID=2026000000000001

# start_wallet [OPTION...]: the simulated wallet, as the process "wallet", with the merchant's and its
# own keys in $RUN_STATE/wallet-keys. Sets WALLET_URL and WALLET_JOURNAL. A second start reads its journal
# and remembers what it did.
start_wallet() {
  local keys="$RUN_STATE/wallet-keys" port_file="$RUN_STATE/wallet.port"
  WALLET_JOURNAL="$RUN_STATE/wallet.jsonl"
  if [[ ! -s "$keys/merchant_public.pem" ]]; then
    mkdir -p -- "$keys"
    (umask 077 && openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 \
      -out "$keys/merchant.pem") || fail "openssl could not make the merchant's key"
    openssl pkey -in "$keys/merchant.pem" -pubout -out "$keys/merchant_public.pem" ||
      fail "openssl could not make the merchant's public key"
  fi
  rm -f -- "$port_file"
  start_process wallet python3 "$TOLLGATE_ROOT/sandbox/wallet/wallet.py" --port-file "$port_file" \
    --journal "$WALLET_JOURNAL" --keys "$keys" \
    --app "$WALLET_APP_ID:$keys/merchant_public.pem" "$@"
  wait_for "the wallet" 60 wallet test -s "$port_file" || fail "the wallet did not start"
  WALLET_URL="http://127.0.0.1:$(<"$port_file")"
}

# wallet_account NAME GATEWAY_PORT [SETTING...]: a [[channel_account]] in TOML for payments by wallet. The
# wallet must know where to tell before the gateway starts: a port of the caller's choice.
wallet_account() {
  cat <<TOML

[[channel_account]]
name = "$1"
plugin = "$BUILD/plugins/wallet.so"
deadline_ms = ${WALLET_DEADLINE_MS:-5000}
priority = 1
${WALLET_BREAKER:+breaker = { $WALLET_BREAKER \}}
[channel_account.settings]
gateway_url = "$WALLET_URL/gateway.do"
app_id = "$WALLET_APP_ID"
wallet_public_key = """
$(<"$RUN_STATE/wallet-keys/wallet_public.pem")"""
notify_url = "http://127.0.0.1:$2/v1/notify/tollgate.wallet/$1"
qr_scheme_id = "example.wallet"
merchant_name = "Sandbox shop"
merchant_city = "Hangzhou"
merchant_category_code = "5999"
$(printf '%s\n' "${@:3}")
[channel_account.secrets]
private_key = "file:wallet-keys/merchant.pem"
TOML
}
