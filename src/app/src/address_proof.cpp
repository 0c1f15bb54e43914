// SPDX-License-Identifier: Apache-2.0
#include "address_proof.hpp"

#include "commands.hpp"
#include "haetae/address/search.hpp"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <mutex>
#include <thread>
#include <unistd.h>

namespace haetae::app {
namespace {

using address::AddressId;

/// Addresses that a thread takes at a time: neighbours, which share memory.
constexpr std::uint32_t kChunk = 256;
constexpr std::uint32_t kProgressSteps = 100;

address::Lot main_lot(const address::Index& index, AddressId id) {
  const address::Address found = index.address(id);
  return {.region = found.region, .number = found.lot, .address = id};
}

/// True when `other` is written as `text` in this notation: by any of its lots where it names one.
bool is_namesake(const address::Index& index, AddressId other, Notation notation,
                 const std::string& text) {
  if (!names_lot(notation))
    return written(words_of(index, other, main_lot(index, other)), notation) == text;
  const auto lots = index.lots_of(other);
  return std::any_of(lots.begin(), lots.end(), [&](const address::Lot& lot) {
    return written(words_of(index, other, lot), notation) == text;
  });
}

class Prover {
 public:
  Prover(const address::Index& index, std::array<NotationProof, kNotations>& out)
      : index_(index), out_(out) {}

  void ask(AddressId id) {
    const AddressWords words = words_of(index_, id, main_lot(index_, id));
    for (std::size_t i = 0; i < kNotations; ++i) {
      const auto notation = static_cast<Notation>(i);
      const std::string text = written(words, notation);
      if (!text.empty()) judge(id, notation, text, out_[i]);
    }
  }

 private:
  void judge(AddressId id, Notation notation, const std::string& text, NotationProof& proof) {
    const address::Answer answer = address::search(index_, text, {.hits_max = 1}, scratch_);
    ++proof.asked;
    const AddressId found = answer.hits.empty() ? address::kNoAddress : answer.hits.front().address;
    if (found == id) {
      ++proof.first;
    } else if (found != address::kNoAddress && !answer.hits.front().nearest &&
               is_namesake(index_, found, notation, text)) {
      ++proof.namesake;
    } else {
      ++proof.missed;
      if (proof.examples.size() < NotationProof::kExamplesMax) {
        proof.examples.push_back({.asked = text, .answered = shown(answer)});
      }
    }
  }

  std::string shown(const address::Answer& answer) const {
    if (answer.hits.empty()) return {};
    const address::Hit& hit = answer.hits.front();
    if (hit.address == address::kNoAddress) return "no address, but a road or a region";
    const AddressWords words = words_of(index_, hit.address, main_lot(index_, hit.address));
    return written(words, Notation::full) + (hit.nearest ? " (nearest number)" : "");
  }

