-- card_velocity.lua        owner: risk-ops
--
-- The rule of the starter pack with a limit that a load with a few thousand cards does not reach:
-- the same features, counters and rules run, and nothing is stopped. The other files here are the
-- starter pack's own.

local most = 1000000

local f = features {
  card_attempts_10m = count(by.card, "10m"),
}

rule "card_velocity" {
  mode = "live", reason = "R130", action = block,
  when = function(p) return f.card_attempts_10m > most end,
}

test "a busy card passes" { features = { card_attempts_10m = 1000000 }, expect = allow }
test "there is a limit"   { features = { card_attempts_10m = 1000001 }, expect = block,
                            reason = "R130" }
