// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace haetae::drill {
namespace {

constexpr double kWidth = 1000, kHeight = 300;
constexpr double kLeft = 46, kRight = 10, kTop = 46, kBottom = 26;
constexpr double kLaneHeight = 18;

double seconds(nanoseconds span) {
  return std::chrono::duration<double>(span).count();
}

/// A round number at or above `value`, whose quarters are round as well.
double round_up(double value) {
  double unit = 1;
  while (unit * 10 <= value)
    unit *= 10;
  for (const double step : {1.0, 1.2, 1.6, 2.0, 2.4, 3.2, 4.0, 6.0, 8.0, 10.0})
    if (unit * step >= value) return unit * step;
  return value;
}

/// Seconds between the marks of the time axis: what people count in, twelve at most.
double time_step(double seconds) {
  for (const double step : {1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0})
    if (seconds / step <= 12) return step;
  return round_up(seconds / 12);
}

class Picture {
 public:
  explicit Picture(const Story& story) : story_(story) {
    // About 250 columns, whatever the drill lasted, in steps of 100 ms.
    const auto steps = static_cast<std::int64_t>(seconds(story.lasted) * 10 / 250) + 1;
    series_ = series_of(story.entries, story.lasted, std::chrono::milliseconds{100} * steps);
    // The last bucket is only begun.
    for (auto* list : {&series_.reads, &series_.writes, &series_.lost, &series_.failed})
      if (list->size() > 1) list->pop_back();
    for (std::size_t i = 0; i < series_.reads.size(); ++i)
      most_ = std::max(most_, per_second(series_.reads[i] + series_.writes[i]));
    most_ = round_up(std::max(most_, 10.0));
    bottom_ = kHeight - kBottom;
    height_ = kHeight + kLaneHeight * static_cast<double>(story.sites.size()) + 8;
  }

  std::string draw() {
    out_ = fmt::format(
        "<svg viewBox=\"0 0 {} {}\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\">\n"
        "<title>requests per second</title>\n",
        kWidth, height_);
    faults();
    grid();
    area("all", [&](std::size_t i) { return series_.reads[i] + series_.writes[i]; });
    area("writes", [&](std::size_t i) { return series_.writes[i]; });
    broken();
    moments();
    lanes();
    legend();
    return out_ + "</svg>\n";
  }

 private:
  template <class... Words>
  void add(fmt::format_string<Words...> text, Words&&... words) {
    out_ += fmt::format(text, std::forward<Words>(words)...);
    out_ += '\n';
  }

  [[nodiscard]] double per_second(std::uint32_t count) const { return rate(count, series_.bucket); }
  [[nodiscard]] double x(nanoseconds at) const {
    const double share = seconds(at) / std::max(seconds(story_.lasted), 1e-9);
    return kLeft + std::clamp(share, 0.0, 1.0) * (kWidth - kLeft - kRight);
  }
  [[nodiscard]] double y(double value) const { return bottom_ - value / most_ * (bottom_ - kTop); }

  void faults() {
    for (const Cycle& cycle : story_.cycles) {
      add("<rect class=\"fault\" x=\"{:.1f}\" y=\"{}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
          x(cycle.struck), kTop, std::max(1.0, x(cycle.mending) - x(cycle.struck)), bottom_ - kTop);
      add("<rect class=\"mend\" x=\"{:.1f}\" y=\"{}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
          x(cycle.mending), kTop, std::max(1.0, x(cycle.back) - x(cycle.mending)), bottom_ - kTop);
    }
  }

  void grid() {
    for (int i = 0; i <= 4; ++i) {
      const double value = most_ * i / 4;
      add("<line class=\"grid\" x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>", kLeft,
          kWidth - kRight, y(value), y(value));
      add("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{:g}</text>", kLeft - 5, y(value) + 3.5,
          value);
    }
    const double step = time_step(seconds(story_.lasted));
    const auto marks = static_cast<int>(seconds(story_.lasted) / step);
    for (int mark = 0; mark <= marks; ++mark) {
      const double at = mark * step;
      const auto span = std::chrono::duration_cast<nanoseconds>(std::chrono::duration<double>(at));
      add("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{:g} s</text>", x(span),
          bottom_ + 13, at);
    }
  }