  const address::Index& index_;
  std::array<NotationProof, kNotations>& out_;
  address::Scratch scratch_;
};

void merge(NotationProof& into, NotationProof& from) {
  into.asked += from.asked;
  into.first += from.first;
  into.namesake += from.namesake;
  into.missed += from.missed;
  for (auto& example : from.examples) {
    if (into.examples.size() < NotationProof::kExamplesMax)
      into.examples.push_back(std::move(example));
  }
}

}  // namespace

std::uint64_t ProofReport::asked() const {
  std::uint64_t sum = 0;
  for (const NotationProof& proof : notations)
    sum += proof.asked;
  return sum;
}

std::uint64_t ProofReport::missed() const {
  std::uint64_t sum = 0;
  for (const NotationProof& proof : notations)
    sum += proof.missed;
  return sum;
}

ProofReport prove_addresses(const address::Index& index, const ProofOptions& options,
                            const std::function<void(std::uint32_t)>& progress) {
  const std::uint32_t all = index.address_count();
  const std::uint32_t asked = options.sample == 0 ? all : std::min(options.sample, all);
  const std::uint32_t step = std::max(kChunk, asked / kProgressSteps);
  ProofReport report;
  report.addresses = asked;
  std::atomic<std::uint32_t> next{0};
  std::mutex mutex;
  std::uint32_t done = 0;
  const auto work = [&] {
    std::array<NotationProof, kNotations> mine;
    Prover prover{index, mine};
    for (;;) {
      const std::uint32_t from = next.fetch_add(kChunk);
      if (from >= asked) break;
      const std::uint32_t to = std::min(from + kChunk, asked);
      for (std::uint32_t i = from; i < to; ++i) {
        prover.ask(AddressId{static_cast<std::uint32_t>(std::uint64_t{i} * all / asked)});
      }
      const std::lock_guard lock{mutex};
      const std::uint32_t before = done;
      done += to - from;
      if (done / step != before / step) progress(done);
    }
    const std::lock_guard lock{mutex};
    for (std::size_t i = 0; i < kNotations; ++i)
      merge(report.notations[i], mine[i]);
  };
  std::vector<std::jthread> helpers;
  for (unsigned i = 1; i < options.threads; ++i)
    helpers.emplace_back(work);
  work();
  helpers.clear();
  return report;
}

wire::Json to_json(const ProofReport& report) {
  wire::Json document = wire::Json::object();
  document.set("addresses", std::int64_t{report.addresses})
      .set("asked", static_cast<std::int64_t>(report.asked()))
      .set("missed", static_cast<std::int64_t>(report.missed()));
  wire::Json list = wire::Json::array();
  for (std::size_t i = 0; i < kNotations; ++i) {
    const NotationProof& proof = report.notations[i];
    wire::Json examples = wire::Json::array();
    for (const auto& example : proof.examples) {
      wire::Json one = wire::Json::object();
      one.set("asked", example.asked).set("answered", example.answered);
      examples.push(std::move(one));
    }
    wire::Json row = wire::Json::object();
    row.set("notation", std::string{to_text(static_cast<Notation>(i))})
        .set("asked", static_cast<std::int64_t>(proof.asked))
        .set("first", static_cast<std::int64_t>(proof.first))
        .set("namesake", static_cast<std::int64_t>(proof.namesake))
        .set("missed", static_cast<std::int64_t>(proof.missed))
        .set("examples", std::move(examples));
    list.push(std::move(row));
  }
  document.set("notations", std::move(list));
  return document;
}

std::string to_text(const ProofReport& report) {
  std::string out = fmt::format("{:<22}{:>12}{:>12}{:>10}{:>10}\n", "notation", "asked", "first",
                                "namesake", "missed");
  std::string misses;
  for (std::size_t i = 0; i < kNotations; ++i) {
    const NotationProof& proof = report.notations[i];
    const std::string_view name = to_text(static_cast<Notation>(i));
    out += fmt::format("{:<22}{:>12}{:>12}{:>10}{:>10}\n", name, proof.asked, proof.first,
                       proof.namesake, proof.missed);
    for (const auto& example : proof.examples) {
      misses += fmt::format("  {}: {} -> {}\n", name, example.asked,
                            example.answered.empty() ? "nothing" : example.answered);
    }
  }
  out += fmt::format("{} addresses, {} questions, {} missed\n", report.addresses, report.asked(),
                     report.missed());
  if (!misses.empty()) out += "missed, for example:\n" + misses;
  return out;
}

void run_proof(Context& context, const address::Index& index, const ProofFlags& flags) {
  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  const std::uint32_t all =
      flags.sample == 0 ? index.address_count() : std::min(flags.sample, index.address_count());
  const ProofReport report = prove_addresses(
      index, {.sample = flags.sample, .threads = std::max(1U, std::thread::hardware_concurrency())},
      [&](std::uint32_t done) {
        if (terminal) fmt::print(stderr, "\r{} of {} addresses", done, all);
      });
  if (terminal) fmt::print(stderr, "\n");
  context.print(to_json(report), to_text(report));
  if (report.missed() != 0) context.exit = Exit::refused;
}

}  // namespace haetae::app
