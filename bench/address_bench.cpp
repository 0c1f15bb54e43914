// SPDX-License-Identifier: Apache-2.0
// The address engine in this process, over an index of the made nation.
//   haetae_bench_address INDEX QUERIES.tsv
// Prints JSON: for each kind of question the latencies, and how often the address meant came first.
#include "haetae/address/reverse.hpp"
#include "haetae/address/search.hpp"
#include "haetae/address/text.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/drill/histogram.hpp"
#include "haetae/intake/data_store.hpp"
#include "haetae/wire/json.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <unistd.h>

namespace haetae::bench {
namespace {

struct Question {
  std::string text, meant;
};
using Questions = std::map<std::string, std::vector<Question>>;

Questions read_questions(const char* path) {
  std::ifstream file{path};
  Questions out;
  std::string line;
  while (std::getline(file, line)) {
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    if (second == std::string::npos) continue;
    out[line.substr(0, first)].push_back(
        {line.substr(first + 1, second - first - 1), line.substr(second + 1)});
  }
  return out;
}

/// Resident memory in MiB: what is this process's own, and pages of the mapped file.
struct Memory {
  double own = 0, mapped = 0;
};
Memory memory_now() {
  std::ifstream file{"/proc/self/status"};
  Memory memory;
  std::string line;
  while (std::getline(file, line)) {
    const auto value = [&] { return std::stod(line.substr(line.find(':') + 1)) / 1024; };
    if (line.starts_with("RssAnon:")) memory.own = value();
    if (line.starts_with("RssFile:")) memory.mapped = value();
  }
  return memory;
}

class Bench {
 public:
  explicit Bench(const Questions& questions) : questions_(questions) {}

  using Ask = std::function<void(const std::string&)>;
  using IsRight = std::function<bool(const Question&)>;

  /// Every question once to warm up, then once more against the clock. `is_right` judges what the
  /// last `ask` found.
  void measure(const std::string& name, const std::string& kind, const Ask& ask,
               const IsRight& is_right) {
    const auto found = questions_.find(kind);
    if (found == questions_.end()) return;
    drill::Histogram latency;
    std::uint64_t right = 0;
    for (const bool counts : {false, true}) {
      for (const Question& question : found->second) {
        const auto began = clock_.steady();
        ask(question.text);
        const auto took = clock_.steady() - began;
        if (!counts) continue;
        latency.record(took);
        right += is_right(question) ? 1 : 0;
      }
    }
    const auto micro = [](std::chrono::nanoseconds span) {
      return static_cast<double>(span.count()) / 1000;
    };
    wire::Json row = wire::Json::object();
    row.set("name", name)
        .set("questions", static_cast<std::int64_t>(found->second.size()))
        .set("mean_us", micro(latency.mean()))
        .set("p50_us", micro(latency.percentile(0.5)))
        .set("p99_us", micro(latency.percentile(0.99)))
        .set("worst_us", micro(latency.longest()))
        .set("right", static_cast<double>(right) / static_cast<double>(found->second.size()));
    rows_.push(std::move(row));
  }

  [[nodiscard]] wire::Json take() { return std::move(rows_); }

 private:
  const Questions& questions_;
  const base::SystemClock clock_;
  wire::Json rows_ = wire::Json::array();
};

address::AddressId first_of(const address::Answer& answer) {
  return answer.hits.empty() ? address::kNoAddress : answer.hits.front().address;
}

bool is_meant(const address::Index& index, address::AddressId id, const Question& question) {
  return id != address::kNoAddress &&
         road_address_text(index, id, address::SidoStyle::full) == question.meant;
}

/// One of the suggestions is the address meant or leads to it: its region, road or number begun.
bool leads_there(const std::vector<address::Suggestion>& list, const Question& question) {
  return std::any_of(list.begin(), list.end(), [&](const address::Suggestion& one) {
    return one.text.size() >= question.text.find_last_not_of(' ') &&
           question.meant.starts_with(one.text);
  });
}

geo::Point point_of(const std::string& text) {
  const std::size_t space = text.find(' ');
  return {std::stod(text.substr(0, space)), std::stod(text.substr(space + 1))};
}

wire::Json measure_all(const address::Index& index, const Questions& questions) {
  Bench bench{questions};
  address::Scratch scratch;
  address::AddressId id = address::kNoAddress;
  const auto meant = [&](const Question& question) { return is_meant(index, id, question); };
  for (const char* kind : {"exact", "typo", "initials", "lot"}) {
    bench.measure(
        kind, kind,
        [&](const std::string& text) { id = first_of(address::search(index, text, {}, scratch)); },
        meant);
  }
  bench.measure(
      "geocode", "exact",
      [&](const std::string& text) { id = address::geocode(index, text, scratch).hit.address; },
      meant);
  std::vector<address::Suggestion> list;
  bench.measure(
      "prefix", "prefix",
      [&](const std::string& text) { list = address::suggest(index, text, 10, scratch); },
      [&](const Question& question) { return leads_there(list, question); });
  // Made roads cross, so that another address is often nearer than the one that the point was made
  // for: the answer is right when no nearer one was passed over.
  double distance = 0;
  bench.measure(
      "reverse", "reverse",
      [&](const std::string& text) {
        const auto found = address::nearest_addresses(index, point_of(text), 500, 1);
        id = found.empty() ? address::kNoAddress : found.front().address;
        distance = found.empty() ? 0 : found.front().distance_m;
      },
      [&](const Question& question) {
        if (id == address::kNoAddress) return false;
        const auto hit = address::geocode(index, question.meant, scratch).hit.address;
        const auto there = index.address(hit).position;
        return there && distance <= geo::distance_m(point_of(question.text), *there) + 0.01;
      });
  return bench.take();
}

int run(const char* path, const char* questions_path) {
  const base::SystemClock clock;
  const auto began = clock.steady();
  const auto index = intake::open_index(path);
  if (!index) {
    fmt::print(stderr, "haetae_bench_address: {}\n", index.error().message);
    return 1;
  }
  const double opened = std::chrono::duration<double, std::milli>(clock.steady() - began).count();
  const Memory memory = memory_now();
  wire::Json document = wire::Json::object();
  document.set("addresses", std::int64_t{(*index)->address_count()})
      .set("open_ms", opened)
      .set("resident_own_mib", memory.own)
      .set("resident_mapped_mib", memory.mapped)
      .set("kinds", measure_all(**index, read_questions(questions_path)));
  fmt::print("{}\n", document.to_text());
  return 0;
}

}  // namespace
}  // namespace haetae::bench

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "haetae_bench_address INDEX QUERIES.tsv\n");
    return 2;
  }
  return haetae::bench::run(argv[1], argv[2]);
}
