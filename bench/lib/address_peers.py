#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Full-text and trigram indexes of Debian over the corpus of bench/run address.

address_peers.py sqlite|groonga|postgres CORPUS.tsv QUERIES.tsv QUESTIONS

Prints one JSON array: how long the index took and its size, then each kind of question with its
latencies and how often the address that is meant came first. Each peer asks in the form that its
index serves best; what it has no form for (initial consonants) is left out.
"""
import json
import os
import pathlib
import pwd
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

ANSWERS = 10


def read_corpus(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            number, road, building, lot = line.rstrip("\n").split("\t")
            yield int(number), road, " ".join(part for part in (road, building, lot) if part)


def read_questions(path, corpus_path, most):
    known = {road for _, road, _ in read_corpus(corpus_path)}
    kinds = {"exact": [], "typo": [], "prefix": []}
    with open(path, encoding="utf-8") as file:
        for line in file:
            kind, text, meant = line.rstrip("\n").split("\t")
            if kind in kinds and meant in known:
                kinds[kind].append((text, meant))
    return {kind: spread(asked, most) for kind, asked in kinds.items()}


def spread(asked, most):
    step = max(1, len(asked) // most)
    return asked[::step][:most]


def trigrams(text):
    return [text[i:i + 3] for i in range(len(text) - 2)]


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


class Sqlite:
    name = "SQLite FTS5 trigram"

    def __init__(self, folder):
        self.path = folder / "peer.db"
        self.base = sqlite3.connect(self.path)

    def build(self, corpus):
        self.base.execute("PRAGMA journal_mode = OFF")
        self.base.execute("PRAGMA synchronous = OFF")
        self.base.execute("CREATE TABLE road(id INTEGER PRIMARY KEY, road TEXT)")
        self.base.execute("CREATE VIRTUAL TABLE found USING fts5(text, tokenize='trigram', content='')")
        for number, road, text in corpus:
            self.base.execute("INSERT INTO road VALUES (?, ?)", (number, road))
            self.base.execute("INSERT INTO found(rowid, text) VALUES (?, ?)", (number, text))
        self.base.commit()

    def size(self):
        return self.path.stat().st_size

    def ask(self, kind, text):
        order = ""
        words = quoted(text)
        if kind == "typo":
            words, order = " OR ".join(quoted(part) for part in trigrams(text)), "ORDER BY rank"
        began = time.perf_counter()
        rows = self.base.execute(
            f"SELECT road FROM road WHERE id IN (SELECT rowid FROM found WHERE found MATCH ? {order}"
            f" LIMIT {ANSWERS})", (words,)).fetchall()
        return time.perf_counter() - began, [road for (road,) in rows]

    def close(self):
        self.base.close()


class Groonga:
    name = "Groonga TokenBigram"

    def __init__(self, folder):
        self.folder = folder / "groonga"
        self.folder.mkdir()
        self.run = subprocess.Popen(["groonga", "-n", str(self.folder / "db")], text=True,
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def send(self, line):
        self.run.stdin.write(line + "\n")
        self.run.stdin.flush()
        answer = json.loads(self.run.stdout.readline())
        if answer[0][0] != 0:
            raise RuntimeError(f"groonga: {answer[0]}")
        return answer

    def build(self, corpus):
        self.send("table_create Roads TABLE_NO_KEY")
        self.send("column_create Roads road COLUMN_SCALAR ShortText")
        self.send("column_create Roads text COLUMN_SCALAR ShortText")
        batch = []
        for _, road, text in corpus:
            batch.append({"road": road, "text": text})
            if len(batch) == 20_000:
                self.load(batch)
                batch = []
        self.load(batch)
        self.send("table_create Terms TABLE_PAT_KEY ShortText --default_tokenizer TokenBigram"
                  " --normalizer NormalizerAuto")
        self.send("column_create Terms texts COLUMN_INDEX|WITH_POSITION Roads text")

    def load(self, batch):
        if batch:
            self.send("load --table Roads --values " + json.dumps(
                json.dumps(batch, ensure_ascii=False), ensure_ascii=False))

    def size(self):
        return sum(path.stat().st_size for path in self.folder.iterdir())

    def ask(self, kind, text):
        plain = text.replace('"', " ").replace("\\", " ")
        query = f'*S"{plain}"' if kind == "typo" else f'"{plain}"'
        answer = self.send("select Roads --match_columns text --output_columns road"
                           f" --sort_keys -_score --limit {ANSWERS} --query "
                           + json.dumps(query, ensure_ascii=False))
        return answer[0][2], [row[0] for row in answer[1][0][2:]]

    def close(self):
        self.run.stdin.close()
        self.run.wait()


class Postgres:
    """A cluster of its own in a folder of its own, reached by a socket in it."""
    name = "PostgreSQL pg_trgm"

    def __init__(self, _):
        self.programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="haetae-bench-"))
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            person = pwd.getpwnam(self.user)
            os.chown(self.folder, person.pw_uid, person.pw_gid)
        self.call("initdb", "-D", str(self.folder / "data"), "-A", "trust", "--no-sync",
                  "--encoding=UTF8", "--locale=C.UTF-8")
        options = (f"-k {self.folder} -c listen_addresses= -c shared_buffers=1GB"
                   " -c maintenance_work_mem=1GB -c fsync=off -c jit=off")
        self.call("pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-w",
                  "-o", options, "start")

    def call(self, program, *arguments, check=True, text=None):
        done = subprocess.run([str(self.programs / program), *arguments], check=False, input=text,
                              text=True, capture_output=True, user=self.user, cwd=self.folder)
        if check and done.returncode != 0:
            raise RuntimeError(f"{program}: {done.stderr}")
        return done

    def sql(self, text):
        return self.call("psql", "-h", str(self.folder), "-d", "postgres", "-v", "ON_ERROR_STOP=1",
                         "-qAt", text=text).stdout

    def build(self, corpus):
        load = self.folder / "corpus.copy"
        with open(load, "w", encoding="utf-8") as file:
            for number, road, text in corpus:
                file.write(f"{number}\t{road}\t{text}\n")
        load.chmod(0o644)
        self.sql(f"""CREATE EXTENSION pg_trgm;
            CREATE TABLE roads(id integer PRIMARY KEY, road text, text text);
            COPY roads FROM '{load}';
            CREATE INDEX ON roads USING gin (text gin_trgm_ops);
            ANALYZE roads;""")
        load.unlink()

    def size(self):
        return int(self.sql("SELECT pg_total_relation_size('roads')"))

    def ask_all(self, kind, asked):
        """Timed in the server, so that the client costs nothing."""
        where = ("text %> $1 ORDER BY text <->> $1" if kind == "typo"
                 else "text LIKE '%' || replace($1, '_', '\\_') || '%'")
        values = ",".join("(" + ",".join("'" + part.replace("'", "''") + "'" for part in one) + ")"
                          for one in asked)
        out = self.sql(f"""CREATE TEMP TABLE took(microseconds double precision, good boolean);
            DO $$ DECLARE one record; began timestamptz; found text[];
            BEGIN
              FOR one IN SELECT * FROM (VALUES {values}) AS v(asked, meant) LOOP
                began := clock_timestamp();
                EXECUTE 'SELECT array_agg(road) FROM (SELECT road FROM roads WHERE {where.replace("'", "''")}'
                  || ' LIMIT {ANSWERS}) AS f' INTO found USING one.asked;
                INSERT INTO took VALUES (extract(epoch FROM clock_timestamp() - began) * 1e6,
                                         coalesce(found[1] = one.meant, false));
              END LOOP;
            END $$;
            SELECT microseconds, good FROM took;""")
        rows = [line.split("|") for line in out.splitlines() if line]
        return [(float(took) / 1e6, good == "t") for took, good in rows]

    def close(self):
        self.call("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def summary(peer, rows, kind, took):
    spans = sorted(span for span, _ in took)
    at = lambda share: spans[min(len(spans) - 1, int(share * len(spans)))] * 1e6
    return {"name": kind, "peer": peer.name, "rows": rows, "questions": len(took),
            "p50_us": at(0.5), "p99_us": at(0.99),
            "right": sum(good for _, good in took) / len(took)}


def main(which, corpus, queries, most):
    folder = pathlib.Path(tempfile.mkdtemp(dir=os.getcwd()))
    peer = {"sqlite": Sqlite, "groonga": Groonga, "postgres": Postgres}[which](folder)
    try:
        rows = sum(1 for _ in read_corpus(corpus))
        began = time.perf_counter()
        peer.build(read_corpus(corpus))
        out = [{"name": "build", "peer": peer.name, "rows": rows,
                "build_s": time.perf_counter() - began, "size_mib": peer.size() / 2**20}]
        for kind, asked in read_questions(queries, corpus, int(most)).items():
            if hasattr(peer, "ask_all"):
                took = peer.ask_all(kind, asked)
            else:
                took = []
                for text, meant in asked:
                    span, found = peer.ask(kind, text)
                    took.append((span, bool(found) and found[0] == meant))
            out.append(summary(peer, rows, kind, took))
        print(json.dumps(out))
    finally:
        peer.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
