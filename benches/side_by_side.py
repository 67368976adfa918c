#!/usr/bin/env python3
"""Measure declutter beside the tools that one would take instead, as ratios in one run. Standard library only.

    side_by_side.py [FILE]       cat FILE | TOOL | wc -c, for each tool in turn
    side_by_side.py --startup    a fresh process for an article of 4 KiB
    side_by_side.py --interactive    a line there and back through a pipe
    side_by_side.py --memory     the peak on a line of 1 GiB, on 256 MiB of newlines, and others
    side_by_side.py --growth     ten times the rules
    side_by_side.py --shapes     short and long lines against article text

Several modes may be given; --all is all of them. Without FILE the text is made by corpus.py, --size of it.

The phrases are the packs' whole-line patterns without placeholders, alternatives written out; grep, ripgrep, mawk and perl get
them as a list, declutter runs with all its rules. Before anything is timed, each tool's output is compared with what it should be.

Tools take turns, and the order is reversed each round. CPU is the tool's own, user and system; wall is that of the whole pipe.
The sink is `wc -c`, which reads everything. A tool that is not installed is left out and named.
"""

import argparse
import collections
import os
import platform
import random
import re
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import corpus

HERE = Path(__file__).resolve().parent
MIB = 1 << 20
ALTERNATIVES_MAX = 32
# A tool slower than this in its check run is timed in the first round only.
SLOW_SECONDS = 15
# A line that has not come back after this never will.
ANSWER_SECONDS = 5
# The rules language refuses more rules in a file, and a longer pattern.
FILE_RULES_MAX = 100_000
PATTERN_BYTES_MAX = 512

MAWK = r"""BEGIN { while ((getline line < list) > 0) drop[tolower(line)] = 1 } !(tolower($0) in drop)"""
PERL = r"""BEGIN { open F, "<", shift or die; while (<F>) { chomp; $drop{lc $_} = 1 } }
while (<STDIN>) { chomp(my $line = $_); print unless $drop{lc $line} }"""


@dataclass
class Tool:
    name: str
    command: list[str]
    # `list`: drops the phrases. `all`: keeps everything. `rules`: declutter. `count`: keeps nothing of the text.
    job: str = "all"


@dataclass
class Times:
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


# --- rules and phrases ---------------------------------------------------------------------------------------------------------


@dataclass
class Pattern:
    strength: str
    sigil: str
    text: str


def list_rules(declutter: str) -> list[Pattern]:
    """The rules in force, from `--list-rules`. Blocks have the sigil `block`."""
    listed = subprocess.run([declutter, "--list-rules"], check=True, capture_output=True).stdout.decode()
    rules = []
    for line in listed.splitlines():
        _, strength, pattern = line.split("\t", 2)
        sigil, _, text = pattern.partition(" ")
        # The list shows what cannot be seen, as terminals must have it: those characters again.
        text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda shown: chr(int(shown[1], 16)), text)
        rules.append(Pattern(strength, sigil, text))
    if not rules:
        sys.exit("side_by_side: --list-rules printed no rule")
    return rules


def written_out(pattern: str) -> list[str]:
    """All readings of a pattern without placeholders; none if it has some, or more readings than ALTERNATIVES_MAX."""
    tokens = re.findall(r"\\.|[^\\]", pattern)
    if "{" in tokens:
        return []
    at = 0

    def sequence() -> list[str]:
        nonlocal at
        readings = [""]
        while at < len(tokens) and tokens[at] not in ("|", ")", "]"):
            token = tokens[at]
            at += 1
            if token in ("(", "["):
                more = [] if token == "(" else [""]
                more += sequence()
                while at < len(tokens) and tokens[at] == "|":
                    at += 1
                    more += sequence()
                at += 1
            else:
                more = [token[-1]]
            readings = [r + m for r in readings for m in more][: ALTERNATIVES_MAX + 1]
        return readings

    readings = sequence()
    return readings if at == len(tokens) and len(readings) <= ALTERNATIVES_MAX else []


def phrases(rules: list[Pattern]) -> list[str]:
    """What a list of whole lines can say of the rules that remove, sorted, without doubles."""
    whole = [rule for rule in rules if rule.sigil == "=" and rule.strength != "keep"]
    return sorted({reading for rule in whole for reading in written_out(rule.text) if reading})


