// SPDX-License-Identifier: Apache-2.0
#include "world.hpp"

#include "haetae/accounts/housekeeping.hpp"

#include <exception>

namespace haetae::sim {
namespace {

constexpr Span kSnapshotEvery = milliseconds(100);
constexpr Span kStaleSnapshotEvery = seconds(10);
constexpr Span kPurgeEvery = seconds(20);
constexpr auto kPurgeTurn = std::chrono::duration_cast<base::Milliseconds>(kPurgeEvery);
constexpr Span kLatencyLeast = milliseconds(1);
constexpr Span kLatencyMost = milliseconds(15);
constexpr Span kGiveUpLeast = milliseconds(100);
constexpr Span kGiveUpMost = milliseconds(1000);

std::uint64_t mixed(std::uint64_t seed, std::uint64_t number) {
  return (seed + 1) * 0x9E3779B97F4A7C15ULL ^ (number + 1) * 0xD1B54A32D192ED03ULL;
}

void mix_in(std::uint64_t& digest, std::string_view text) {
  for (const char c : text) {
    digest = (digest ^ static_cast<std::uint8_t>(c)) * 0x100000001B3ULL;
  }
}

}  // namespace

World::World(const Options& given, const Start& given_start)
    : options(given),
      start(given_start),
      dice(mixed(given.seed, 0)),
      cluster(schedule, dice, given_start.replica, given.sites, given.flaw) {
  result.digest = 0xCBF29CE484222325ULL;
  for (std::size_t i = 0; i < options.sites; ++i) {
    sites_.push_back(std::make_unique<Site>(schedule));
    boot(i);
    keep_fresh(i);
    keep_clean(i);
  }
}

World::~World() = default;

void World::note(std::string line) {
  line = fmt::format("{:10.6f} {}", std::chrono::duration<double>(schedule.now()).count(), line);
  mix_in(result.digest, line);
  if (options.trace) result.trace.push_back(std::move(line));
}

void World::find(std::string_view kind, std::string text) {
  note("FOUND {}: {}", kind, text);
  result.findings.push_back(
      {std::string{kind}, std::move(text), std::chrono::duration<double>(schedule.now()).count()});
}

void World::boot(std::size_t index) {
  Site& site = *sites_[index];
  site.store = std::make_unique<SimStore>(schedule, dice, cluster, index);
  const std::uint64_t life = cluster.node(index).life;
  site.services = std::make_shared<Services>(*site.store, site.clock,
                                             mixed(options.seed, 1 + index + 100 * life));
  if (!site.services->snapshots.refresh_if_changed()) {
    find("boot", fmt::format("site {} does not start", index));
  }
}

void World::shut(std::size_t index) {
  // Requests that are being handled hold it until they have been thrown out.
  sites_[index]->services.reset();
}

void World::keep_fresh(std::size_t index) {
  const Span every = options.flaw == Flaw::stale_revocation ? kStaleSnapshotEvery : kSnapshotEvery;
  schedule.after(every, [this, index] {
    if (const auto services = sites_[index]->services; services && cluster.node(index).up) {
      (void)services->snapshots.refresh_if_changed();
    }
    keep_fresh(index);
  });
}

void World::keep_clean(std::size_t index) {
  schedule.after(kPurgeEvery + milliseconds(700) * static_cast<int>(index), [this, index] {
    if (over) return;
    if (const auto services = sites_[index]->services) {
      schedule.start([services] {
        try {
          if (accounts::take_turn(services->ports, kPurgeTurn).value_or(false)) {
            (void)accounts::purge_expired(services->ports);
          }
        } catch (const SiteKilled&) {
          return;
        }
      });
    }
    keep_clean(index);
  });
}

bool World::reaches(std::size_t who, std::size_t index) {
  const Node& node = cluster.node(index);
  return node.up && sites_[index]->services != nullptr &&
         (node.connected || (who + node.cuts) % 3 == 0);
}

wire::Response World::handle(Services& services, const wire::Request& request) {
  const wire::Endpoint* row = services.find(request);
  if (row == nullptr) {
    find("exception", fmt::format("no row for {}", request.path));
    return {.status = 404};
  }
  try {
    return row->handler(request);
  } catch (const std::exception& error) {
    find("exception", fmt::format("{}: {}", request.path, error.what()));
    return {.status = 500};
  }
}

Reply World::ask(std::size_t who, std::size_t index, wire::Request request) {
  Reply reply;
  reply.site = index;
  reply.sent = schedule.now();
  ++result.requests;
  const Span there = dice.between(kLatencyLeast, kLatencyMost);
  const Span back = dice.between(kLatencyLeast, kLatencyMost);
  schedule.pause(there);
  const std::uint32_t life = cluster.node(index).life;
  if (!reaches(who, index)) {
    schedule.pause(dice.between(kGiveUpLeast, kGiveUpMost));
  } else {
    const auto services = sites_[index]->services;
    request.host = "id.example.org";
    request.secure = true;
    request.received = sites_[index]->clock.now();
    request.id = "0123456789abcdefghijklmnop";
    reply.kind = Reply::Kind::answered;
    try {
      reply.response = handle(*services, request);
    } catch (const SiteKilled&) {
      reply.kind = Reply::Kind::lost;
    }
    if (cluster.node(index).life != life || !reaches(who, index)) reply.kind = Reply::Kind::lost;
    schedule.pause(reply.kind == Reply::Kind::lost ? dice.between(kGiveUpLeast, kGiveUpMost)
                                                   : back);
  }
  reply.received = schedule.now();
  const Node& node = cluster.node(index);
  reply.healthy_since = node.healthy_since;
  reply.healthy = node.healthy() && node.life == life && node.healthy_since <= reply.sent;
  judge(who, reply, request);
  return reply;
}

void World::judge(std::size_t who, const Reply& reply, const wire::Request& request) {
  const std::string outcome = reply.kind == Reply::Kind::unreached ? "unreached"
                              : reply.kind == Reply::Kind::lost
                                  ? "lost"
                                  : fmt::format("{}", reply.response.status);
  note("person {} site {} {} {} {} ({:.1f} ms){}", who, reply.site, wire::to_text(request.method),
       request.path, outcome,
       std::chrono::duration<double, std::milli>(reply.received - reply.sent).count(),
       reply.healthy ? "" : " not in the majority");
  const bool failed = reply.kind != Reply::Kind::answered || reply.response.status >= 500;
  if (reply.healthy && failed) {
    find("failed-at-survivor", fmt::format("site {} {} {}: {}", reply.site,
                                           wire::to_text(request.method), request.path, outcome));
  }
}

std::vector<std::string> World::mailed_codes(std::size_t index, std::string_view email) {
  std::vector<std::string> codes;
  cluster.node(index).replica->read([&](accounts::Transaction& transaction) {
    for (const accounts::Mail& mail : transaction.mails.newest(SIZE_MAX)) {
      const std::size_t at = mail.text.find("    ");
      if (mail.to == email && at != std::string::npos) codes.push_back(mail.text.substr(at + 4, 6));
    }
  });
  return codes;
}

}  // namespace haetae::sim
