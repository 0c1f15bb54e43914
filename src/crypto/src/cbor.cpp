// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/cbor.hpp"

#include <cbor.h>
#include <limits>
#include <utility>

namespace haetae::crypto {
namespace {

/// What one step of libcbor's stateless decoder saw. That decoder allocates nothing and does not
/// recurse, so a length that lies costs nothing; the tree and its bounds are ours.
struct Event {
  Cbor item;
  std::uint64_t members = 0;  // announced members of an array or map
  bool refused = true;
};

Event& event_of(void* context) {
  return *static_cast<Event*>(context);
}

void integer(void* context, std::uint64_t value, bool negative) {
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return;
  Event& event = event_of(context);
  event.item.kind = Cbor::Kind::integer;
  event.item.integer =
      negative ? -1 - static_cast<std::int64_t>(value) : static_cast<std::int64_t>(value);
  event.refused = false;
}

template <class T, bool negative>
void on_integer(void* context, T value) {
  integer(context, value, negative);
}

template <Cbor::Kind kind>
void on_string(void* context, cbor_data data, std::size_t length) {
  Event& event = event_of(context);
  event.item.kind = kind;
  event.item.bytes = {data, length};
  event.refused = false;
}

template <Cbor::Kind kind>
void on_collection(void* context, std::size_t members) {
  Event& event = event_of(context);
  event.item.kind = kind;
  event.members = members;
  event.refused = false;
}

void on_boolean(void* context, bool value) {
  Event& event = event_of(context);
  event.item.kind = Cbor::Kind::boolean;
  event.item.integer = value ? 1 : 0;
  event.refused = false;
}

void on_other(void* context) {
  event_of(context).refused = false;
}
template <class T>
void on_float(void* context, T /*value*/) {
  event_of(context).refused = false;
}

// Indefinite lengths, breaks and tags keep libcbor's empty callbacks, and so stay refused.
cbor_callbacks make_callbacks() {
  cbor_callbacks callbacks = cbor_empty_callbacks;
  callbacks.uint8 = on_integer<std::uint8_t, false>;
  callbacks.uint16 = on_integer<std::uint16_t, false>;
  callbacks.uint32 = on_integer<std::uint32_t, false>;
  callbacks.uint64 = on_integer<std::uint64_t, false>;
  callbacks.negint8 = on_integer<std::uint8_t, true>;
  callbacks.negint16 = on_integer<std::uint16_t, true>;
  callbacks.negint32 = on_integer<std::uint32_t, true>;
  callbacks.negint64 = on_integer<std::uint64_t, true>;
  callbacks.byte_string = on_string<Cbor::Kind::bytes>;
  callbacks.string = on_string<Cbor::Kind::text>;
  callbacks.array_start = on_collection<Cbor::Kind::array>;
  callbacks.map_start = on_collection<Cbor::Kind::map>;
  callbacks.boolean = on_boolean;
  callbacks.null = on_other;
  callbacks.undefined = on_other;
  callbacks.float2 = on_float<float>;
  callbacks.float4 = on_float<float>;
  callbacks.float8 = on_float<double>;
  return callbacks;
}

bool same_key(const Cbor& a, const Cbor& b) {
  return a.kind == b.kind && a.integer == b.integer &&
         base::as_text(a.bytes) == base::as_text(b.bytes);
}

class Reader {
 public:
  explicit Reader(base::BytesView input) : input_(input) {}

  base::Outcome<Cbor, CborError> item(std::size_t depth) {
    if (depth > kCborDepthMax) return base::fail(CborError::too_deep);
    if (++items_ > kCborItemsMax) return base::fail(CborError::too_many);
    static const cbor_callbacks kCallbacks = make_callbacks();
    Event event;
    const cbor_decoder_result step =
        cbor_stream_decode(input_.data() + at_, input_.size() - at_, &kCallbacks, &event);
    if (step.status != CBOR_DECODER_FINISHED || event.refused) {
      return base::fail(CborError::malformed);
    }
    at_ += step.read;
    if (event.item.kind == Cbor::Kind::array) return members(std::move(event), depth, 1);
    if (event.item.kind == Cbor::Kind::map) return members(std::move(event), depth, 2);
    return std::move(event.item);
  }

  [[nodiscard]] std::size_t taken() const { return at_; }

 private:
  base::Outcome<Cbor, CborError> members(Event event, std::size_t depth, std::size_t items_each) {
    // Every member takes at least one byte, so a larger announcement is a lie.
    if (event.members > input_.size() - at_) return base::fail(CborError::malformed);
    std::vector<Cbor>& items = event.item.items;
    for (std::uint64_t i = 0; i < event.members; ++i) {
      for (std::size_t k = 0; k < items_each; ++k) {
        auto next = item(depth + 1);
        if (!next.has_value()) return next;
        items.push_back(std::move(*next));
      }
      if (items_each == 2 && !last_key_is_good(items)) return base::fail(CborError::malformed);
    }
    return std::move(event.item);
  }

  static bool last_key_is_good(const std::vector<Cbor>& items) {
    const Cbor& key = items[items.size() - 2];
    if (key.kind != Cbor::Kind::integer && key.kind != Cbor::Kind::text) return false;
    for (std::size_t i = 0; i + 2 < items.size(); i += 2) {
      if (same_key(items[i], key)) return false;
    }
    return true;
  }

  base::BytesView input_;
  std::size_t at_ = 0;
  std::size_t items_ = 0;
};

template <class Matches>
const Cbor* find_value(const Cbor& map, const Matches& matches) {
  if (map.kind != Cbor::Kind::map) return nullptr;
  for (std::size_t i = 0; i + 1 < map.items.size(); i += 2) {
    if (matches(map.items[i])) return &map.items[i + 1];
  }
  return nullptr;
}

}  // namespace

const Cbor* Cbor::find(std::int64_t key) const {
  return find_value(
      *this, [&](const Cbor& one) { return one.kind == Kind::integer && one.integer == key; });
}

const Cbor* Cbor::find(std::string_view key) const {
  return find_value(*this, [&](const Cbor& one) {
    return one.kind == Kind::text && base::as_text(one.bytes) == key;
  });
}

base::Outcome<Cbor, CborError> read_cbor(base::BytesView input, std::size_t* taken) {
  if (input.size() > kCborLengthMax) return base::fail(CborError::too_long);
  if (input.empty()) return base::fail(CborError::malformed);
  Reader reader{input};
  auto item = reader.item(1);
  if (!item.has_value()) return item;
  if (taken != nullptr) {
    *taken = reader.taken();
  } else if (reader.taken() != input.size()) {
    return base::fail(CborError::malformed);
  }
  return item;
}

}  // namespace haetae::crypto
