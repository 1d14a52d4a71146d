# The simulated correspondent bank of a run, and an account at it. Part of common.sh's family; source
# after gateway.sh.

BANK_CLIENT=shop-1
BANK_IBAN=DE89370400440532013000

# start_bank NAME GATEWAY_PORT: the simulated bank, as the process "bank", which tells the channel account
# NAME. It must know where to tell before the gateway starts: a port of the caller's choice. Sets BANK_URL,
# BANK_JOURNAL and BANK_SECRET_FILE. Each start begins with empty books.
start_bank() {
  local secret port_file="$RUN_STATE/bank.port"
  BANK_JOURNAL="$RUN_STATE/bank.jsonl" BANK_SECRET_FILE="$RUN_STATE/bank.secret"
  secret=$(random_text 32)
  (umask 077 && printf '%s' "$secret" >"$BANK_SECRET_FILE")
  rm -f -- "$port_file" "$BANK_JOURNAL"
  start_process bank python3 "$TOLLGATE_ROOT/sandbox/bank/bank.py" --port-file "$port_file" \
    --journal "$BANK_JOURNAL" \
    --client "$BANK_CLIENT:$secret:$BANK_IBAN:http://127.0.0.1:$2/v1/notify/tollgate.crossborder/$1"
  wait_for "the bank" 60 bank test -s "$port_file" || fail "the bank did not start"
  BANK_URL="http://127.0.0.1:$(<"$port_file")"
}

# bank_account NAME: a [[channel_account]] in TOML for payments and payouts by bank transfer. One name is
# on its list, so that screening can be seen.
bank_account() {
  cat <<TOML

[[channel_account]]
name = "$1"
plugin = "$BUILD/plugins/crossborder.so"
deadline_ms = 3000
${BANK_BREAKER:+breaker = { $BANK_BREAKER \}}
[channel_account.settings]
base_url = "$BANK_URL"
client = "$BANK_CLIENT"
own_name = "Sandbox Shop GmbH"
own_iban = "$BANK_IBAN"
own_bic = "COBADEFFXXX"
own_country = "DE"
default_purpose = "GDDS"
[[channel_account.settings.screening_list]]
id = "L-1"
name = "Ivan Drago"
aliases = ["The Siberian Express"]
[channel_account.secrets]
secret = "file:bank.secret"
TOML
}
