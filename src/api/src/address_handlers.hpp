// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "address_fields.hpp"
#include "haetae/api/address_rows.hpp"
#include "haetae/base/outcome.hpp"

#include <memory>

// Handlers of /v1/address, one per endpoint, and what they share.

namespace haetae::api {

/// A call that may be answered.
struct AddressCall {
  const AddressParts& parts;
  const wire::Request& request;
  wire::Form form;
  std::shared_ptr<const address::Index> index;
};
/// The body of the answer, JSON.
using AddressHandler = base::Outcome<std::string, Problem> (*)(const AddressCall& call);

/// Key, quota and data; the problem that forbids an answer otherwise.
[[nodiscard]] base::Outcome<AddressCall, Problem> admit(const AddressParts& parts,
                                                        const wire::Request& request);

[[nodiscard]] base::Outcome<std::string, Problem> search_addresses(const AddressCall& call);
[[nodiscard]] base::Outcome<std::string, Problem> suggest_addresses(const AddressCall& call);
[[nodiscard]] base::Outcome<std::string, Problem> reverse_address(const AddressCall& call);
[[nodiscard]] base::Outcome<std::string, Problem> validate_address(const AddressCall& call);
/// Starts the stream of a batch.
[[nodiscard]] base::Outcome<wire::Response, Problem> geocode_batch(const AddressCall& call);

/// The text that a call is about, without spaces around it; a problem when it is missing or no
/// UTF-8. A view of the form.
[[nodiscard]] base::Outcome<std::string_view, Problem> text_of(const wire::Form& form,
                                                               std::string_view name);
/// A whole number between the limits; the fallback when it is not given.
[[nodiscard]] base::Outcome<std::uint32_t, Problem> number_of(const AddressCall& call,
                                                              std::string_view name,
                                                              std::uint32_t fallback,
                                                              std::uint32_t least,
                                                              std::uint32_t most);
/// One per thread, kept between calls.
[[nodiscard]] address::Scratch& scratch_of_thread();

}  // namespace haetae::api