# --- processes -----------------------------------------------------------------------------------------------------------------


def environment() -> dict[str, str]:
    """The C locale is by far the fastest for grep."""
    return {**os.environ, "LC_ALL": "C"}


def finish(process: subprocess.Popen) -> tuple[float, int]:
    """Waits; answers the CPU seconds and the exit status."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, process.returncode


def in_pipe(command: list[str], path: Path) -> tuple[float, float, int]:
    """`cat path | command | wc -c`: wall and the command's CPU in seconds, and the bytes that came out."""
    with open(path, "rb") as source:
        start = time.perf_counter()
        cat = subprocess.Popen(["cat"], stdin=source, stdout=subprocess.PIPE)
        tool = subprocess.Popen(command, stdin=cat.stdout, stdout=subprocess.PIPE, env=environment())
        cat.stdout.close()
        sink = subprocess.Popen(["wc", "-c"], stdin=tool.stdout, stdout=subprocess.PIPE)
        tool.stdout.close()
        count = int(sink.stdout.read())
        sink.wait()
        wall = time.perf_counter() - start
    finish(cat)
    cpu, status = finish(tool)
    if status not in (0, 1):
        sys.exit(f"side_by_side: {command[0]} exited with {status}")
    return wall, cpu, count


def peak_bytes(pid: int) -> int:
    """The peak of the resident set since the program began. (`ru_maxrss` would include the process that started it.)"""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", text)
    return int(found[1]) << 10 if found else 0


def peak_while(command: list[str], chunks) -> int:
    """The peak memory of a command that reads `chunks`, as seen after each and every 2 ms until its end."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())

    def drain() -> None:
        while process.stdout.read(MIB):
            pass

    reader = threading.Thread(target=drain)
    reader.start()
    peak = 0
    for chunk in chunks:
        process.stdin.write(chunk)
        peak = max(peak, peak_bytes(process.pid))
    process.stdin.close()
    while process.poll() is None:
        peak = max(peak, peak_bytes(process.pid))
        time.sleep(0.002)
    reader.join()
    process.stdout.close()
    return peak


def version(tool: str) -> str:
    """The first line of what a tool says about itself."""
    if not shutil.which(tool):
        return ""
    flag = {"mawk": "-W version", "perl": "-e print qq(perl $^V)"}.get(tool, "--version").split(" ", 1)
    said = subprocess.run([tool, *flag], capture_output=True, stdin=subprocess.DEVNULL).stdout.decode(errors="replace")
    return (said.splitlines() or [""])[0]


def machine() -> str:
    """The processor, the kernel and the load."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    load = os.getloadavg()[0]
    name = model[1] if model else platform.machine()
    return f"{date.today()}, {name}, {os.cpu_count()} cores, Linux {platform.release()}, load {load:.1f}"


# --- modes ---------------------------------------------------------------------------------------------------------------------


