// Writer and Reader: the contract's values as bytes and back, for the way between the gateway and a
// plugin's own process. One template, code(codec, struct, room), describes each struct for both:
// the Writer reads its members, the Reader fills them. `room` holds what the struct points at.
//
// Neither side believes the other: the Writer never reads more of a struct than its `size` covers
// and refuses what is out of bounds; the Reader never reads behind its bytes. Both only note that,
// as broken(), so that a struct is described without an error path. Numbers are the machine's own:
// both ends are one build on one machine.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "tollgate/exchange.h"
#include "tollgate/value.h"

namespace tollgate::channel {

constexpr std::size_t kFrameBytesMax = 8U << 20U;  // of what goes one way at once
constexpr std::size_t kViewBytesMax = 2U << 20U;   // of one text or body
constexpr std::size_t kListEntriesMax = 4096;      // entries of one list

// A struct of the other side as far as its `size` goes; what it does not know is zero.
template <class Struct>
Struct sized_copy(const Struct* from) {
  Struct copy{};
  copy.size = static_cast<std::uint32_t>(std::min<std::size_t>(from->size, sizeof(Struct)));
  const std::size_t known = copy.size;
  if (known > sizeof copy.size) std::memcpy(static_cast<void*>(&copy), from, known);
  copy.size = static_cast<std::uint32_t>(known);
  return copy;
}

class Writer {
 public:
  static constexpr bool kReads = false;

  template <class Number>
  void number(Number& value) {
    static_assert(std::is_arithmetic_v<Number>);
    raw(&value, sizeof value);
  }
  void raw(void* bytes, std::size_t size) {
    if (bytes_.size() + size > kFrameBytesMax) broken_ = true;
    if (!broken_) bytes_.append(static_cast<const char*>(bytes), size);
  }
  void view(tollgate_view& view) {
    if (view.size > kViewBytesMax || (view.data == nullptr && view.size > 0)) broken_ = true;
    if (broken_) return;
    number(view.size);
    raw(const_cast<char*>(view.data), view.size);
  }
  void count(std::size_t& count, const void* list) {
    if (count > kListEntriesMax || (list == nullptr && count > 0)) broken_ = true;
    if (broken_) count = 0;
    number(count);
  }

  void give_up() { broken_ = true; }
  bool broken() const { return broken_; }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
  bool broken_ = false;
};

// The views it gives point into `bytes`, which must stay.
class Reader {
 public:
  static constexpr bool kReads = true;

  explicit Reader(std::string_view bytes) : left_(bytes) {}

  template <class Number>
  void number(Number& value) {
    static_assert(std::is_arithmetic_v<Number>);
    raw(&value, sizeof value);
  }
  void raw(void* bytes, std::size_t size) {
    if (size > left_.size()) broken_ = true;
    if (broken_) return;
    std::memcpy(bytes, left_.data(), size);
    left_.remove_prefix(size);
  }
  void view(tollgate_view& view) {
    std::size_t size = 0;
    number(size);
    if (size > left_.size()) broken_ = true;
    view = {};
    if (broken_) return;
    view = {left_.data(), size};
    left_.remove_prefix(size);
  }
  void count(std::size_t& count, const void*) {
    number(count);
    if (count > kListEntriesMax) broken_ = true;
    if (broken_) count = 0;
  }

  void give_up() { broken_ = true; }
  bool broken() const { return broken_; }
  // Whether everything was read and nothing is left over.
  bool whole() const { return !broken_ && left_.empty(); }

 private:
  std::string_view left_;
  bool broken_ = false;
};

// `list` of `count` plain values, each coded by `each(codec, value)`.
template <class Codec, class Value, class Each>
void code_list(Codec& codec, const Value*& list, std::size_t& count, std::vector<Value>& room,
               Each each) {
  codec.count(count, list);
  if constexpr (Codec::kReads) room.resize(count);
  for (std::size_t i = 0; i < count && !codec.broken(); ++i) {
    if constexpr (Codec::kReads) {
      each(codec, room[i]);
    } else {
      Value copy = list[i];
      each(codec, copy);
    }
  }
  if constexpr (Codec::kReads) list = room.empty() ? nullptr : room.data();
}

template <class Codec>
void code(Codec& codec, tollgate_pair& pair) {
  codec.view(pair.key);
  codec.view(pair.value);
}

template <class Codec>
void code_pairs(Codec& codec, const tollgate_pair*& list, std::size_t& count,
                std::vector<tollgate_pair>& room) {
  code_list(codec, list, count, room, [](Codec& inner, tollgate_pair& pair) { code(inner, pair); });
}

template <class Codec>
void code_views(Codec& codec, const tollgate_view*& list, std::size_t& count,
                std::vector<tollgate_view>& room) {
  code_list(codec, list, count, room, [](Codec& inner, tollgate_view& view) { inner.view(view); });
}

template <class Codec>
void code(Codec& codec, tollgate_money& money) {
  codec.number(money.minor);
  codec.raw(money.currency, sizeof money.currency);
  codec.number(money.numeric);
  codec.number(money.exponent);
}

template <class Codec>
void code(Codec& codec, tollgate_exchange& exchange) {
  codec.number(exchange.size);
  codec.number(exchange.reserved);
  code(codec, exchange.settled);
  code(codec, exchange.fee);
  codec.view(exchange.rate);
  codec.view(exchange.reference);
  codec.number(exchange.expires_unix_us);
}

// Whether `pointer` is there; then it points at `room`, which the Writer fills from it.
template <class Codec, class Struct>
bool code_presence(Codec& codec, const Struct*& pointer, Struct& room) {
  std::uint8_t there = pointer != nullptr ? 1 : 0;
  codec.number(there);
  if (codec.broken() || there == 0) {
    pointer = nullptr;
    return false;
  }
  if constexpr (!Codec::kReads) {
    if constexpr (std::is_same_v<Struct, tollgate_money>) {
      room = *pointer;
    } else {
      room = sized_copy(pointer);
    }
  }
  pointer = &room;
  return true;
}

}  // namespace tollgate::channel
