-- Large payouts wait for a person; payments of any size pass.

rule "large_payout" {
  mode = "live", reason = "R301", action = review,
  when = function(p)
    return p.direction == "payout" and p.currency == "EUR" and p.amount >= EUR "5000.00"
  end,
}

test "a large payout"      { direction = "payout", amount = EUR "5000.00", expect = review, reason = "R301" }
test "a small one"         { direction = "payout", amount = EUR "4999.99", expect = allow }
test "a payment as large"  { amount = EUR "5000.00", expect = allow }
