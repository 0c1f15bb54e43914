// SPDX-License-Identifier: Apache-2.0
#include "address_batch_reader.hpp"
#include "address_batch_writer.hpp"
#include "address_handlers.hpp"
#include "haetae/address/geocode_queue.hpp"

#include <array>
#include <utility>

namespace haetae::api {
namespace {

using base::fail;
using base::Outcome;

/// A piece takes about a millisecond, so that a batch never holds a worker for long.
constexpr std::size_t kPieceBytes = 256 * 1024;
constexpr std::uint64_t kProgressEvery = 50'000;

/// Reads, looks up and writes rows while they are sent.
class BatchStream final : public wire::BodyStream {
 public:
  BatchStream(std::shared_ptr<const address::Index> index, BatchReader reader, BatchOutput output,
              std::size_t bytes_total, bool tells_progress)
      : index_(std::move(index)),
        reader_(std::move(reader)),
        writer_(*index_, output),
        queue_(*index_),
        bytes_total_(bytes_total),
        tells_progress_(tells_progress) {}

  bool next(std::string& out) override {
    const std::size_t enough = out.size() + kPieceBytes;
    out.reserve(enough + 4096);
    if (writer_.rows() == 0) writer_.begin(out);
    while (out.size() < enough) {
      take_rows();
      if (queue_.empty()) {
        writer_.summary(out);
        return false;
      }
      const KeptRow& row = waiting_[writer_.rows() % kRoom];
      writer_.row(out, {row.query, row.id, row.malformed}, queue_.pop());
      if (tells_progress_ && writer_.rows() % kProgressEvery == 0) {
        writer_.progress(out, reader_.position(), bytes_total_);
      }
    }
    return true;
  }

 private:
  static constexpr std::size_t kRoom = address::GeocodeQueue::kRoom;
  struct KeptRow {
    std::string query, id;
    bool malformed = false;
  };

  void take_rows() {
    BatchRow row;
    while (!queue_.full() && reader_.next(row)) {
      KeptRow& kept = waiting_[rows_read_++ % kRoom];
      kept.query = row.query;
      kept.id = row.id;
      kept.malformed = row.malformed;
      queue_.push(row.malformed ? std::string_view{} : row.query);
    }
  }

  std::shared_ptr<const address::Index> index_;
  BatchReader reader_;
  BatchWriter writer_;
  address::GeocodeQueue queue_;
  std::array<KeptRow, kRoom> waiting_;  ///< those in the queue
  std::uint64_t rows_read_ = 0;
  std::size_t bytes_total_;
  bool tells_progress_;
};

std::string media_type(std::string_view value) {
  return wire::to_lower(wire::trim(value.substr(0, value.find(';'))));
}

std::optional<BatchInput> input_of(const AddressCall& call, const wire::Form& query) {
  std::string name = query.text("input");
  if (name.empty()) {
    const auto type = media_type(call.request.headers.get("Content-Type").value_or(""));
    name = type == "text/csv"                                  ? "csv"
           : type == "text/plain"                              ? "lines"
           : type.ends_with("json") || type.ends_with("jsonl") ? "ndjson"
                                                               : "";
  }
  if (name == "csv") return BatchInput::csv;
  if (name == "lines") return BatchInput::lines;
  if (name == "ndjson") return BatchInput::ndjson;
  return std::nullopt;
}

BatchOutput output_of(const AddressCall& call, const wire::Form& query, BatchInput input) {
  const std::string name = query.text("output");
  if (name == "csv") return BatchOutput::csv;
  if (name == "ndjson") return BatchOutput::ndjson;
  const auto accept = media_type(call.request.headers.get("Accept").value_or(""));
  if (accept == "text/csv") return BatchOutput::csv;
  if (accept.ends_with("json")) return BatchOutput::ndjson;
  return input == BatchInput::csv ? BatchOutput::csv : BatchOutput::ndjson;
}

}  // namespace

Outcome<wire::Response, Problem> geocode_batch(const AddressCall& call) {
  const wire::Form query = call.request.query_form();
  const auto input = input_of(call, query);
  if (!input) {
    return fail(Problem{415, "input_unknown",
                        "Send text/csv, application/x-ndjson or text/plain, or set `input`"});
  }
  const std::string column = query.text("column"), header = query.text("header");
  BatchFormat format{.input = *input, .column = column};
  if (header == "true" || header == "false") format.has_header = header == "true";
  auto reader = BatchReader::open(call.request.body, format);
  if (!reader) {
    return fail(Problem{400, "column_unknown", "The first line has no column of that name"});
  }
  const BatchOutput output = output_of(call, query, *input);
  wire::Response response;
  response.headers.set("Content-Type", output == BatchOutput::csv
                                           ? "text/csv; charset=utf-8"
                                           : "application/x-ndjson; charset=utf-8");
  response.headers.set("Cache-Control", "no-store");
  response.stream =
      std::make_shared<BatchStream>(call.index, *std::move(reader), output,
                                    call.request.body.size(), query.text("progress") == "true");
  return response;
}

}  // namespace haetae::api
