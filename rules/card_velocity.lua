-- card_velocity.lua        owner: risk-ops
--
-- One card tried again and again is a stolen one being tested, or a payer who needs help; both
-- are better served by a pause. A feature counts the attempt being decided, whatever became of
-- the others: the sixth within ten minutes is stopped, and every one after it while the ten
-- minutes hold more than five.
--
-- Load tests that reuse a card: point the gateway at another rule directory, or edit `most`.

local most = 5

local f = features {
  card_attempts_10m = count(by.card, "10m"),
}

rule "card_velocity" {
  mode = "live", reason = "R130", action = block,
  when = function(p) return f.card_attempts_10m > most end,
}

test "the fifth attempt passes"  { features = { card_attempts_10m = 5 }, expect = allow }
test "the sixth is stopped"      { features = { card_attempts_10m = 6 }, expect = block,
                                   reason = "R130" }
