// SPDX-License-Identifier: Apache-2.0
#include "haetae/site/lab.hpp"

#include "files.hpp"
#include "haetae/site/view.hpp"
#include "haetae/site/witness.hpp"
#include "keeper.hpp"
#include "processes.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fmt/format.h>
#include <set>
#include <system_error>
#include <unistd.h>

namespace haetae::site {

using base::fail;
using base::Outcome;

namespace fs = std::filesystem;

namespace {

constexpr base::Milliseconds kStop{20'000};

std::string unique_prefix() {
  static std::atomic<int> made{0};
  return fmt::format("haetae-lab-{}-{}-", getpid(), ++made);
}

/// A site's name by its index: "a", "b", …
std::string site_name(std::size_t index) {
  return std::string(1, static_cast<char>('a' + index));
}

std::optional<SiteError> missing_piece(const LabOptions& options) {
  if (geteuid() != 0) {
    return SiteError{
        "the laboratory makes network namespaces, which only root may: run it with sudo"};
  }
  for (const char* program : {"ip", "mariadbd", "mariadb-install-db", "mariadb-backup", "socat"}) {
    if (find_program(program).empty()) {
      return SiteError{fmt::format(
          "{} is not installed: apt-get install --no-install-recommends iproute2 mariadb-server "
          "galera-4 mariadb-backup socat",
          program)};
    }
  }
  if (options.witness && find_program("garbd").empty()) {
    return SiteError{"garbd is not installed: apt-get install galera-arbitrator-4"};
  }
  std::error_code code;
  fs::create_directories(options.dir, code);
  if (code || !fs::is_empty(options.dir, code)) {
    return SiteError{fmt::format("{} must be an empty directory", options.dir.string())};
  }
  if (options.sites < 1 || options.sites > 5) return SiteError{"a laboratory has 1 to 5 sites"};
  return std::nullopt;
}

SiteFile site_file(const LabOptions& options, std::size_t index) {
  SiteFile file;
  file.name = site_name(index);
  file.cluster = "haetae-lab";
  file.dir = options.dir / file.name / "site";
  file.secret_file = options.dir / "secret";
  file.gcache_mib = 128;
  file.buffer_pool_mib = 128;
  file.tls.plain = options.plain;
  for (std::size_t i = 0; i < options.sites; ++i) {
    file.members.push_back({.name = site_name(i),
                            .address = port_address(i),
                            .witness = options.witness && i + 1 == options.sites,
                            .weight = 1});
  }
  for (const std::string& line : options.mariadb) {
    const std::size_t equals = line.find('=');
    file.mariadb[line.substr(0, equals)] =
        equals == std::string::npos ? "ON" : line.substr(equals + 1);
  }
  return file;
}

}  // namespace

struct Lab::Impl {
  struct Place {
    LabSite facts;
    SiteFile file;
    std::unique_ptr<Keeper> keeper;
    std::unique_ptr<Database> database;
    std::optional<pid_t> process;  ///< of the database or the witness
    std::atomic<bool> is_struck{false};
  };

  Impl(LabOptions given, const base::Clock& machine) : options(std::move(given)), clock(machine) {}
  ~Impl();
  [[nodiscard]] bool is_witness(std::size_t site) const {
    return site < sites.size() && sites[site]->file.self().witness;
  }
  [[nodiscard]] Outcome<void, SiteError> build(base::Entropy& entropy);
  [[nodiscard]] Outcome<void, SiteError> build_place(std::size_t index,
                                                     std::unique_ptr<Keeper> keeper);
  [[nodiscard]] Outcome<void, SiteError> prepare_first();
  [[nodiscard]] Outcome<Started, SiteError> start_again(std::size_t index,
                                                        base::Milliseconds limit);
  [[nodiscard]] bool agrees(std::size_t index) const;
  [[nodiscard]] Outcome<void, SiteError> start_witness(std::size_t site);
  void end_all(std::size_t site);
  void say(std::size_t site, std::string_view what) {
    options.say(fmt::format("{}: {}", site_name(site), what));
  }
  Keeper& keeper_of(std::size_t port) {
    return port < sites.size() ? *sites[port]->keeper : *users;
  }