  template <class Value>
  void area(std::string_view name, Value value) {
    std::string points = fmt::format("{:.1f},{:.1f}", x(nanoseconds{}), bottom_);
    for (std::size_t i = 0; i < series_.reads.size(); ++i) {
      const nanoseconds from = series_.bucket * static_cast<std::int64_t>(i);
      const double top = y(per_second(value(i)));
      points +=
          fmt::format(" {:.1f},{:.1f} {:.1f},{:.1f}", x(from), top, x(from + series_.bucket), top);
    }
    points +=
        fmt::format(" {:.1f},{:.1f}",
                    x(series_.bucket * static_cast<std::int64_t>(series_.reads.size())), bottom_);
    add("<polygon class=\"{}\" points=\"{}\"/>", name, points);
  }

  /// What broke at the dying site stands above the axis in one colour, what failed where sites
  /// stood, which must not be, in another.
  void broken() {
    for (std::size_t i = 0; i < series_.lost.size(); ++i) {
      const double at = x(series_.bucket * static_cast<std::int64_t>(i));
      const double width = std::max(1.5, x(series_.bucket * static_cast<std::int64_t>(i + 1)) - at);
      const auto bar = [&](std::string_view name, std::uint32_t count) {
        if (count == 0) return;
        const double top = y(std::min(most_, std::max(per_second(count), most_ / 50)));
        add("<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
            name, at, top, width, bottom_ - top);
      };
      bar("lost", series_.lost[i]);
      bar("failed", series_.failed[i]);
    }
  }

  void moments() {
    int row = 0;
    for (const Moment& moment : story_.moments) {
      if (moment.what != Moment::What::struck && moment.what != Moment::What::other) continue;
      const std::string text = moment.what == Moment::What::other
                                   ? moment.english
                                   : fmt::format("{} ✕", story_.sites.at(moment.site));
      add("<line class=\"moment\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2:.1f}\"/>",
          x(moment.at), kTop, bottom_);
      // Neighbours stand in two rows, so that none hides another.
      add("<text class=\"what\" x=\"{:.1f}\" y=\"{}\">{}</text>", x(moment.at) + 2,
          kTop - 4 - 11 * (row++ % 2), text);
    }
  }

  /// Below the axis, a lane a site: dark while the front end sends users there.
  void lanes() {
    for (std::size_t site = 0; site < story_.sites.size(); ++site) {
      const double top = bottom_ + 22 + kLaneHeight * static_cast<double>(site);
      add("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>", kLeft - 5, top + 10,
          story_.sites[site]);
      add("<rect class=\"away\" x=\"{}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"11\"/>", kLeft, top,
          kWidth - kLeft - kRight);
      nanoseconds from{};
      bool in = true;
      const auto close = [&](nanoseconds to) {
        if (in) {
          add("<rect class=\"serves\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"11\"/>",
              x(from), top, std::max(0.5, x(to) - x(from)));
        }
      };
      for (const Moment& moment : story_.moments) {
        const bool turns = moment.site == site && ((moment.what == Moment::What::out && in) ||
                                                   (moment.what == Moment::What::in && !in));
        if (!turns) continue;
        close(moment.at);
        in = !in;
        from = moment.at;
      }
      close(story_.lasted);
    }
  }

  void legend() {
    struct Item {
      const char *name, *text;
    };
    constexpr std::array<Item, 4> kItems{{{"all", "확인 전체 acknowledged /s"},
                                          {"writes", "그중 쓰기 writes"},
                                          {"lost", "죽는 사이트에서 끊김 broke there"},
                                          {"failed", "실패 failed"}}};
    double at = kLeft;
    for (const Item& item : kItems) {
      add("<rect class=\"{}\" x=\"{:.1f}\" y=\"1\" width=\"10\" height=\"10\"/>", item.name, at);
      add("<text x=\"{:.1f}\" y=\"10\">{}</text>", at + 14, item.text);
      at += 200;
    }
  }

  const Story& story_;
  Series series_;
  double most_ = 0, bottom_ = 0, height_ = 0;
  std::string out_;
};

}  // namespace

std::string to_svg(const Story& story) {
  return Picture{story}.draw();
}

}  // namespace haetae::drill