class Bench:
    """What all modes share: the program, its rules, a place for files."""

    def __init__(self, args: argparse.Namespace, folder: Path) -> None:
        self.args = args
        self.folder = folder
        self.declutter = args.declutter
        self.rules = list_rules(self.declutter)
        self.phrases = phrases(self.rules)
        self.list = folder / "phrases.txt"
        self.list.write_text("".join(p + "\n" for p in self.phrases))

    def corpus(self, kind: str, size: int) -> Path:
        path = self.folder / f"{kind}-{size}.txt"
        if not path.exists():
            with open(path, "wb") as out:
                corpus.write(kind, size, out)
        return path

    def tools(self) -> list[Tool]:
        list_file = str(self.list)
        wanted = [
            Tool("cat", ["cat"]),
            Tool("declutter", [self.declutter], "rules"),
            Tool("grep -vixFf", ["grep", "-vixFf", list_file], "list"),
            Tool("rg -vixFf", ["rg", "-vixFf", list_file, "-"], "list"),
            Tool("mawk hash", ["mawk", "-v", "list=" + list_file, MAWK], "list"),
            Tool("perl hash", ["perl", "-e", PERL, list_file], "list"),
            Tool("wc -l", ["wc", "-l"], "count"),
        ]
        if self.args.only:
            wanted = [t for t in wanted if t.name.split()[0] in {"cat", "declutter", *self.args.only.split(",")}]
        for tool in wanted:
            if not shutil.which(tool.command[0]):
                print(f"not installed, left out: {tool.name}")
        return [t for t in wanted if shutil.which(t.command[0])]

    # cat FILE | TOOL | wc -c

    def pipe(self) -> None:
        path = Path(self.args.file) if self.args.file else self.corpus("article", self.args.size)
        size = path.stat().st_size
        print(f"## cat {path.name} | TOOL | wc -c: {size / MIB:.0f} MiB, {self.args.rounds} rounds, medians\n")
        kinds = collections.Counter(r.sigil for r in self.rules)
        counts = ", ".join(f"{count} {sigil}" for sigil, count in kinds.most_common())
        print(f"{len(self.rules)} rules in declutter ({counts}), {len(self.phrases)} phrases for the lists\n")
        tools, slow, seen = self.tools(), set(), {}
        for tool in tools:
            seconds, seen[tool.name] = self.check(tool, path)
            if seconds > SLOW_SECONDS:
                slow.add(tool.name)
        times = {t.name: Times() for t in tools}
        for number in range(self.args.rounds):
            for tool in tools if number % 2 == 0 else reversed(tools):
                if tool.name in slow and number > 0:
                    continue
                wall, cpu, _ = in_pipe(tool.command, path)
                times[tool.name].wall.append(wall)
                times[tool.name].cpu.append(cpu)
        wall = {name: statistics.median(t.wall) for name, t in times.items()}
        cpu = {name: statistics.median(t.cpu) for name, t in times.items()}
        print("| tool | wall/cat | cpu/cat | wall/grep | wall/rg | peak MiB | lines removed | wall ms | cpu ms |")
        print("|---|---|---|---|---|---|---|---|---|")
        for tool in tools:
            name = tool.name
            beside = [ratio(wall[name], wall.get(other)) for other in ("grep -vixFf", "rg -vixFf")]
            note = " *" if name in slow else ""
            peak, removed = seen[name]
            print(
                f"| {name}{note} | {ratio(wall[name], wall['cat'])} | {ratio(cpu[name], cpu['cat'])} | {beside[0]} | {beside[1]} "
                f"| {peak / MIB:.1f} | {removed} | {wall[name] * 1000:.0f} | {cpu[name] * 1000:.0f} |"
            )
        if slow:
            print("\n\\* timed once")

    def check(self, tool: Tool, path: Path) -> tuple[float, tuple[int, object]]:
        """Does the tool do its job on the whole file? Ends the run if not. Answers seconds, peak and lines removed."""
        out = self.folder / "checked"
        start = time.perf_counter()
        peak = 0
        with open(path, "rb") as source, open(out, "wb") as sink:
            process = subprocess.Popen(tool.command, stdin=source, stdout=sink, env=environment())
            while process.poll() is None:
                peak = max(peak, peak_bytes(process.pid))
                time.sleep(0.002)
        seconds = time.perf_counter() - start
        if tool.job == "count":
            return seconds, (peak, "-")
        before, after = lines_of(path), lines_of(out)
        removed = before - after
        if tool.job == "all" and removed != 0:
            sys.exit(f"side_by_side: {tool.name} removed {removed} lines")
        if tool.job == "list":
            expected = self.listed(path)
            # ripgrep folds more than ASCII: a few lines more may go.
            most = expected * 1.02 if tool.name.startswith("rg") else expected
            if not expected <= removed <= most:
                sys.exit(f"side_by_side: {tool.name} removed {removed} lines, the list says {expected}")
        if tool.job == "rules":
            self.check_deletion(path, out)
            expected = self.listed(path)
            if not self.args.file and removed < 0.9 * expected:
                sys.exit(f"side_by_side: declutter removed {removed} lines, the list alone says {expected}")
        return seconds, (peak, removed)

    def listed(self, path: Path) -> int:
        """The lines of the file that are a phrase, but for ASCII case."""
        if not hasattr(self, "counts"):
            self.counts: dict[Path, int] = {}
        if path not in self.counts:
            known = {p.encode().lower() for p in self.phrases}
            longest = max(map(len, known)) + 1
            with open(path, "rb") as source:
                short = (line for line in source if len(line) <= longest)
                self.counts[path] = sum(line.rstrip(b"\n").lower() in known for line in short)
        return self.counts[path]

    def check_deletion(self, path: Path, out: Path) -> None:
        """What --invert prints and what stays are together as long as the file."""
        inverted = self.folder / "inverted"
        with open(path, "rb") as source, open(inverted, "wb") as sink:
            subprocess.run([self.declutter, "--stats"], stdin=source, stdout=subprocess.DEVNULL, stderr=sink, check=True)
        said = re.search(r"bytes (\d+) in, (\d+) out", inverted.read_text())
        if not said or (int(said[1]), int(said[2])) != (path.stat().st_size, out.stat().st_size):
            sys.exit("side_by_side: declutter's own count is not what came in and out")

    # A fresh process for a small article

    def startup(self) -> None:
        path = self.corpus("article", 4096)
        tools = [t for t in self.tools() if t.job != "count"]
        tools.insert(0, Tool("true", ["true"], "count"))
        spawns = self.args.spawns
        print(f"## A fresh process for 4 KiB: {spawns} of each in turn, medians\n")
        times: dict[str, list[float]] = {t.name: [] for t in tools}
        for number in range(spawns):
            for tool in tools if number % 2 == 0 else reversed(tools):
                # A tool that takes half a second needs no thousand runs.
                if sum(times[tool.name]) < 10:
                    times[tool.name].append(spawn(tool, path))
        median = {name: statistics.median(t) for name, t in times.items()}
        print("| tool | wall/cat | ms |\n|---|---|---|")
        for tool in tools:
            print(f"| {tool.name} | {ratio(median[tool.name], median['cat'])} | {median[tool.name] * 1000:.2f} |")

    # A line there and back

    def interactive(self) -> None:
        lines = self.corpus("interactive", 256 << 10).read_bytes().splitlines(keepends=True)[:-1]
        commands = {"cat": ["cat"], "declutter": [self.declutter]}
        rounds = 9
        print(f"## A line there and back, on one core: {rounds} runs of {len(lines)} lines for each in turn, medians\n")
        # Between two cores, waking the other is most of what one would measure.
        cores = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(cores)})
        trips: dict[str, list[float]] = {name: [] for name in commands}
        for number in range(rounds):
            for name in commands if number % 2 == 0 else reversed(commands):
                trips[name].append(round_trip(commands[name], lines))
        os.sched_setaffinity(0, cores)
        median = {name: statistics.median(t) * 1e6 for name, t in trips.items()}
        print("| tool | µs a line | µs over cat |\n|---|---|---|")
        for name in commands:
            print(f"| {name} | {median[name]:.1f} | {median[name] - median['cat']:+.1f} |")

    # Peak memory

    def memory(self) -> None:
        inputs = {
            "1 GiB, one line": lambda: (b"a" * MIB for _ in range(1024)),
            "256 MiB of newlines": lambda: (b"\n" * MIB for _ in range(256)),
            "64 MiB of suspects": lambda: corpus.blocks("suspects", 64 * MIB),
            "64 MiB of menus": lambda: corpus.blocks("menu", 64 * MIB),
            "64 MiB of article": lambda: corpus.blocks("article", 64 * MIB),
        }
        print("## Peak memory, MiB\n\n| input | declutter | --level=thorough | cat |\n|---|---|---|---|")
        commands = [[self.declutter], [self.declutter, "--level=thorough"], ["cat"]]
        for name, chunks in inputs.items():
            peaks = [f"{peak_while(command, chunks()) / MIB:.1f}" for command in commands]
            print(f"| {name} | {' | '.join(peaks)} |")

    # Ten times the rules

    def growth(self) -> None:
        path = self.corpus("article", min(self.args.size, 64 * MIB))
        added = self.folder / "added"
        added.mkdir(exist_ok=True)
        count = 9 * len(self.rules)
        write_rules(self.rules, count, added)
        few, many = [self.declutter], [self.declutter, "-R", str(added)]
        print(f"## Ten times the rules: {len(self.rules)} and {count} more with -R; CPU with that of an empty input taken off\n")
        empty = self.folder / "empty"
        empty.write_bytes(b"")
        bytes_out = {len(command): in_pipe(command, path)[2] for command in (few, many)}
        if min(bytes_out.values()) < 0.999 * max(bytes_out.values()):
            sys.exit("side_by_side: the added rules hit the text; the comparison would not be fair")
        cpu: dict[tuple[int, Path], list[float]] = {}
        for number in range(self.args.rounds):
            for command in (few, many) if number % 2 == 0 else (many, few):
                for source in (path, empty):
                    cpu.setdefault((len(command), source), []).append(in_pipe(command, source)[1])
        median = {key: statistics.median(times) for key, times in cpu.items()}
        work = [median[len(c), path] - median[len(c), empty] for c in (few, many)]
        load = [median[len(c), empty] for c in (few, many)]
        print("| rules | cpu ms | load ms | ratio |\n|---|---|---|---|")
        for total, seconds, loading in zip((len(self.rules), len(self.rules) + count), work, load):
            print(f"| {total} | {seconds * 1000:.0f} | {loading * 1000:.1f} | {ratio(seconds, work[0])} |")

    # Short lines, long lines

    def shapes(self) -> None:
        kinds = ["article", "short", "menu", "suspects", "long", "single", "newlines"]
        size = min(self.args.size, 32 * MIB)
        paths = {kind: self.corpus(kind, size) for kind in kinds}
        commands = {"declutter": [self.declutter], "thorough": [self.declutter, "--level=thorough"], "cat": ["cat"]}
        times: dict[tuple[str, str], list[float]] = {}
        for number in range(self.args.rounds):
            for kind in kinds if number % 2 == 0 else reversed(kinds):
                for name, command in commands.items():
                    times.setdefault((kind, name), []).append(in_pipe(command, paths[kind])[0])
        rate = {key: size / 1e6 / statistics.median(t) for key, t in times.items()}
        print(f"## Shapes of text: MB/s through the pipe, {size / MIB:.0f} MiB of each, medians of {self.args.rounds}\n")
        print("| text | declutter | to article | --level=thorough | cat |\n|---|---|---|---|---|")
        for kind in kinds:
            own = rate[kind, "declutter"]
            share = ratio(own, rate["article", "declutter"])
            print(f"| {kind} | {own:.0f} | {share} | {rate[kind, 'thorough']:.0f} | {rate[kind, 'cat']:.0f} |")


