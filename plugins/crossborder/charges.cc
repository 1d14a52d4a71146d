#include "plugins/crossborder/charges.h"

#include "plugins/crossborder/message_kind.h"

namespace tollgate::crossborder {

bool add_charge(const XmlElement& amount, std::optional<Amount>& sum) {
  const auto charge = read_amount(amount);
  if (!charge) return false;
  if (!sum) {
    sum = charge;
    return true;
  }
  return sum->currency == charge->currency &&
         !__builtin_add_overflow(sum->minor, charge->minor, &sum->minor);
}

bool read_charges(const XmlElement& charges, std::optional<Amount>& sum) {
  if (const XmlElement total = charges.child("TtlChrgsAndTaxAmt")) return add_charge(total, sum);
  for (XmlElement each = charges.first(); each; each = each.next()) {
    if (each.name() != "Rcrd") continue;
    // A charge that was given back is not ours to reckon with here.
    if (each.child("CdtDbtInd").text() == "CRDT") continue;
    if (!add_charge(each.child("Amt"), sum)) return false;
  }
  return true;
}

}  // namespace tollgate::crossborder
