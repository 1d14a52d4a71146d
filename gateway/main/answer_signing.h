// The key that signs our answers, from the configuration.
#pragma once

#include <memory>

#include "gateway/adapters/http/api/api.h"
#include "gateway/main/config.h"

namespace tollgate {

// Null when server.signing_key is not set.
Result<std::shared_ptr<const http::AnswerSigner>> answer_signer(const Config& config);

}  // namespace tollgate
