// SPDX-License-Identifier: Apache-2.0
#include "normalise.hpp"

#include "haetae/address/search.hpp"
#include "jamo.hpp"

#include <utf8proc.h>

namespace haetae::address {
namespace {

constexpr std::uint64_t kBase = 0x2545F4914F6CDD1DULL;  // odd, so that powers never vanish

constexpr std::array<std::uint64_t, kUnitsMax + 1> make_powers() {
  std::array<std::uint64_t, kUnitsMax + 1> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i)
    powers[i] = powers[i - 1] * kBase;
  return powers;
}
constexpr auto kPowers = make_powers();

constexpr char32_t kBad = 0xFFFD;

/// One character at `at`, which moves on; a broken byte is kBad.
char32_t decode(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length <= 1) {
    ++at;
    return length == 1 ? lead : kBad;
  }
  if (at + length > text.size()) {
    ++at;
    return kBad;
  }
  char32_t out = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80U) {
      ++at;
      return kBad;
    }
    out = out << 6 | (byte(at + i) & 0x3FU);
  }
  at += length;
  return out;
}

/// Feeds characters to one text, or to two where what stands in parentheses goes its own way.
class Writer {
 public:
  Writer(Text& main, Text* side) : main_(main), side_(side) {}

  void character(char32_t c, std::uint32_t start, std::uint32_t end) {
    start_ = start;
    end_ = end;
    if (c < 0x80) {
      ascii(static_cast<unsigned char>(c));
    } else if (c >= kSyllableFirst && c <= kSyllableLast) {
      unit(static_cast<char16_t>(c));
    } else {
      other(c);
    }
  }

 private:
  Text& text() { return depth_ > 0 && side_ != nullptr ? *side_ : main_; }
  void unit(char16_t value) {
    text().push(value, start_, end_);
    open_ = Composing::no;
  }
  void gap(Gaps gap) {
    text().push_gap(gap);
    open_ = Composing::no;
  }

  void ascii(unsigned char c) {
    if (c >= 'a' && c <= 'z') return unit(c);
    if (c >= 'A' && c <= 'Z') return unit(static_cast<char16_t>(c + 32));
    if (c >= '0' && c <= '9') return unit(c);
    switch (c) {
      case '-':
        return gap(kHyphen);
      case '.':
        return gap(kDot);
      case ',':
      case '/':
      case ';':
      case '|':
        return gap(kComma);
      case '(':
      case '[':
      case '{':
      case '<':
        return open_bracket();
      case ')':
      case ']':
      case '}':
      case '>':
        return close_bracket();
      default:
        return gap(c <= ' ' || c == 0x7F ? kSpace : kSymbol);
    }
  }

  void open_bracket() {
    gap(kSide);
    ++depth_;
    if (side_ != nullptr && !side_->empty()) side_->push_gap(kComma);
  }
  void close_bracket() {
    if (depth_ > 0) --depth_;
    gap(kSide);
  }

  void other(char32_t c) {
    if (c >= 0x1100 && c <= 0x11FF) return conjoining(c);
    if (c >= 0x3131 && c <= 0x3163) return unit(static_cast<char16_t>(c));
    if (c >= 0xFF01 && c <= 0xFF5E) return ascii(static_cast<unsigned char>(c - 0xFEE0));
    if (c == 0x3000 || c == 0xA0 || (c >= 0x2000 && c <= 0x200A)) return gap(kSpace);
    if ((c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF || c == 0xAD || c == 0x3164)
      return;
    if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x30FC) return gap(kHyphen);
    if (c == 0xB7 || c == 0x318D || c == 0x30FB || c == 0x2027 || c == 0x2219 || c == 0x2022 ||
        c == 0x119E)
      return gap(kDot);
    if (c == 0x3001) return gap(kComma);
    if (c == 0x3010 || c == 0x3014 || c == 0x300C || c == 0x3008) return open_bracket();
    if (c == 0x3011 || c == 0x3015 || c == 0x300D || c == 0x3009) return close_bracket();
    rare(c);
  }

  /// Jamo of decomposed text (NFD). A leading one that stays alone is what a keyboard gives.
  void conjoining(char32_t c) {
    const Composing open = open_;
    if (c <= 0x1112) {
      pending_ = static_cast<std::uint8_t>(c - 0x1100);
      unit(initial_of(syllable_of({pending_, 0, 0})));
      open_ = Composing::initial;
    } else if (c >= 0x1161 && c <= 0x1175 && open == Composing::initial) {
      pending_unit_ = syllable_of({pending_, static_cast<std::uint8_t>(c - 0x1161), 0});
      text().replace_last(pending_unit_, end_);
      open_ = Composing::vowel;
    } else if (c >= 0x11A8 && c <= 0x11C2 && open == Composing::vowel) {
      text().replace_last(static_cast<char16_t>(pending_unit_ + (c - 0x11A7)), end_);
      open_ = Composing::no;
    } else {
      gap(kSymbol);
    }
  }

