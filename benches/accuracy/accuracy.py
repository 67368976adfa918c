#!/usr/bin/env python3
"""Tell what a filter does to articles whose true body is known. Standard library only.

    accuracy.py PAGES... [--losses] [--jobs N] -- COMMAND...

PAGES are files of JSON lines (also .gz), each `{"id": …, "text": …, "body": …}`, optionally with "extractor"; or the folder of
the public article-extraction-benchmark, with `ground-truth.json` and `output/*.json`.

COMMAND reads one text on standard input and writes the filtered text on standard output. Printed are precision, recall and F1
against the body, of the text as it was and of what the command left of it, for each extractor. README.md has the formula.
"""

import argparse
import collections
import difflib
import gzip
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

SHINGLE_WORDS = 4
SECONDS_MAX = 60
WORD = re.compile(r"\w+")

Shingles = collections.Counter


class Mistake(Exception):
    """What the user has to put right, as one sentence."""


@dataclass(frozen=True)
class Page:
    extractor: str
    id: str
    text: str
    body: str


@dataclass(frozen=True)
class Score:
    """Of one page. None where the page says nothing: precision of an empty text, recall of an empty body."""

    precision: float | None
    recall: float | None


@dataclass(frozen=True)
class Mean:
    """Over the pages of an extractor. F1 is that of the two means, not the mean of the pages' F1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Loss:
    """Words in a row that the filter took out of the true body."""

    page: Page
    words: int
    text: str


# --- measure -------------------------------------------------------------------------------------------------------------------


def shingles(words: list[str]) -> Shingles:
    """How often each four words in a row occur. Fewer than four words are one shingle, none are none."""
    if not words:
        return Shingles()
    last = max(1, len(words) - SHINGLE_WORDS + 1)
    return Shingles(tuple(words[at : at + SHINGLE_WORDS]) for at in range(last))


def score(text: str, body: str) -> Score:
    """Shared shingles, with their number, as a share of the text's and of the body's."""
    ours, true = shingles(WORD.findall(text)), shingles(WORD.findall(body))
    shared = (ours & true).total()
    precision = shared / ours.total() if ours else None
    recall = shared / true.total() if true else None
    return Score(precision, recall)


def mean(scores: list[Score]) -> Mean:
    """The plain mean: a long page weighs as much as a short one."""
    precisions = [s.precision for s in scores if s.precision is not None]
    recalls = [s.recall for s in scores if s.recall is not None]
    return Mean(sum(precisions) / max(1, len(precisions)), sum(recalls) / max(1, len(recalls)))


def removed(before: list[str], after: list[str]) -> list[range]:
    """Runs of positions of `before` that are not in `after`, longest common parts kept."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [range(a, b) for kind, a, b, _, _ in matcher.get_opcodes() if kind in ("delete", "replace")]


def removed_words(before: str, after: str) -> list[range]:
    """The same for the words of two texts. Lines are compared first: a page has thousands of words, and few lines differ."""
    old = [line for line in before.splitlines() if WORD.search(line)]
    new = [line for line in after.splitlines() if WORD.search(line)]
    runs: list[range] = []
    at = line = 0
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        at += sum(len(WORD.findall(text)) for text in old[line:a])
        words = WORD.findall("\n".join(old[a:b]))
        if kind == "delete":
            runs.append(range(at, at + len(words)))
        elif kind == "replace":
            parts = removed(words, WORD.findall("\n".join(new[c:d])))
            runs += [range(at + run.start, at + run.stop) for run in parts]
        at += len(words)
        line = b
    return runs


def losses(page: Page, after: str) -> list[Loss]:
    """What of the true body was in the text and is not in `after`: the removed words that stand in a shingle that the body has,
    the text had, and `after` has no longer as often."""
    places = list(WORD.finditer(page.text))
    words = [place[0] for place in places]
    before, true = shingles(words), shingles(WORD.findall(page.body))
    lost = (before & true) - (shingles(WORD.findall(after)) & true)
    if not lost:
        return []
    found = []
    for run in removed_words(page.text, after):
        gone = set()
        for start in range(max(0, run.start - SHINGLE_WORDS + 1), min(run.stop, max(1, len(words) - SHINGLE_WORDS + 1))):
            if tuple(words[start : start + SHINGLE_WORDS]) in lost:
                gone.update(n for n in range(start, start + SHINGLE_WORDS) if n in run)
        if gone:
            text = page.text[places[min(gone)].start() : places[max(gone)].end()]
            found.append(Loss(page, len(gone), " ".join(text.split())))
    return found


# --- read ----------------------------------------------------------------------------------------------------------------------


def read(path: Path) -> list[Page]:
    """The pages of a file or folder, in their order."""
    return read_folder(path) if path.is_dir() else read_lines(path)