def ratio(value: float, base: float | None) -> str:
    """Two digits that mean something."""
    if not base:
        return "-"
    share = value / base
    return f"{share:.2f}" if share < 10 else f"{share:.0f}"


def lines_of(path: Path) -> int:
    """The lines of a file; the last may have no newline."""
    count, last = 0, b"\n"
    with open(path, "rb") as source:
        while block := source.read(MIB):
            count += block.count(b"\n")
            last = block[-1:]
    return count + (last != b"\n")


def spawn(tool: Tool, path: Path) -> float:
    """Seconds from before the process to after its end. Its output fits into the pipe."""
    program = shutil.which(tool.command[0]) or tool.command[0]
    out_read, out_write = os.pipe()
    source = os.open(path, os.O_RDONLY)
    actions = [(os.POSIX_SPAWN_DUP2, source, 0), (os.POSIX_SPAWN_DUP2, out_write, 1)]
    start = time.perf_counter()
    pid = os.posix_spawn(program, tool.command, environment(), file_actions=actions)
    os.waitpid(pid, 0)
    seconds = time.perf_counter() - start
    os.close(source)
    os.close(out_write)
    if tool.job != "count" and not os.read(out_read, 65536):
        sys.exit(f"side_by_side: {tool.name} printed nothing")
    os.close(out_read)
    return seconds


