#!/usr/bin/env python3
"""Write a corpus to measure on: the same bytes for the same arguments, on every machine. Standard library only.

    corpus.py article 128M > article.txt
    corpus.py short 8M --seed 2 | declutter | wc -c

KIND is one of

    article      paragraphs of prose, headings, blank lines; 0.5 % of the lines are clutter, planted in several spellings
    short        a dump of whole pages: menus of 19 bytes a line, a paragraph among 150 of them
    menu         the same without any prose
    long         paragraphs of 5 KB
    single       one line without a newline
    newlines     nothing but newlines
    suspects     every line is clutter, or begins like clutter
    interactive  sentences of 40 to 160 bytes, each a line: prose that comes back at once

SIZE is in bytes, or with K, M or G in 2**10, 2**20 or 2**30 of them; the output has exactly so many.

Nothing here is anybody's text: sentences are drawn from a list of common words. The line lengths of `article` follow those of
115 MB of news as extractors gave it. Sixteen MiB are made, more than a cache holds, and repeated in ever new order.
"""

import argparse
import random
import sys
from typing import BinaryIO, Iterator

UNIQUE_BYTES = 16 << 20
DOCUMENT_BYTES = 4 << 10
SEED = 20260101

WORDS = """
a about above across after again against ago agreed air all almost along already also although always among an and animals
another any are area around as asked at away back balance bank be became because been before began behind being below bench
best better between big black boat body book both bread bridge bring brother built but by called came can car cause century
chair change children church city clear close coast cold come could council country course cross cut dark daughter day dead
deep did different do does done door doubt down dozen dry during each early earth east eat eight either end engine enough
even evening ever every eyes face fact fall family far farm father fear feet few field fields fifty fire first five floor
food foot for forest form forty found four from front full garden gave general girl give glass go goes gone good grain grass
great green ground group had half hall hand hands hard harbour has have he head hear heard heart held her here high hill him
himself his history hold home horse hour hours house how hundred if in into iron island it its just keep kept kind king knew
know known land large last later law lay lead leave left less let letter life light like line little local long look looked
lost low made main make man many market may mayor men might mile miles mill minutes moment money month months more morning
most mother mountain move much must my name near never new next night nine no none nor north nothing now number of off office
often old on once one only open or order other our out over own paper part party passed past people perhaps place plain plan
point poor port power price public put quarter question quiet rain ran rather reached read ready red report rest rich right
river road rock roof room round rule said same sat saw say school sea season second see seemed seen sent set seven several
shall she ship short should show side since sister sit six sky slow small snow so some something son soon south spoke spring
stand state station stay still stone stood stop storm street strong such summer sun table take ten than that the their them
then there these they thing things third thirty this those though thousand three through time to today together told too took
toward town trade train tree trees turned twelve twenty two under until up upon us valley very village voice walk wall want
war was watch water way we week weeks well went were west what wheat when where which while white who whole why will wind
window winter with within without woman women wood word work world would year years yesterday yet you young
""".split()

# Words that put a byte above 127 near the beginning of a line.
ACCENTED = ["Älvar", "Émile", "Óscar", "Überall", "Élan", "Åse", "Île", "Çelik"]

# What a pack knows as a whole line, and what only begins so.
CLUTTER = """Add a new comment|Article comments|Back to all comments|Comment navigation|Download app|Enter your comments here
Get it on Google Play|Hide password|Leave a comment below|Leave a tip|Leave a trackback|Log in now to comment
Log in or register to post comments|Log out|Our newsletter|Share this entry|Share via|Weekly newsletter""".replace("\n", "|").split("|")

MENU = """Home News Sport Weather Business Culture Travel Science Opinion Politics World Local Money Health Style Music Film
Books Food Garden Motoring Property Jobs Courts Education Technology Markets Letters Photos Archive Magazine""".split()

# Lines of `article` by the length of their text: lower bound, upper bound, share.
LENGTHS = [
    (4, 20, 12),
    (21, 40, 10),
    (41, 80, 13),
    (81, 160, 14),
    (161, 320, 18),
    (321, 1000, 14),
    (1001, 3000, 0.5),
]
BLANK_SHARE = 0.16
CLUTTER_SHARE = 0.005
QUOTE_SHARE = 0.04
INDENT_SHARE = 0.05
ACCENT_SHARE = 0.005


