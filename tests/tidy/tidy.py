#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""House style as a test. Each check yields complaints `file:line: what`; any complaint fails.

Run by ctest as `tidy`; `tidy.py --self-test` feeds each check a breach and demands a complaint.
"""
import os
import pathlib
import re
import subprocess
import sys

RANKS = {
    "base": 0, "wire": 0, "crypto": 0, "geo": 0, "oidc": 1, "address": 1, "tiles": 1,
    "accounts": 2, "broker": 2, "api": 3, "juso": 3, "kakao": 3, "web": 3,
    "status": 3, "intake": 4, "storage": 4, "http": 4, "site": 4, "drill": 4,
    "app": 5, "sim": 5,
}
SAME_RANK = {("wire", "base"), ("crypto", "wire"), ("crypto", "base"), ("geo", "base"),
             ("drill", "site")}

# What may be called in one place only: pattern, folders that may, why.
BANNED = [
    (r"\b(system_clock|steady_clock|high_resolution_clock)::now\b", ("src/base/",),
     "time comes through base::Clock"),
    (r"\b(gettimeofday|clock_gettime|std::time)\s*\(", ("src/base/",),
     "time comes through base::Clock"),
    (r"\b(random_device|mt19937|getrandom|RAND_bytes|arc4random)\b|\brand\(\)", ("src/base/",),
     "randomness comes through base::Entropy"),
    (r"\b(sleep_for|sleep_until|usleep|nanosleep)\b|[^_\w]sleep\s*\(", ("src/base/",),
     "nothing sleeps; wait on what you wait for"),
    # Attack 72: the time of an ordinary comparison tells how much of a secret was guessed.
    (r"\breveal\(\)\s*[=!]=[^=]|[=!]=\s*[\w.>()\[\]-]*\breveal\(\)", ("src/crypto/",),
     "secrets are compared by crypto::equal_constant_time (attack 72)"),
    (r"#include <boost/", ("src/http/",), "Boost stays in http"),
    (r"#include <openssl/", ("src/crypto/", "src/http/"), "OpenSSL stays in crypto and http"),
    (r"#include <sqlite3", ("src/storage/",), "SQL stays in storage"),
    (r"#include <curl/", ("src/app/",), "libcurl stays in app"),
    (r"#include <regex>", (), "std::regex is slow and overflows the stack"),
    (r"\bfile\s*\(\s*GLOB", (), "list files, do not glob them"),
]
LIMITS = {".hpp": 150, ".cpp": 500, ".ts": 500, ".mjs": 600, ".py": 500, ".cmake": 200}
FUNCTION_LINES_MAX = 60
TOP = ("src", "apps", "web", "tests", "bench", "docs", "packaging", "changes", "cmake", ".ci")


def numbered(text):
    return enumerate(text.splitlines(), 1)


def module_of(path):
    parts = path.split("/")
    return parts[1] if len(parts) > 2 and parts[0] == "src" else None


def check_ranks(path, text):
    here = module_of(path)
    if here is None or "/tests/" in path:
        return
    for number, line in numbered(text):
        found = re.match(r'#include "haetae/(\w+)/', line)
        if not found or found[1] == here:
            continue
        there = found[1]
        if there not in RANKS:
            yield number, f"includes the unknown module {there}"
        elif RANKS[there] >= RANKS[here] and (here, there) not in SAME_RANK:
            yield number, f"rank breach: {here} (rank {RANKS[here]}) includes {there} (rank {RANKS[there]})"


def check_banned(path, text):
    if path.startswith("tests/tidy/"):
        return
    for number, line in numbered(text):
        code = line.split("//")[0] if not line.lstrip().startswith("#include") else line
        for pattern, allowed, why in BANNED:
            if re.search(pattern, code) and not path.startswith(allowed or ("\0",)):
                yield number, f"banned here: {why}"


def check_length(path, text):
    suffix = pathlib.PurePath(path).suffix
    lines = text.count("\n")
    limit = LIMITS.get(suffix)
    if limit and lines > limit:
        yield 1, f"{lines} lines; a {suffix} file has at most {limit}: split it by concept"


def without_text(source):
    """The source with the insides of comments, strings and characters blanked, lines kept."""
    def blank(found):
        return re.sub(r"[^\n]", " ", found[0])
    return re.sub(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"'
                  r"|'(?:\\.|[^'\\\n])+'", blank, source, flags=re.S)


def check_functions(path, text):
    """A brace behind a parameter list opens a function, unless it stands in one already."""
    if not path.startswith(("src/", "apps/")) or "/tests/" in path:
        return
    if not path.endswith((".cpp", ".hpp", ".ipp")):
        return
    line, since, stack = 1, "", []
    for character in without_text(text):
        if character == "{":
            scope = re.search(r"\b(namespace|struct|class|enum|union)\b", since.split("(")[0])
            stack.append(line if ")" in since and not scope and not any(stack) else 0)
            since = ""
        elif character == "}":
            opened = stack.pop() if stack else 0
            if opened and line - opened > FUNCTION_LINES_MAX:
                yield opened, f"a function of {line - opened} lines; at most {FUNCTION_LINES_MAX}"
            since = ""
        elif character == ";":
            since = ""
        else:
            since += character
        line += character == "\n"


def check_spdx(path, text):
    if pathlib.PurePath(path).suffix in (".cpp", ".hpp", ".ts", ".mjs", ".py", ".cmake", ".sh", ".css", ".cjs"):
        if "SPDX-License-Identifier: Apache-2.0" not in "\n".join(text.splitlines()[:3]):
            yield 1, "no SPDX-License-Identifier line at the top"


def check_headers(path, text):
    if not path.endswith(".hpp"):
        return
    if "#pragma once" not in text:
        yield 1, "no #pragma once"
    for number, line in numbered(text):
        if "/include/" in path and re.match(r"#include <(iostream|regex|boost/.*|nlohmann/.*)>", line):
            yield number, "too heavy for a header"


def check_awaited_lambda(path, text):
    """g++ 12.2 frees the captures twice when a capturing lambda stands inside co_await."""
    if path.endswith((".cpp", ".hpp")):
        for number, line in numbered(text):
            if re.search(r"co_await\b[^;]*\[[^\]]+\]\s*\(", line):
                yield number, "name the lambda before co_await: g++ 12.2 frees its captures twice"


def check_machine_paths(path, text):
    if path.startswith("tests/tidy/"):
        return
    for number, line in numbered(text):
        if re.search(r"/(work|home|root)/\w|(?<![\w.])/tmp/[a-z]", line):
            yield number, "names a path of one machine; use a relative path or a made directory"


def check_document_paths(path, text, exists):
    if not path.endswith(".md") or path.startswith("changes/"):
        return
    for number, line in numbered(text):
        for word in re.findall(r"`([^`\s]+)`|\]\(([^)\s#]+)", line):
            name = (word[0] or word[1]).rstrip("/.,:")
            if re.search(r"[*<>{}$…|=]|://", name) or name.startswith(("build/", "var/", "../", "#")):
                continue
            beside = str(pathlib.PurePath(path).parent / name)
            if name.split("/")[0] in TOP and "/" in name or word[1]:
                if not exists(name) and not exists(beside):
                    yield number, f"names `{name}`, which does not exist"


def check_listed(files):
    """Every source below src/ is named in its module's CMakeLists.txt."""
    lists = {}
    for path in files:
        module = module_of(path)
        if module and path.endswith(".cpp"):
            folder = pathlib.PurePath("src") / module
            if module not in lists:
                lists[module] = "".join(pathlib.Path(p).read_text() for p in files
                                        if p.startswith(f"{folder}/") and p.endswith(("CMakeLists.txt", ".cmake")))
            if pathlib.PurePath(path).name not in lists[module]:
                yield path, 1, "is listed in no CMakeLists.txt"


