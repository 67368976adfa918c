"""Tests of accuracy.py. All pages are made up here: python3 -m unittest discover benches/accuracy"""

import contextlib
import gzip
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import accuracy
from accuracy import Mean, Mistake, Page, Score

BODY = "The ferry left at nine.\n\nNobody on the pier had seen the captain since the storm.\n"
TEXT = "Share this page\n\n" + BODY + "\nSubscribe to our letters\n"

# Filters that every machine with this test has.
SAME = [sys.executable, "-c", "import sys; sys.stdout.write(sys.stdin.read())"]
FAIL = [sys.executable, "-c", "import sys; sys.exit('planted')"]


def without(words: str) -> list[str]:
    """A filter that drops the lines that hold `words`."""
    return [
        sys.executable,
        "-c",
        "import sys\nfor line in sys.stdin:\n    if sys.argv[1] not in line: sys.stdout.write(line)",
        words,
    ]


def page(text: str, body: str) -> Page:
    return Page("pier", "1", text, body)


def lost(text: str, body: str, after: str) -> list[tuple[int, str]]:
    return [(loss.words, loss.text) for loss in accuracy.losses(page(text, body), after)]


class Scores(unittest.TestCase):
    def check(self, text, body, precision, recall):
        self.assertEqual(accuracy.score(text, body), Score(precision, recall))

    def test_equal_texts_are_perfect_whatever_stands_between_the_words(self):
        self.check("one two, three four five", "one — two three\nfour five!", 1.0, 1.0)

    def test_a_word_more_costs_precision_and_a_word_less_recall(self):
        # Shingles of the text: 1234 2345 3456; of the body: 1234 2345.
        self.check("1 2 3 4 5 6", "1 2 3 4 5", 2 / 3, 1.0)
        self.check("1 2 3 4 5", "1 2 3 4 5 6", 1.0, 2 / 3)

    def test_a_word_in_the_middle_breaks_four_shingles(self):
        self.check("1 2 3 4 x 5 6 7 8", "1 2 3 4 5 6 7 8", 2 / 6, 2 / 5)

    def test_shingles_are_counted_not_only_known(self):
        self.check("a b c d a b c d", "a b c d", 1 / 5, 1.0)

    def test_fewer_than_four_words_are_one_shingle(self):
        self.check("a b c", "a b c", 1.0, 1.0)
        self.check("a b", "a b c", 0.0, 0.0)

    def test_letter_case_counts(self):
        self.check("A b c d", "a b c d", 0.0, 0.0)

    def test_an_empty_side_says_nothing_about_itself(self):
        self.check("", "a b c d", None, 0.0)
        self.check("a b c d", "", 0.0, None)
        self.check(" \n", "...", None, None)


class Means(unittest.TestCase):
    def test_a_page_that_says_nothing_is_left_out_of_that_mean_only(self):
        scores = [Score(None, 0.0), Score(0.5, 1.0), Score(1.0, None)]
        self.assertEqual(accuracy.mean(scores), Mean(0.75, 0.5))

    def test_f1_is_that_of_the_means(self):
        self.assertAlmostEqual(Mean(0.5, 1.0).f1, 2 / 3)
        self.assertEqual(Mean(0.0, 0.0).f1, 0.0)


class Losses(unittest.TestCase):
    def test_clutter_that_goes_is_no_loss(self):
        self.assertEqual(lost(TEXT, BODY, BODY), [])

    def test_a_line_of_the_body_that_goes_is_told_with_its_words(self):
        after = TEXT.replace("The ferry left at nine.\n", "")
        self.assertEqual(lost(TEXT, BODY, after), [(5, "The ferry left at nine")])

    def test_clutter_that_goes_with_a_line_is_not_counted(self):
        after = TEXT.split("\n\n", 2)[2]
        self.assertEqual(lost(TEXT, BODY, after), [(5, "The ferry left at nine")])

    def test_two_places_are_two_losses(self):
        body = BODY + "At noon they found his coat on the rocks.\n"
        after = "Nobody on the pier had seen the captain since the storm.\n"
        self.assertEqual([n for n, _ in lost(body, body, after)], [5, 9])

    def test_words_cut_out_of_a_line_are_a_loss(self):
        after = BODY.replace("on the pier ", "")
        self.assertEqual(lost(BODY, BODY, after), [(3, "on the pier")])

    def test_the_second_of_two_equal_lines_may_go(self):
        text = "The ferry left at nine.\n" + BODY
        self.assertEqual(lost(text, BODY, BODY), [])

    def test_what_the_extractor_never_had_cannot_be_lost(self):
        text = "Nobody on the pier had seen the captain since the storm.\n"
        self.assertEqual(lost(text, BODY, text), [])

    def test_a_text_of_three_words_can_be_lost(self):
        self.assertEqual(lost("He was gone.", "He was gone.", ""), [(3, "He was gone")])


