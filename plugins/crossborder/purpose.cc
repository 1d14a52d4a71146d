#include "plugins/crossborder/purpose.h"

#include <algorithm>
#include <array>

namespace tollgate::crossborder {
namespace {

// Those of the external code set that a gateway's merchants pay for; another one is one line more.
constexpr auto kPurposes = std::to_array<Purpose>({
    {"ADVA", "advance payment"},
    {"AGRT", "agricultural payment"},
    {"AIRB", "air transport"},
    {"BENE", "unemployment or disability benefit"},
    {"BEXP", "business expenses"},
    {"BONU", "bonus"},
    {"CASH", "cash management"},
    {"CHAR", "charity"},
    {"COLL", "collection"},
    {"COMC", "commercial payment"},
    {"COMM", "commission"},
    {"COST", "costs"},
    {"DIVI", "dividend"},
    {"ELEC", "electricity"},
    {"ENRG", "energy"},
    {"FREX", "foreign exchange"},
    {"GDDS", "goods"},
    {"GDSV", "goods and services"},
    {"GOVT", "government payment"},
    {"HEDG", "hedging"},
    {"HLTC", "home health care"},
    {"HLTI", "health insurance"},
    {"INSU", "insurance premium"},
    {"INTC", "between companies of one group"},
    {"INTE", "interest"},
    {"INVS", "investment"},
    {"LICF", "licence fee"},
    {"LIFI", "life insurance"},
    {"LOAN", "loan"},
    {"LOAR", "repayment of a loan"},
    {"MDCS", "medical services"},
    {"NETT", "netting"},
    {"OTHR", "other"},
    {"PAYR", "payroll"},
    {"PENS", "pension"},
    {"PHON", "telephone"},
    {"RENT", "rent"},
    {"RLWY", "railway"},
    {"ROYA", "royalties"},
    {"SALA", "salary"},
    {"SAVG", "savings"},
    {"SCVE", "services"},
    {"SECU", "securities"},
    {"SSBE", "social security benefit"},
    {"STDY", "study"},
    {"SUBS", "subscription"},
    {"SUPP", "supplier"},
    {"TAXS", "tax"},
    {"TRAD", "trade services"},
    {"TREA", "treasury"},
    {"VATX", "value added tax"},
});

}  // namespace

std::span<const Purpose> purposes() { return kPurposes; }

bool is_purpose(std::string_view code) {
  const auto at = std::lower_bound(
      kPurposes.begin(), kPurposes.end(), code,
      [](const Purpose& purpose, std::string_view wanted) { return purpose.code < wanted; });
  return at != kPurposes.end() && at->code == code;
}

}  // namespace tollgate::crossborder
