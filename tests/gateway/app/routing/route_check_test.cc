#include "gateway/app/routing/route_check.h"

#include <gtest/gtest.h>

#include "tests/gateway/currencies.h"

namespace tollgate {
namespace {

ChannelTraits sale_in_euro() {
  ChannelTraits traits;
  traits.operations = {OperationKind::sale};
  traits.methods = {"card"};
  traits.currencies = {kEur};
  traits.limits = {{kEur, 100, 5000}};
  return traits;
}

using Sentences = std::vector<std::string>;

TEST(RouteCheck, WhatTheChannelDoesIsPossible) {
  RouteConditions route;
  EXPECT_EQ(impossible_conditions(route, sale_in_euro()), Sentences{});
  route.methods = {"card"};
  route.currencies = {kEur};
  route.amounts = {{kEur, 5000, 90'000}};  // one amount is left
  route.capture_methods = {CaptureMethod::automatic};
  EXPECT_EQ(impossible_conditions(route, sale_in_euro()), Sentences{});
  ChannelTraits all = sale_in_euro();
  all.limits = {{std::nullopt, 1, 100}};
  route.currencies = {kUsd};
  route.amounts = {{kUsd, 100, 100}};
  EXPECT_EQ(impossible_conditions(route, all), Sentences{});
}

TEST(RouteCheck, EachConditionThatLetsNothingPassIsNamed) {
  RouteConditions route;
  route.methods = {"card", "crad"};
  route.currencies = {kEur, kUsd};
  route.amounts = {{kEur, 5001, 9000}, {kUsd, 0, 100}};
  route.capture_methods = {CaptureMethod::manual};
  EXPECT_EQ(impossible_conditions(route, sale_in_euro()),
            (Sentences{"route.methods has \"crad\"; the channel has: card.",
                       "route.currencies has USD, which the channel does not take.",
                       "route.amounts.EUR: the channel takes no such amount.",
                       "route.amounts.USD: the channel takes no such amount.",
                       "route.capture_methods has \"manual\"; the channel has no authorize."}));
}

}  // namespace
}  // namespace tollgate