def round_trip(command: list[str], lines: list[bytes]) -> float:
    """Median seconds until a line that was written has come back."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    to, back = process.stdin.fileno(), process.stdout.fileno()
    trips = []
    for line in lines:
        start = time.perf_counter()
        os.write(to, line)
        # Reading would wait just as long; this tells a line that never comes from one that does.
        if not select.select([back], [], [], ANSWER_SECONDS)[0]:
            process.kill()
            sys.exit(f"side_by_side: {command[0]} keeps a line for itself: {line!r}")
        came = os.read(back, 65536)
        trips.append(time.perf_counter() - start)
        if came != line:
            sys.exit(f"side_by_side: {command[0]} did not give the line back: {line!r}, {came!r}")
    process.stdin.close()
    process.wait()
    process.stdout.close()
    return statistics.median(trips)


def write_rules(rules: list[Pattern], count: int, folder: Path) -> None:
    """Writes `count` rules into files of a folder that resemble the packs' own: their kinds and their words in new order, each with one made-up word, so
    that they are as many questions more and no answer."""
    draw = random.Random(1)
    word = re.compile(r"^[^\W\d_]{2,}$")
    lines = [r for r in rules if r.sigil in "=^$*~" and r.strength in ("strong", "weak")]
    models = [r for r in lines if any(word.match(w) for w in r.text.split())]
    vocabulary = [w for r in models for w in r.text.split() if word.match(w)]
    syllables = ["ba", "do", "fi", "ku", "lem", "nor", "pas", "rit", "su", "vel", "wo", "zan"]
    added: list[tuple[str, str]] = []
    for number in range(count):
        model = models[number % len(models)]
        parts = model.text.split()
        free = [n for n, part in enumerate(parts) if word.match(part)]
        for n in free:
            parts[n] = draw.choice(vocabulary)
        invented = "".join(syllables[number // 12**digit % 12] for digit in range(5))
        if len(free) > 1:
            parts[free[-1]] = invented
        else:
            parts.insert(free[0] + 1, invented)
        if len(" ".join(parts).encode()) > PATTERN_BYTES_MAX:
            parts = [vocabulary[0], invented]
        added.append((model.strength, f"{model.sigil} {' '.join(parts)}\n"))
    for start in range(0, count, FILE_RULES_MAX):
        text = "declutter 1\ntitle   Made for a measurement\n"
        for strength in ("strong", "weak"):
            patterns = "".join(line for of, line in added[start : start + FILE_RULES_MAX] if of == strength)
            text += f"\n[share{' weak' if strength == 'weak' else ''}]\n" + patterns
        (folder / f"{start}.rules").write_text(text)


MODES = ["startup", "interactive", "memory", "growth", "shapes"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", help="the text; made by corpus.py if none is given")
    for mode in MODES:
        parser.add_argument(f"--{mode}", action="store_true")
    parser.add_argument("--short", action="store_true", dest="shapes", help="the same as --shapes")
    parser.add_argument("--all", action="store_true", help="the pipe and every mode")
    parser.add_argument("--declutter", default=str(HERE.parent / "target/release/declutter"), help="the program")
    parser.add_argument("--size", type=corpus.size_in_bytes, default=128 * MIB, help="of the text that is made [128M]")
    parser.add_argument("--rounds", type=int, default=7, help="[7]")
    parser.add_argument("--spawns", type=int, default=400, help="processes of each tool for --startup [400]")
    parser.add_argument("--only", help="tools by their first word, beside cat and declutter: grep,rg,mawk,perl,wc")
    parser.add_argument("--cpus", help="pin everything to these, for example 0 or 0,1")
    args = parser.parse_args()
    if not shutil.which(args.declutter):
        parser.error(f"{args.declutter} is no program: cargo build --release, or name one with --declutter")
    args.declutter = str(Path(shutil.which(args.declutter)).resolve())
    if args.cpus:
        os.sched_setaffinity(0, {int(n) for n in args.cpus.split(",")})
    sys.stdout.reconfigure(line_buffering=True)
    print(machine())
    for tool in ("cat", "grep", "rg", "mawk", "perl"):
        print(f"- {version(tool) or tool + ': not installed'}")
    chosen = [m for m in MODES if args.all or getattr(args, m)]
    with tempfile.TemporaryDirectory(prefix="declutter-bench-") as folder:
        bench = Bench(args, Path(folder))
        if args.all or not chosen:
            print()
            bench.pipe()
        for mode in chosen:
            print()
            getattr(bench, mode)()
    return 0


if __name__ == "__main__":
    sys.exit(main())
