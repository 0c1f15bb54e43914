// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/table.hpp"

#include "haetae/intake/cp949.hpp"

#include <algorithm>

namespace haetae::intake {

Table::Table(std::string_view text) {
  constexpr std::string_view kBom = "\xEF\xBB\xBF";
  if (text.substr(0, kBom.size()) == kBom) text.remove_prefix(kBom.size());
  append_utf8(Encoding::open, text, text_);
  const std::string_view first = std::string_view{text_}.substr(0, text_.find('\n'));
  std::ptrdiff_t most = 0;
  for (const char candidate : {',', '\t', ';', '|'}) {
    const auto count = std::count(first.begin(), first.end(), candidate);
    if (count > most) {
      most = count;
      separator_ = candidate;
    }
  }
  read_row(columns_);
}

std::optional<std::size_t> Table::column(const std::vector<std::string_view>& names) const {
  for (const std::string_view name : names) {
    const auto found = std::find(columns_.begin(), columns_.end(), name);
    if (found != columns_.end()) return static_cast<std::size_t>(found - columns_.begin());
  }
  return std::nullopt;
}

std::string Table::read_quoted() {
  std::string cell;
  for (++at_; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '\n') ++line_;
    if (c != '"') {
      cell += c;
    } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
      cell += '"';
      ++at_;
    } else {
      ++at_;
      break;
    }
  }
  return cell;
}

bool Table::read_row(std::vector<std::string>& cells) {
  cells.clear();
  if (at_ >= text_.size()) return false;
  row_line_ = line_;
  for (;;) {
    // Tab-separated files have no quoting.
    const bool quoted = separator_ != '\t' && at_ < text_.size() && text_[at_] == '"';
    std::string cell = quoted ? read_quoted() : std::string{};
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n')
      cell += text_[at_++];
    const bool ended = at_ >= text_.size() || text_[at_] == '\n';
    if (ended && !cell.empty() && cell.back() == '\r') cell.pop_back();
    cells.push_back(std::move(cell));
    if (at_ < text_.size()) ++at_;
    if (ended) break;
  }
  ++line_;
  return true;
}

bool Table::next(std::vector<std::string>& cells) {
  while (read_row(cells)) {
    const bool empty = std::all_of(cells.begin(), cells.end(),
                                   [](const std::string& cell) { return cell.empty(); });
    cells.resize(std::max(cells.size(), columns_.size()));
    if (!empty) return true;
  }
  return false;
}

}  // namespace haetae::intake
