// The settings of one account at the correspondent bank. A plain value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugins/crossborder/party.h"
#include "plugins/crossborder/screening.h"

namespace tollgate::crossborder {

struct Settings {
  std::string base_url;  // "https://bank.example/iso20022", without a slash at its end
  std::string client;    // who we are at the bank's door
  std::string secret;    // signs both ways
  Party own;             // the merchant, and the account that is paid to and paid from
  std::string charge_bearer = "SHAR";
  std::string default_purpose;  // where a payment names none; empty: none
  std::vector<ListedParty> screening_list;
};

// False with a sentence in `problem` that names the setting that is wrong.
bool read_settings(std::string_view json, Settings& into, std::string& problem);
std::string_view settings_schema();

}  // namespace tollgate::crossborder