  LabOptions options;
  std::string secret;  ///< the sites' common one
  const base::Clock& clock;
  std::vector<std::unique_ptr<Place>> sites;
  std::unique_ptr<Keeper> users;
  std::unique_ptr<Switch> network;
  std::mutex mutex;  ///< of children
  std::set<pid_t> children;
};

Lab::Impl::~Impl() {
  for (std::size_t i = 0; i < sites.size(); ++i)
    end_all(i);
  if (users) end_namespace(users->inode());
  for (const pid_t child : children)
    (void)wait_child(child, base::Milliseconds{1'000});
  network.reset();  // before the namespaces of its devices
}

Outcome<void, SiteError> Lab::Impl::build_place(std::size_t index, std::unique_ptr<Keeper> keeper) {
  auto place = std::make_unique<Place>();
  place->keeper = std::move(keeper);
  place->file = site_file(options, index);
  const SiteFile& file = place->file;
  place->facts = {.name = file.name,
                  .address = port_address(index),
                  .dir = options.dir / file.name,
                  .site_file = options.dir / file.name / "site.toml",
                  .database_socket = file.socket(),
                  .database_log = file.log(),
                  .password_file = file.password_file(),
                  .database = file.database,
                  .user = file.database_user};
  std::error_code code;
  fs::create_directories(file.dir, code);
  if (auto written = write_private(place->facts.site_file, to_toml(file), ""); !written) {
    return written;
  }
  auto checked = load_site_file(place->facts.site_file);
  if (!checked) return fail(checked.error());
  sites.push_back(std::move(place));
  Place& kept = *sites.back();
  kept.database =
      std::make_unique<Database>(file, secret, *sites.back()->keeper, clock,
                                 [this, index](std::string_view what) { say(index, what); });
  return {};
}

Outcome<void, SiteError> Lab::Impl::build(base::Entropy& entropy) {
  const std::string prefix = unique_prefix();
  std::vector<std::unique_ptr<Keeper>> keepers;
  std::vector<int> taps;
  const auto give_up = [&](SiteError error) {
    for (const int tap : taps)
      close(tap);
    return fail(std::move(error));
  };
  for (std::size_t port = 0; port <= options.sites; ++port) {
    auto made = Keeper::make(prefix + (port < options.sites ? site_name(port) : "users"));
    if (!made) return give_up(made.error());
    keepers.push_back(std::move(*made));
    int tap = -1, code = 0;
    keepers.back()->run([&] {
      tap = open_tap("eth0", port);
      code = errno;
    });
    if (tap < 0) {
      return give_up({fmt::format("no network device in a namespace: {}; the kernel needs TUN",
                                  std::generic_category().message(code))});
    }
    taps.push_back(tap);
  }
  std::array<std::uint8_t, 8> seed{};
  entropy.fill(seed);
  std::uint64_t number = 0;
  std::memcpy(&number, seed.data(), sizeof number);
  network = std::make_unique<Switch>(std::move(taps), clock, number);
  network->set_delay(options.delay);
  users = std::move(keepers.back());
  secret = base::random_alphanumeric(entropy, 43);
  if (auto written = write_private(options.dir / "secret", secret + "\n", ""); !written) {
    return written;
  }
  for (std::size_t i = 0; i < options.sites; ++i) {
    if (auto built = build_place(i, std::move(keepers[i])); !built) return built;
  }
  return {};
}

void Lab::Impl::end_all(std::size_t site) {
  end_namespace(sites[site]->keeper->inode());
  if (sites[site]->process) (void)wait_child(*sites[site]->process, base::Milliseconds{1'000});
  sites[site]->process.reset();
}

Outcome<void, SiteError> Lab::Impl::start_witness(std::size_t site) {
  if (auto done = prepare_witness(sites[site]->file, secret, clock.now()); !done) return done;
  const auto started = sites[site]->keeper->launch(witness_command(sites[site]->file));
  if (!started) return fail(started.error());
  sites[site]->process = *started;
  return {};
}

/// One database is made and has founded the cluster; the others begin as copies of it, which joins
/// them by an (empty) incremental transfer instead of a whole copy each.
Outcome<void, SiteError> Lab::Impl::prepare_first() {
  Database& first = *sites[0]->database;
  if (auto done = first.init(); !done) return done;
  const auto process = first.launch(Founding::first);
  if (!process) return fail(process.error());
  if (const auto up = first.wait_synced(*process, base::Milliseconds{60'000}); !up) {
    return fail(up.error());
  }
  if (auto done = first.stop(kStop); !done) return done;
  for (std::size_t i = 1; i < sites.size(); ++i) {
    if (is_witness(i)) continue;
    Database& next = *sites[i]->database;
    if (auto done = next.configure(); !done) return done;
    const auto copied =
        run_tool(*sites[i]->keeper,
                 {.arguments = {"cp", "-a", "--sparse=always", sites[0]->file.data_dir().string(),
                                sites[i]->file.data_dir().string()},
                  .log = sites[i]->file.log()});
    if (!copied || *copied != 0) return fail(SiteError{"the first database could not be copied"});
    std::error_code code;
    for (const char* own : {"galera.cache", "gvwstate.dat"})
      fs::remove(sites[i]->file.data_dir() / own, code);
  }
  return {};
}

Outcome<std::unique_ptr<Lab>, SiteError> Lab::create(LabOptions options, const base::Clock& clock,
                                                     base::Entropy& entropy) {
  if (options.haetae.empty()) {
    std::error_code code;
    options.haetae = fs::read_symlink("/proc/self/exe", code);
  }
  std::error_code code;
  options.dir = fs::absolute(options.dir, code);
  if (const auto why = missing_piece(options)) return fail(*why);
  auto impl = std::make_unique<Impl>(std::move(options), clock);
  if (auto built = impl->build(entropy); !built) return fail(built.error());
  return std::unique_ptr<Lab>{new Lab{std::move(impl)}};
}

Lab::Lab(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Lab::~Lab() = default;

std::string LabSite::store_settings(std::size_t sites) const {
  return fmt::format(
      "site.name = \"{}\"\nsite.sites = {}\nstore.kind = \"galera\"\nstore.socket = \"{}\"\n"
      "store.database = \"{}\"\nstore.user = \"{}\"\nstore.password_file = \"{}\"\n",
      name, sites, database_socket.string(), database, user, password_file.string());
}

std::size_t Lab::size() const {
  return impl_->sites.size();
}
const LabSite& Lab::site(std::size_t index) const {
  return impl_->sites.at(index)->facts;
}
std::size_t Lab::users() const {
  return impl_->sites.size();
}
Switch& Lab::network() {
  return *impl_->network;
}

Outcome<void, SiteError> Lab::start_databases() {
  if (!impl_->sites[0]->database->has_data()) {
    if (auto done = impl_->prepare_first(); !done) return done;
  }
  for (std::size_t i = 0; i < size(); ++i) {
    if (impl_->is_witness(i)) {
      if (auto done = impl_->start_witness(i); !done) return done;
      continue;
    }
    Database& database = *impl_->sites[i]->database;
    const auto process = database.launch(i == 0 ? Founding::again : Founding::no);
    if (!process) return fail(process.error());
    impl_->sites[i]->process = *process;
    if (const auto up = database.wait_synced(*process, base::Milliseconds{60'000}); !up) {
      return fail(SiteError{fmt::format("{}: {}", site(i).name, up.error().message)});
    }
  }
  return {};
}

Outcome<Started, SiteError> Lab::start_database(std::size_t index, base::Milliseconds limit) {
  if (impl_->is_witness(index)) {
    if (auto done = impl_->start_witness(index); !done) return fail(done.error());
    return Started{};
  }
  Database& database = *impl_->sites.at(index)->database;
  const auto process = database.launch(Founding::no);
  if (!process) return fail(process.error());
  impl_->sites.at(index)->process = *process;
  return database.wait_synced(*process, limit);
}

Outcome<void, SiteError> Lab::stop_database(std::size_t index) {
  return impl_->sites.at(index)->database->stop(kStop);
}

Outcome<Variables, SiteError> Lab::variables(std::size_t index) const {
  return impl_->sites.at(index)->database->variables();
}

void Lab::strike(std::size_t index, Fault fault) {
  Impl::Place& place = *impl_->sites.at(index);
  place.is_struck = true;
  if (fault != Fault::kill) impl_->network->cut(index, true);
  if (fault != Fault::cut) impl_->end_all(index);
  if (fault == Fault::disk) {
    std::error_code code;
    fs::remove_all(place.file.data_dir(), code);
  }
}

Outcome<Started, SiteError> Lab::Impl::start_again(std::size_t index, base::Milliseconds limit) {
  Place& place = *sites.at(index);
  if (const auto process = place.database->running()) {
    place.database->watch();
    return place.database->wait_synced(*process, limit);
  }
  const auto begin = clock.steady();
  if (!place.database->has_data()) {
    if (auto done = place.database->init(); !done) return fail(done.error());
  }
  while (true) {
    const auto process = place.database->launch(Founding::no);
    if (!process) return fail(process.error());
    place.process = *process;
    const auto left =
        limit - std::chrono::duration_cast<base::Milliseconds>(clock.steady() - begin);
    auto up = place.database->wait_synced(*process, left);
    // A copy breaks off when the giving site is hit too; like the supervisor, try again.
    if (up || place.database->running() || left.count() <= 0) return up;
    say(index, up.error().message);
    if (auto done = place.database->mend(); !done) return fail(done.error());
  }
}

/// A site that was cut off for a short while still believes in the view that it was in: it is back
/// when another site is in the same one.
bool Lab::Impl::agrees(std::size_t index) const {
  const auto mine = sites[index]->database->variables();
  if (!mine || !is_synced(*mine)) return false;
  bool has_other = false;
  for (std::size_t other = 0; other < sites.size(); ++other) {
    if (other == index || is_witness(other) || sites[other]->is_struck) continue;
    const auto theirs = sites[other]->database->variables();
    if (!theirs) continue;
    has_other = true;
    for (const char* name : {"wsrep_cluster_conf_id", "wsrep_cluster_size"}) {
      if (theirs->at(name) != mine->at(name)) return false;
    }
  }
  return has_other || sites.size() == 1;
}

Outcome<Started, SiteError> Lab::bring_back(std::size_t index, base::Milliseconds limit) {
  Impl::Place& place = *impl_->sites.at(index);
  const auto begin = impl_->clock.steady();
  impl_->network->cut(index, false);
  place.is_struck = false;
  if (impl_->is_witness(index)) {
    if (running_witness(place.file)) return Started{};
    return start_database(index, limit);
  }
  auto up = impl_->start_again(index, limit);
  while (up) {
    const auto process = place.database->running();
    if (!process) return fail(SiteError{"the database ended after it had joined"});
    up->took = std::chrono::duration_cast<base::Milliseconds>(impl_->clock.steady() - begin);
    if (impl_->agrees(index)) break;
    if (up->took > limit) return fail(SiteError{"it has not joined the others"});
    (void)wait_end(*process, base::Milliseconds{20});
  }
  return up;
}

Outcome<Started, SiteError> Lab::bootstrap(std::size_t index, base::Milliseconds limit) {
  Impl::Place& place = *impl_->sites.at(index);
  auto up = place.database->found(limit);
  if (up) place.process = place.database->running();
  return up;
}

Outcome<pid_t, SiteError> Lab::run(std::size_t index, std::vector<std::string> arguments,
                                   const fs::path& log) {
  auto started = impl_->keeper_of(index).launch({.arguments = std::move(arguments), .log = log});
  if (started) {
    const std::lock_guard lock{impl_->mutex};
    impl_->children.insert(*started);
  }
  return started;
}

Outcome<pid_t, SiteError> Lab::serve(std::size_t index, const fs::path& config,
                                     const std::vector<std::string>& sets, std::uint16_t port,
                                     base::Milliseconds limit) {
  std::vector<std::string> arguments{impl_->options.haetae.string(), "serve", "--config",
                                     config.string()};
  for (const std::string& set : sets) {
    arguments.emplace_back("--set");
    arguments.push_back(set);
  }
  const fs::path log = site(index).dir / "haetae.log";
  std::error_code code;
  const std::uintmax_t size = fs::file_size(log, code);
  auto started = run(index, std::move(arguments), log);
  if (!started) return started;
  const auto begin = impl_->clock.steady();
  while (!impl_->keeper_of(index).takes_connections(site(index).address, port)) {
    if (wait_end(*started, base::Milliseconds{20})) {
      return fail(SiteError{fmt::format("haetae serve of site {} ended:\n{}", site(index).name,
                                        explain_log(log_since(log, code ? 0 : size)))});
    }
    if (impl_->clock.steady() - begin > limit) {
      return fail(SiteError{fmt::format("haetae serve of site {} takes no connections at port {}",
                                        site(index).name, port)});
    }
  }
  return *started;
}

void Lab::signal(pid_t process, int number) {
  kill(-process, number);
}

bool Lab::runs(pid_t process) const {
  return is_alive(process);
}

std::optional<int> Lab::wait(pid_t process, base::Milliseconds limit) {
  const auto code = wait_child(process, limit);
  if (code) {
    const std::lock_guard lock{impl_->mutex};
    impl_->children.erase(process);
  }
  return code;
}

std::thread Lab::thread_in(std::size_t index, std::function<void()> work) {
  return std::thread{[this, index, work = std::move(work)] {
    enter(index);
    work();
  }};
}

void Lab::enter(std::size_t index) const {
  impl_->keeper_of(index).enter();
}

std::vector<std::string> Lab::clean_up() {
  return Keeper::clean_up("haetae-lab-");
}

}  // namespace haetae::site
