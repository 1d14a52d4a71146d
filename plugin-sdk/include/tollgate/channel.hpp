// The C++20 side of the contract: a channel as straight-line coroutines, in headers only.
//
//   class Hello final : public tollgate::sdk::Channel {
//    public:
//     static std::unique_ptr<Hello> create(std::string_view settings_json, std::string& problem);
//     // or, of one that has the host sign: create(const Host&, settings_json, problem)
//
//     Operation sale(Request request) const override {
//       Http charge("POST", url_ + "/charges", body(request));
//       charge.add_header("idempotency-key", std::string(request.operation_id));
//       Reply reply = co_await std::move(charge);
//       if (!reply.ok()) co_return Outcome::of_wire(reply);
//       if (reply.http_status == 200) co_return Outcome::approved(reply.body);
//       co_return Outcome::unknown(TOLLGATE_CODE_BAD_RESPONSE, "...");
//     }
//   };
//   TOLLGATE_CHANNEL(Hello, hello_descriptor())
//
// Everything is in tollgate::sdk. Works with GCC 12 and clang 14 and later, -std=c++20.
#pragma once

#include "tollgate/channel.h"
#include "tollgate/cpp/base.hpp"
#include "tollgate/cpp/bridge.hpp"
#include "tollgate/cpp/descriptor.hpp"
#include "tollgate/cpp/host.hpp"
#include "tollgate/cpp/message.hpp"
#include "tollgate/cpp/notification.hpp"
#include "tollgate/cpp/operation.hpp"
#include "tollgate/cpp/outcome.hpp"
#include "tollgate/cpp/request.hpp"
#include "tollgate/cpp/statement.hpp"

// Defines the one exported symbol. Type is the channel's class, with a static create() as above;
// `descriptor` is an expression that gives a tollgate::sdk::Descriptor. Once per library.
#define TOLLGATE_CHANNEL(Type, descriptor)                                                         \
  extern "C" TOLLGATE_EXPORT const tollgate_entry* tollgate_channel_entry(void) {                  \
    static const ::tollgate::sdk::detail::DescriptorTable kTable(descriptor);                      \
    static const tollgate_entry kEntry = {sizeof(tollgate_entry), TOLLGATE_ABI_VERSION,            \
                                          kTable.table(), &::tollgate::sdk::detail::create<Type>}; \
    return &kEntry;                                                                                \
  }