class Text:
    """Draws lines. Each method gives one without its newline."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.lows, self.highs, shares = zip(*LENGTHS)
        self.bounds = range(len(shares))
        self.shares = list(shares)

    def words(self, length: int) -> str:
        """Words of about `length` characters, the first with a capital letter."""
        text = " ".join(self.random.choices(WORDS, k=length // 5 + 1))
        return text[:1].upper() + text[1:]

    def sentences(self, length: int) -> str:
        """Sentences of about `length` characters together."""
        parts = []
        while length > 0:
            part = self.words(min(length, self.random.randint(50, 130)))
            length -= len(part) + 2
            parts.append(part + self.random.choice(".......?"))
        return " ".join(parts)

    def clutter(self) -> str:
        """A line that a pack knows, in one of the spellings that folding makes equal."""
        line = self.random.choice(CLUTTER)
        spelling = self.random.randrange(8)
        if spelling == 0:
            return line.upper()
        if spelling == 1:
            return line.lower()
        if spelling == 2:
            return line.replace(" ", "\u00a0", 1)
        if spelling == 3:
            return line + " ..."
        return line

    def article(self) -> str:
        """A line of an article as extractors give it, or clutter between two."""
        draw = self.random.random()
        if draw < BLANK_SHARE:
            return ""
        if draw < BLANK_SHARE + CLUTTER_SHARE:
            return self.clutter()
        kind = self.random.choices(self.bounds, self.shares)[0]
        length = self.random.randint(self.lows[kind], self.highs[kind])
        line = self.sentences(length) if length > 40 else self.words(length)
        draw = self.random.random()
        if draw < QUOTE_SHARE:
            return "“" + line + "”"
        if draw < QUOTE_SHARE + INDENT_SHARE:
            return "  " + line
        if draw < QUOTE_SHARE + INDENT_SHARE + ACCENT_SHARE:
            return self.random.choice(ACCENTED) + " " + line
        return line

    def menu(self) -> str:
        """A label, a blank line, a headline's beginning: what stands around an article."""
        draw = self.random.random()
        if draw < 0.15:
            return ""
        if draw < 0.16:
            return self.clutter()
        if draw < 0.5:
            return " & ".join(self.random.choices(MENU, k=self.random.randint(1, 2)))
        return self.words(self.random.randint(10, 35))

    def short(self) -> str:
        """A line of a dump of a whole page."""
        return self.sentences(300) if self.random.random() < 1 / 150 else self.menu()

    def long(self) -> str:
        """A long paragraph."""
        return self.sentences(self.random.randint(4000, 6000))

    def suspects(self) -> str:
        """Clutter, or a line that only begins like it."""
        line = self.clutter()
        return line if self.random.random() < 0.5 else line + " " + self.random.choice(WORDS)

    def interactive(self) -> str:
        """A line of prose."""
        return self.sentences(self.random.randint(50, 150))


KINDS = ["article", "short", "menu", "long", "single", "newlines", "suspects", "interactive"]


def documents(kind: str, seed: int, size: int) -> list[bytes]:
    """Whole documents of together `size` bytes or a little more; all but `interactive` end with a blank line."""
    text = Text(seed)
    line = getattr(text, kind)
    # A blank line waits for what follows it: where an answer is awaited, there is none.
    end = "\n" if kind == "interactive" else "\n\n"
    made, total = [], 0
    while total < size:
        lines, length = [], 0
        while length < DOCUMENT_BYTES:
            lines.append(line())
            length += len(lines[-1]) + 1
        made.append(("\n".join(lines) + end).encode())
        total += len(made[-1])
    return made


def blocks(kind: str, size: int, seed: int = SEED) -> Iterator[bytes]:
    """The corpus in blocks, together exactly `size` bytes. The last line is cut to fit, and ends with a newline but for `single`."""
    if kind == "newlines":
        made = [b"\n" * DOCUMENT_BYTES * 256]
    elif kind == "single":
        made = [b" ".join(d.replace(b"\n", b" ") for d in documents("long", seed, min(size, UNIQUE_BYTES)))]
    else:
        made = documents(kind, seed, min(size, UNIQUE_BYTES))
    order = random.Random(seed)
    left = size
    while left > 0:
        block = b"".join(made)[:left]
        left -= len(block)
        if left == 0 and kind != "single":
            block = block[:-1] + b"\n"
        yield block
        order.shuffle(made)


def write(kind: str, size: int, out: BinaryIO, seed: int = SEED) -> None:
    """Writes the corpus to `out`."""
    for block in blocks(kind, size, seed):
        out.write(block)


def size_in_bytes(text: str) -> int:
    """`128M` as a number. Fails with ValueError on anything else."""
    unit = {"K": 10, "M": 20, "G": 30}.get(text[-1:].upper())
    size = int(text[:-1]) << unit if unit else int(text)
    if size < 0:
        raise ValueError("a size is not negative")
    return size


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=KINDS, metavar="KIND")
    parser.add_argument("size", type=size_in_bytes, metavar="SIZE")
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    try:
        write(args.kind, args.size, sys.stdout.buffer, args.seed)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        sys.stderr.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