PER_FILE = [check_ranks, check_banned, check_length, check_functions, check_spdx, check_headers,
            check_awaited_lambda, check_machine_paths]


def complaints(root):
    listing = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=root, check=True,
                             capture_output=True, text=True).stdout.split("\n")
    files = [f for f in listing if f and (root / f).is_file()]
    known = set(files) | {str(p) for f in files for p in pathlib.PurePath(f).parents}
    code = (".cpp", ".hpp", ".ts", ".mjs", ".cjs", ".py", ".cmake", ".sh", ".css", ".txt", ".mustache")
    for path in files:
        if path.endswith((".md",)):
            text = (root / path).read_text(encoding="utf-8")
            for number, what in check_document_paths(path, text, known.__contains__):
                yield f"{path}:{number}: {what}"
            for number, what in check_machine_paths(path, text):
                yield f"{path}:{number}: {what}"
        elif path.endswith(code) and "/seeds/" not in path:
            text = (root / path).read_text(encoding="utf-8")
            for check in PER_FILE:
                for number, what in check(path, text):
                    yield f"{path}:{number}: {what}"
    for path, number, what in check_listed(files):
        yield f"{path}:{number}: {what}"


def self_test():
    """Each check must see the breach that it exists for: a lint that cannot fail is theatre."""
    long_body = "void f() {\n" + "  g();\n" * 70 + "}\n"
    breaches = [
        (check_ranks, "src/oidc/src/a.cpp", '#include "haetae/accounts/x.hpp"\n'),
        (check_ranks, "src/kakao/src/a.cpp", '#include "haetae/web/x.hpp"\n'),
        (check_banned, "src/oidc/src/a.cpp", "auto t = std::chrono::system_clock::now();\n"),
        (check_banned, "src/web/src/a.cpp", "std::random_device d;\n"),
        (check_banned, "src/oidc/src/a.cpp", "if (known.reveal() == sent) return true;\n"),
        (check_banned, "src/oidc/src/a.cpp", "if (sent != app.secret.reveal()) return;\n"),
        (check_banned, "tests/x.cpp", "std::this_thread::sleep_for(1s);\n"),
        (check_banned, "src/api/src/a.cpp", "#include <boost/asio.hpp>\n"),
        (check_length, "src/a/src/a.cpp", "x\n" * 501),
        (check_length, "src/a/include/haetae/a/a.hpp", "x\n" * 151),
        (check_functions, "src/a/src/a.cpp", long_body),
        (check_spdx, "src/a/src/a.cpp", "int a;\n"),
        (check_headers, "src/a/include/haetae/a/a.hpp", "#include <iostream>\n"),
        (check_awaited_lambda, "src/http/src/a.cpp", "co_await run([x](int) {});\n"),
        (check_machine_paths, "src/a.cpp", "open(\"/ho" + "me/me/x\")\n"),
        (lambda p, t: check_document_paths(p, t, lambda _: False), "README.md", "see `src/gone/x.cpp`\n"),
    ]
    blind = [f"{check.__name__} on {path}" for check, path, text in breaches if not list(check(path, text))]
    return blind


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    if sys.argv[1:] == ["--self-test"]:
        found = [f"{name} does not see its breach" for name in self_test()]
    else:
        os.chdir(root)
        found = list(complaints(root))
    print("\n".join(found) or "tidy")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