  /// Circled digits, Roman numerals, accents, half-width jamo …: their compatible form.
  void rare(char32_t c) {
    if (c > 0xFFFF) return unit(static_cast<char16_t>(kBad));
    utf8proc_int32_t parts[16];
    int last_class = 0;
    const auto count = utf8proc_decompose_char(
        static_cast<utf8proc_int32_t>(c), parts, 16,
        static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                       UTF8PROC_STRIPMARK),
        &last_class);
    if (count < 0 || count > 16) return gap(kSymbol);
    for (utf8proc_ssize_t i = 0; i < count; ++i) {
      const auto part = static_cast<char32_t>(parts[i]);
      if (part < 0x80) {
        ascii(static_cast<unsigned char>(part));
      } else if (part >= 0x1100 && part <= 0x11FF) {
        conjoining(part);
      } else {
        letter(part);
      }
    }
  }

  void letter(char32_t c) {
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
    const bool counts = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
    if (!counts) return gap(kSymbol);
    unit(c > 0xFFFF ? static_cast<char16_t>(kBad) : static_cast<char16_t>(c));
  }

  enum class Composing : std::uint8_t { no, initial, vowel };
  Text& main_;
  Text* side_;
  std::uint32_t depth_ = 0;
  std::uint32_t start_ = 0;
  std::uint32_t end_ = 0;
  Composing open_ = Composing::no;
  std::uint8_t pending_ = 0;
  char16_t pending_unit_ = 0;
};

void write(std::string_view text, Text& main, Text* side) {
  main.clear();
  if (side != nullptr) side->clear();
  if (text.size() > kQueryBytesMax) text = text.substr(0, kQueryBytesMax);
  Writer writer(main, side);
  for (std::size_t at = 0; at < text.size();) {
    const auto start = static_cast<std::uint32_t>(at);
    const char32_t c = decode(text, at);
    writer.character(c, start, static_cast<std::uint32_t>(at));
  }
}

bool starts_with(const Text& text, std::u16string_view with) {
  return text.units().substr(0, with.size()) == with;
}

/// "04524 서울…", "우 04524 …", "우편번호 04524 …", "135-080 …": not when nothing follows.
void take_zip(NormalisedQuery& out) {
  Text& text = out.main;
  std::uint32_t at = starts_with(text, u"우편번호") ? 4U : starts_with(text, u"우") ? 1U : 0U;
  std::uint32_t digits = 0;
  std::uint32_t zip = 0;
  bool old = false;
  while (at + digits < text.size() && digits <= 6 && is_digit(text[at + digits])) {
    if (digits > 0 && text.gap(at + digits) != 0) {
      if (digits != 3 || text.gap(at + digits) != kHyphen) break;
      old = true;
    }
    zip = zip * 10 + (text[at + digits] - u'0');
    ++digits;
  }
  at += digits;
  if (digits != (old ? 6U : 5U) || at >= text.size() || text.gap(at) == kHyphen) return;
  if (is_digit(text[at]) || is_latin(text[at]) || (at == digits && text.gap(at) == 0)) return;
  if (!old) out.zip = zip;
  text.drop_front(at);
}

}  // namespace

void Text::clear() {
  size_ = 0;
  gaps_[0] = 0;
  sums_[0] = 0;
}

void Text::push(char16_t unit, std::uint32_t start, std::uint32_t end) {
  if (size_ == kUnitsMax) return;
  units_[size_] = unit;
  starts_[size_] = static_cast<std::uint16_t>(start);
  ends_[size_] = static_cast<std::uint16_t>(end);
  sums_[size_ + 1] = sums_[size_] * kBase + unit;
  ++size_;
  gaps_[size_] = 0;
}

void Text::replace_last(char16_t unit, std::uint32_t end) {
  if (size_ == 0) return;
  units_[size_ - 1] = unit;
  ends_[size_ - 1] = static_cast<std::uint16_t>(end);
  sums_[size_] = sums_[size_ - 1] * kBase + unit;
}

void Text::drop_front(std::uint32_t count) {
  const Text copy = *this;
  clear();
  for (std::uint32_t i = count; i < copy.size_; ++i) {
    push_gap(i == count ? Gaps{0} : copy.gaps_[i]);
    push(copy.units_[i], copy.starts_[i], copy.ends_[i]);
  }
  push_gap(copy.gaps_[copy.size_]);
}

void Text::append(const Text& other) {
  for (std::uint32_t i = 0; i < other.size_; ++i) {
    push_gap(static_cast<Gaps>(other.gaps_[i] | (i == 0 ? kSide : Gaps{0})));
    push(other.units_[i], other.starts_[i], other.ends_[i]);
  }
}

std::uint64_t Text::hash(std::uint32_t from, std::uint32_t to) const {
  return sums_[to] - sums_[from] * kPowers[to - from];
}

std::uint64_t hash_of(std::u16string_view units) {
  std::uint64_t hash = 0;
  for (const char16_t unit : units)
    hash = hash * kBase + unit;
  return hash;
}

std::uint64_t hash_without(std::u16string_view units, std::uint64_t hash, std::size_t i) {
  // hash = head · B^(n−i) + unit · B^(n−i−1) + tail; wanted: head · B^(n−i−1) + tail.
  std::uint64_t head = 0;
  for (std::size_t k = 0; k < i; ++k)
    head = head * kBase + units[k];
  const std::size_t rest = units.size() - i - 1;
  return hash - head * (kPowers[rest + 1] - kPowers[rest]) - units[i] * kPowers[rest];
}

void normalise_query(std::string_view text, NormalisedQuery& out) {
  out.zip = 0;
  write(text, out.main, &out.side);
  if (out.main.empty()) {
    out.main.append(out.side);
    out.side.clear();
  }
  take_zip(out);
}

void normalise_name(std::string_view text, Text& out) {
  write(text, out, nullptr);
}

}  // namespace haetae::address
