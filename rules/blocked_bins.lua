-- blocked_bins.lua         owner: risk-ops
--
-- Card ranges we do not take: lists/blocked_bins.txt, one BIN (the first 6 to 8 digits) a line.
-- has_prefix_of: a six-digit entry also stops the eight-digit BINs that begin with it. Payments
-- without a card have no BIN and pass.

rule "blocked_bin" {
  mode = "live", reason = "R120", action = block, on_error = block,
  when = function(p) return list.blocked_bins:has_prefix_of(p.card_bin) end,
}

test "a blocked range"          { card_bin = "410000", expect = block, reason = "R120" }
test "its eight-digit form"     { card_bin = "41000000", expect = block }
test "another range"            { card_bin = "424242", expect = allow }
test "a wallet has no card"     { method = "wallet", expect = allow }
