-- amount_limits.lua        owner: risk-ops
--
-- The most one payment may be worth. Money compares only with money of the same currency, so
-- there is one limit for each currency we sell in.

local largest = {
  USD = USD "10000.00",  EUR = EUR "10000.00",  GBP = GBP "8000.00",  CHF = CHF "9000.00",
  JPY = JPY "1500000",   CNY = CNY "70000.00",  HKD = HKD "80000.00", SGD = SGD "13000.00",
  AUD = AUD "15000.00",  CAD = CAD "14000.00",  KWD = KWD "3000.000",
}

rule "amount_above_limit" {
  mode = "live", reason = "R110", action = block,
  when = function(p)
    local limit = largest[p.currency]
    return limit ~= nil and p.amount > limit
  end,
}

-- Tells us, without stopping anybody, that we sell in a currency nobody has set a limit for.
rule "amount_limit_missing" {
  mode = "shadow", reason = "R111", action = review,
  when = function(p) return largest[p.currency] == nil end,
}

test "ten thousand dollars pass"  { amount = USD "10000.00", expect = allow }
test "one cent more does not"     { amount = USD "10000.01", expect = block, reason = "R110" }
test "yen have no decimals"       { amount = JPY "1500001", expect = block }
test "a currency without a limit" { amount = BRL "1.00", expect = allow,
                                    fires = { "amount_limit_missing" } }