class Programs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def lines(self, *rows, name="pages.jsonl"):
        path = self.folder / name
        opened = gzip.open if name.endswith(".gz") else open
        with opened(path, "wt", encoding="utf-8") as out:
            out.write("".join(json.dumps(row) + "\n" for row in rows))
        return str(path)

    def benchmark(self, truth, **outputs):
        (self.folder / "output").mkdir()
        for name, pages in {"ground-truth": truth, **outputs}.items():
            path = self.folder / f"{name}.json" if name == "ground-truth" else self.folder / "output" / f"{name}.json"
            path.write_text(json.dumps({id: {"articleBody": text} for id, text in pages.items()}))
        return str(self.folder)

    def run_main(self, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = accuracy.main(list(arguments))
        return status, out.getvalue(), err.getvalue()

    def columns(self, out, extractor):
        (line,) = [line for line in out.splitlines() if line.startswith(extractor + " ")]
        return line.split()[1:]

    def test_a_filter_that_does_nothing_changes_no_figure(self):
        path = self.lines({"id": 1, "text": TEXT, "body": BODY})
        status, out, _ = self.run_main(path, "--", *SAME)
        columns = self.columns(out, "pages")
        self.assertEqual(status, 0)
        self.assertEqual(columns[:2], ["1", "0"])
        self.assertEqual([columns[4], columns[7], columns[10]], ["+0.000"] * 3)
        self.assertEqual(columns[-2:], ["0", "0"])

    def test_a_good_filter_gains_precision_and_loses_nothing(self):
        path = self.lines({"id": 1, "text": TEXT, "body": BODY}, name="pages.jsonl.gz")
        _, out, _ = self.run_main(path, "--", *without("S"))
        columns = self.columns(out, "pages")
        self.assertEqual(columns[1], "1")
        self.assertEqual(columns[3], "1.000")
        self.assertEqual(columns[6:8], ["1.000", "+0.000"])
        self.assertEqual(columns[-2:], ["0", "0"])

    def test_each_extractor_has_its_line(self):
        rows = [{"id": n, "text": TEXT, "body": BODY, "extractor": name} for n in (1, 2) for name in ("pier", "quay")]
        _, out, _ = self.run_main(self.lines(*rows), "--", *SAME)
        self.assertEqual([self.columns(out, name)[0] for name in ("pier", "quay")], ["2", "2"])

    def test_the_losses_are_listed(self):
        path = self.lines({"id": "a7", "text": TEXT, "body": BODY})
        _, out, _ = self.run_main(path, "--losses", "--jobs", "1", "--", *without("ferry"))
        self.assertIn("1 losses", out)
        self.assertTrue(out.endswith("pages\ta7\t5\tThe ferry left at nine\n"))

    def test_the_public_benchmark_is_read(self):
        folder = self.benchmark({"x": BODY, "y": BODY}, quay={"x": TEXT, "y": BODY}, pier={"x": "", "y": BODY})
        _, out, _ = self.run_main(folder, "--", *without("S"))
        self.assertEqual(self.columns(out, "quay")[:2], ["2", "1"])
        # The empty text counts for recall, not for precision.
        self.assertEqual(self.columns(out, "pier")[2:7], ["1.000", "1.000", "+0.000", "0.500", "0.500"])

    def test_an_extractor_without_a_page_is_a_mistake(self):
        folder = self.benchmark({"x": BODY, "y": BODY}, quay={"x": TEXT})
        status, _, err = self.run_main(folder, "--", *SAME)
        self.assertEqual(status, 2)
        self.assertIn("the first that differs is y", err)

    def test_a_filter_that_fails_ends_the_run_with_its_words(self):
        path = self.lines({"id": 1, "text": TEXT, "body": BODY})
        status, _, err = self.run_main(path, "--", *FAIL)
        self.assertEqual(status, 2)
        self.assertIn("planted", err)

    def test_a_line_that_is_no_page_is_named(self):
        path = self.lines({"id": 1, "text": TEXT, "body": BODY}, {"id": 2, "text": TEXT})
        with self.assertRaisesRegex(Mistake, ":2: "):
            accuracy.read(Path(path))

    def test_only_the_named_extractors_are_measured(self):
        rows = [{"id": 1, "text": TEXT, "body": BODY, "extractor": name} for name in ("pier", "quay")]
        _, out, _ = self.run_main(self.lines(*rows), "--extractors", "quay", "--", *SAME)
        self.assertNotIn("pier", out)
        self.assertIn("quay", out)


if __name__ == "__main__":
    unittest.main()