def read_lines(path: Path) -> list[Page]:
    """One JSON object a line. Without "extractor", the pages are named after the file."""
    opened = gzip.open if path.suffix == ".gz" else open
    pages = []
    with opened(path, "rt", encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                extractor = row.get("extractor", path.name.split(".")[0])
                pages.append(Page(str(extractor), str(row["id"]), row["text"] or "", row["body"] or ""))
            except (ValueError, KeyError, AttributeError) as error:
                raise Mistake(f'{path}:{number}: not an object with "id", "text" and "body": {error!r}') from error
    return pages


def read_folder(folder: Path) -> list[Page]:
    """The article-extraction-benchmark. Every extractor must have every page: else the means are not comparable."""
    truth_file = folder / "ground-truth.json"
    outputs = sorted((folder / "output").glob("*.json"))
    if not truth_file.is_file() or not outputs:
        raise Mistake(f"{folder}: no ground-truth.json, or no output/*.json")
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    pages = []
    for output in outputs:
        texts = json.loads(output.read_text(encoding="utf-8"))
        if texts.keys() != truth.keys():
            odd = sorted(texts.keys() ^ truth.keys())[0]
            raise Mistake(f"{output}: its pages are not those of {truth_file.name}; the first that differs is {odd}")
        for id, page in truth.items():
            pages.append(Page(output.stem, id, texts[id].get("articleBody") or "", page.get("articleBody") or ""))
    return pages


def filtered(command: list[str], text: str) -> str:
    """What the command leaves of a text. An empty text is left alone: there is nothing to ask."""
    if not text:
        return text
    try:
        ran = subprocess.run(command, input=text.encode("utf-8", "surrogatepass"), capture_output=True, timeout=SECONDS_MAX)
    except OSError as error:
        raise Mistake(f"{command[0]}: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise Mistake(f"{command[0]}: no answer in {SECONDS_MAX} seconds") from error
    if ran.returncode != 0:
        said = ran.stderr.decode("utf-8", "replace").strip()
        raise Mistake(f"{command[0]}: exit status {ran.returncode}: {said[:300]}")
    return ran.stdout.decode("utf-8", "surrogatepass")


# --- report --------------------------------------------------------------------------------------------------------------------


def row(name: str, pages: list[Page], texts: list[str], lost: list[Loss]) -> str:
    """One extractor's line of the table."""
    before = mean([score(page.text, page.body) for page in pages])
    after = mean([score(text, page.body) for page, text in zip(pages, texts)])
    changed = sum(page.text != text for page, text in zip(pages, texts))
    pairs = [
        f"{b:.3f} {a:.3f} {a - b:+.3f}"
        for b, a in ((before.precision, after.precision), (before.recall, after.recall), (before.f1, after.f1))
    ]
    harmed = len({loss.page.id for loss in lost})
    words = sum(loss.words for loss in lost)
    return f"{name:<22.22} {len(pages):>5} {changed:>7}  {'  '.join(pairs)}  {harmed:>6} {words:>6}"


HEAD = (
    f"{'':<22} {'':>5} {'':>7}  {'precision':<18}  {'recall':<18}  {'F1':<18}  {'harmed':>6} {'words':>6}\n"
    f"{'extractor':<22} {'pages':>5} {'changed':>7}  {'before after':<18}  {'before after':<18}  {'before after':<18}"
    f"  {'pages':>6} {'lost':>6}"
)


def report(pages: list[Page], command: list[str], jobs: int, list_losses: bool) -> str:
    """Runs the command over all pages and answers the whole text to print."""
    with ThreadPoolExecutor(jobs) as pool:
        texts = list(pool.map(lambda page: filtered(command, page.text), pages))
    by_extractor: dict[str, list[int]] = {}
    for number, page in enumerate(pages):
        by_extractor.setdefault(page.extractor, []).append(number)
    lines, listed = [HEAD], []
    for name, numbers in by_extractor.items():
        lost = [loss for n in numbers for loss in losses(pages[n], texts[n])]
        lines.append(row(name, [pages[n] for n in numbers], [texts[n] for n in numbers], lost))
        listed += lost
    if list_losses:
        lines.append(f"\n{len(listed)} losses")
        lines += [f"{loss.page.extractor}\t{loss.page.id}\t{loss.words}\t{loss.text}" for loss in listed]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    own, _, command = partition(arguments, "--")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path, metavar="PAGES")
    parser.add_argument("--losses", action="store_true", help="list the losses: extractor, page, words, text")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="commands at a time [2]")
    parser.add_argument("--extractors", metavar="NAME,…", help="only these")
    args = parser.parse_args(own)
    if not command:
        parser.error("no command: give the filter after --")
    if args.jobs < 1:
        parser.error("--jobs: at least 1")
    try:
        pages = [page for path in args.pages for page in read(path)]
        if args.extractors:
            pages = [page for page in pages if page.extractor in args.extractors.split(",")]
        if not pages:
            raise Mistake("no pages")
        print(report(pages, command, args.jobs, args.losses))
    except (Mistake, OSError) as mistake:
        print(f"accuracy: {mistake}", file=sys.stderr)
        return 2
    return 0


def partition(arguments: list[str], mark: str) -> tuple[list[str], bool, list[str]]:
    """What stands before and after the first `mark`."""
    if mark not in arguments:
        return arguments, False, []
    at = arguments.index(mark)
    return arguments[:at], True, arguments[at + 1 :]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
