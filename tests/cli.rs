//! The program as its users meet it: flags, exit statuses, pipes, files and faults.

mod program;

use std::fs;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use program::{CLEAN, DIRTY, PROSE, Place, Ran, check};

/// Every way to be called that writes something, with a document on standard input.
const MODES: &[&[&str]] = &[
    &[],
    &["--invert"],
    &["--mark"],
    &["--explain"],
    &["--check"],
    &["--placeholder=[…]"],
    &["--stats"],
    &["--exit-code"],
    &["--line-buffered"],
    &["--list-rules"],
    &["-h"],
    &["--help"],
    &["-V"],
    &["--test-rules", "@rules"],
    &["--check-rules", "@rules"],
];

#[test]
fn the_filter_removes_what_the_rules_name() {
    check(&[], DIRTY, CLEAN, 0);
}

#[test]
fn each_mode_shows_what_it_is_asked_for() {
    check(&["-v"], DIRTY, "Read our sponsors\n\n", 0);
    check(&["--mark"], DIRTY, &format!("  {PROSE}\n  \n- Read our sponsors\n- \n  {PROSE}\n"), 0);
    check(&["--placeholder=[…]"], DIRTY, &format!("{PROSE}\n\n[…]\n\n{PROSE}\n"), 0);
    check(&["--explain"], DIRTY, "<stdin>:3: ad test.ad: Read our sponsors\n", 0);
    check(&["--explain", "--file-name=a\x1b.txt"], DIRTY, "a^[.txt:3: ad test.ad: Read our sponsors\n", 0);
    check(&["--check"], DIRTY, "<stdin>\n", 1);
    check(&["--check"], CLEAN, "", 0);
    check(&["--exit-code"], DIRTY, CLEAN, 1);
    check(&["--exit-code"], CLEAN, CLEAN, 0);
    check(&["--line-buffered"], DIRTY, CLEAN, 0);
}

#[test]
fn words_cut_out_of_a_line_are_shown_in_every_mode() {
    let input = format!("{PROSE} (story continues below) More.\n");
    check(&[], &input, &format!("{PROSE} More.\n"), 0);
    check(&["-v"], &input, " (story continues below)\n", 0);
    check(&["--mark"], &input, &format!("~ {input}> {PROSE} More.\n"), 0);
    check(&["--placeholder=…"], &input, &format!("{PROSE} … More.\n"), 0);
    let column = PROSE.len() + 2;
    check(&["--explain"], &input, &format!("<stdin>:1:{column}: promo test.promo: (story continues below)\n"), 0);
    check(&["--check"], &input, "<stdin>\n", 1);
}

#[test]
fn the_selection_decides_what_counts() {
    check(&["--skip=ad"], DIRTY, DIRTY, 0);
    check(&["--only=share,comments"], DIRTY, DIRTY, 0);
    check(&["--only=ad"], DIRTY, CLEAN, 0);
    check(&["--disable=test.ad"], DIRTY, DIRTY, 0);
    check(&["--level=careful"], DIRTY, CLEAN, 0);
}

#[test]
fn bytes_that_no_rule_names_pass_unharmed() {
    let place = Place::new();
    for input in [
        &b""[..],
        b"\n",
        b"no newline",
        b"a\r\nb\r\n",
        b"\0\0\n\xff\xfe\xc3(\n\xed\xa0\x80",
        "a\u{a0}b\u{2028}c\u{85}d\n".as_bytes(),
        b"\xef\xbb\xbfBOM\n",
        b"\x0cpage\n\rlone",
        &[b'x'; 300_000],
    ] {
        let ran = place.run(&[], input);
        assert_eq!(ran.code, 0);
        assert!(ran.stdout == input, "{:?}…", &input[..input.len().min(40)]);
    }
}

#[test]
fn without_rules_output_is_input() {
    let place = Place::new();
    let ran = place.plain(&["--no-default-rules"], DIRTY.as_bytes());
    assert_eq!((ran.out(), ran.code), (DIRTY.to_owned(), 0));
}

#[test]
fn the_built_in_rules_leave_what_they_do_not_know() {
    let place = Place::new();
    let paragraph = "The council met on Monday and agreed to repair the old bridge before winter comes.\n";
    for (input, expected) in [
        (format!("Share\n\n{paragraph}"), paragraph.to_owned()),
        ("Share\n".to_owned(), "Share\n".to_owned()),
        (String::new(), String::new()),
        ("\n\n".to_owned(), "\n\n".to_owned()),
        (format!("Sha\0re\n\n{paragraph}"), format!("Sha\0re\n\n{paragraph}")),
        (format!("Share\r\n\r\n{paragraph}"), paragraph.to_owned()),
        (format!("\u{a0}Share\u{a0}\n\n{paragraph}"), paragraph.to_owned()),
    ] {
        let ran = place.plain(&[], input.as_bytes());
        assert_eq!((ran.out(), ran.code, ran.err()), (expected, 0, String::new()), "{input:?}");
    }
    let invalid = [b"Share \xff\n\xc3\n".as_slice(), paragraph.as_bytes(), b"\xed\xa0\x80"].concat();
    assert!(place.plain(&[], &invalid).stdout == invalid, "invalid UTF-8 stays");
    let long = format!("{}\n\nShare on Facebook {}\n", paragraph.trim_end(), "x".repeat(16 * 1024));
    assert_eq!(place.plain(&[], long.as_bytes()).out(), long, "a line over 16 KiB passes unjudged");
}

#[test]
fn several_files_come_out_like_cat() {
    let place = Place::new();
    let (one, two) = (place.file("one", DIRTY), place.file("two", "no newline"));
    let ran = place.run(&[&two, &one, "-", &two], b"stdin");
    assert_eq!(ran.out(), format!("no newline{CLEAN}stdinno newline"));
    let ran = place.run(&["--check", &two, &one], b"");
    assert_eq!((ran.out(), ran.code), (format!("{one}\n"), 1));
}

#[test]
fn a_file_that_does_not_open_does_not_keep_the_others() {
    let place = Place::new();
    let good = place.file("good", "text\n");
    let ran = place.run(&["missing", ".", "", &good], b"");
    assert_eq!((ran.out().as_str(), ran.code), ("text\n", 2));
    assert_eq!(
        ran.err(),
        "declutter: missing: No such file or directory\ndeclutter: .: Is a directory\ndeclutter: '': No such file or directory\n"
    );
}

#[test]
fn names_of_files_never_reach_the_terminal_raw() {
    let place = Place::new();
    let ran = place.run(&["\x1b]0;owned\x07", "--", "--a\nb"], b"");
    assert_eq!(ran.code, 2);
    assert!(ran.err().bytes().all(|byte| byte == b'\n' || !byte.is_ascii_control()), "{}", ran.err());
}

#[test]
fn stats_count_what_went_through() {
    let place = Place::new();
    let ran = place.run(&["--stats"], DIRTY.as_bytes());
    assert_eq!((ran.out().as_str(), ran.code), (CLEAN, 0));
    for line in ["documents 1", "lines 5 in, 3 out, 2 removed", "         1  ad", "         1  test.ad"] {
        assert!(ran.err().lines().any(|got| got == line), "{line:?} in {}", ran.err());
    }
}

#[test]
fn a_full_disk_is_an_error_in_every_mode() {
    let place = Place::new();
    for mode in MODES {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let ran = place.run_into(mode, DIRTY.as_bytes(), full.into());
        assert_eq!(ran.code, 2, "{mode:?}");
        assert_eq!(ran.err().lines().last(), Some("declutter: writing: No space left on device"), "{mode:?}");
    }
    let ran = place.run(&["-o", "/dev/full"], DIRTY.as_bytes());
    assert_eq!(ran.code, 2);
}

#[test]
fn a_closed_pipe_is_success_in_every_mode() {
    let place = Place::new();
    for mode in MODES {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ran = place.run_into(mode, DIRTY.as_bytes(), writer.into());
        assert_eq!(ran.code, 0, "{mode:?}");
        assert!(!ran.err().contains("declutter:"), "{mode:?}: {}", ran.err());
    }
}

#[test]
fn a_full_or_closed_stderr_changes_no_status() {
    let place = Place::new();
    let good = place.file("good", "text\n");
    for redirect in ["2>/dev/full", "2>&-"] {
        let script = format!("\"$0\" missing \"$1\" {redirect}");
        let ran = Command::new("sh").args(["-c", &script, program::PROGRAM, &good]).output().unwrap();
        assert_eq!((ran.status.code(), &ran.stdout[..]), (Some(2), &b"text\n"[..]), "{redirect}");
    }
    let script = "printf text | \"$0\" --stats 2>/dev/full";
    let ran = Command::new("sh").args(["-c", script, program::PROGRAM]).output().unwrap();
    assert_eq!(ran.status.code(), Some(2), "counts that were asked for are lost");
}

#[test]
fn a_closed_input_or_output_is_an_error_in_every_mode() {
    let place = Place::new();
    let good = place.file("good", "text\n");
    let run = |redirect: &str, args: &[&str]| {
        let script = format!("\"$0\" \"$@\" {redirect}");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, program::PROGRAM]).args(args).current_dir(place.path(""));
        place.finish(&mut shell, DIRTY.as_bytes(), Stdio::piped())
    };
    for mode in MODES {
        let mode: Vec<&str> = mode.iter().map(|&arg| if arg == "@rules" { "test.rules" } else { arg }).collect();
        let ran = run(">&-", &mode);
        assert_eq!((ran.code, ran.err().as_str()), (2, "declutter: standard output is closed\n"), "{mode:?}");
    }
    let filters =
        MODES.iter().filter(|mode| mode.iter().all(|arg| arg.len() > 2 && !arg.ends_with("rules") && *arg != "--help"));
    for mode in filters {
        let ran = run("<&-", mode);
        assert_eq!(ran.code, 2, "{mode:?}");
        assert!(ran.err().starts_with("declutter: <stdin>: is closed\n"), "{mode:?}: {}", ran.err());
    }
    let ran = run("<&-", &[&good]);
    assert_eq!((ran.out().as_str(), ran.code), ("text\n", 0), "what is not read may be closed");
    let ran = run(">&-", &["-o", "out", &good]);
    assert_eq!((ran.err().as_str(), ran.code), ("", 0), "what is not written may be closed");
    assert_eq!(run(">/dev/null </dev/null", &[]).code, 0, "a null device is open");
}

#[test]
fn an_output_file_appears_whole_or_not_at_all() {
    let place = Place::new();
    let (input, out) = (place.file("in", DIRTY), place.path("out"));
    assert_eq!(place.run(&["-o", &out, &input], b"").code, 0);
    assert_eq!(fs::read_to_string(&out).unwrap(), CLEAN);
    let ran = place.run(&["-o", &out, "missing", &input, "--invert"], b"");
    assert_eq!(ran.code, 2);
    assert_eq!(fs::read_to_string(&out).unwrap(), CLEAN, "a failed run left it as it was");
    assert_eq!(place.run(&["-o", &out, "--exit-code", &input], b"").code, 1);
    assert_eq!(place.run(&["-o", "-", &input], b"").out(), CLEAN);
    assert_eq!(place.names(), ["in", "out", "test.rules"], "no temporary file is left");
}

#[test]
fn an_output_file_keeps_its_mode_and_its_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let place = Place::new();
    let (out, link) = (place.file("out", "old"), place.path("link"));
    fs::set_permissions(&out, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("out", &link).unwrap();
    assert_eq!(place.run(&["-o", &link], b"new").code, 0);
    assert_eq!(fs::read_to_string(&out).unwrap(), "new");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn an_input_is_never_overwritten() {
    let place = Place::new();
    let input = place.file("in", DIRTY);
    for args in [["-o", &input, &input], ["--output", &input, &format!("{}/./in", place.path(""))]] {
        let ran = place.run(&args, b"");
        assert_eq!(ran.code, 2);
        assert!(ran.err().contains("is also the output"), "{}", ran.err());
    }
    let script = "\"$0\" -o \"$1\" < \"$1\"";
    assert_eq!(Command::new("sh").args(["-c", script, program::PROGRAM, &input]).status().unwrap().code(), Some(2));
    let script = "\"$0\" \"$1\" >> \"$1\"";
    assert_eq!(Command::new("sh").args(["-c", script, program::PROGRAM, &input]).status().unwrap().code(), Some(2));
    assert_eq!(fs::read_to_string(&input).unwrap(), DIRTY);
    let rules = place.path("test.rules");
    let before = fs::read(&rules).unwrap();
    assert_eq!(place.run(&["-o", &rules], b"text").code, 2);
    assert_eq!(fs::read(&rules).unwrap(), before);
}

#[test]
fn broken_rules_are_told_all_at_once() {
    let place = Place::new();
    let broken = place.file("broken.rules", "declutter 1\n[adds]\n= Read our sponsors \n");
    for args in [&["-R", &broken][..], &["--check-rules", &broken], &["--test-rules", &broken]] {
        let ran = place.plain(args, DIRTY.as_bytes());
        assert_eq!((ran.code, ran.out().as_str()), (2, ""), "{args:?}");
        assert!(ran.err().contains("broken.rules:2") && ran.err().contains("broken.rules:3"), "{}", ran.err());
    }
    for args in [["-R", "missing.rules"], ["-R", ""]] {
        assert_eq!(place.plain(&args, b"").code, 2, "{args:?}");
    }
}

#[test]
fn a_directory_of_rules_is_read_whole() {
    let place = Place::new();
    let directory = place.path("");
    place.file("no-rules.txt", "this is not read");
    let ran = place.plain(&["--no-default-rules", "-R", &directory], DIRTY.as_bytes());
    assert_eq!((ran.out(), ran.code), (CLEAN.to_owned(), 0));
    fs::create_dir(place.path("empty")).unwrap();
    let ran = place.plain(&["-R", &place.path("empty")], b"");
    assert!(ran.code == 2 && ran.err().contains("holds no *.rules"), "{}", ran.err());
}

#[test]
fn rules_are_listed_checked_and_tested() {
    check(
        &["--list-rules"],
        "",
        "test.ad\tstrong\t= Read our sponsors\ntest.promo\tstrong\t~ \\(story continues below\\)\n",
        0,
    );
    check(&["--list-rules", "--only=ad"], "", "test.ad\tstrong\t= Read our sponsors\n", 0);
    let place = Place::new();
    let rules = place.path("test.rules");
    assert_eq!(place.plain(&["--check-rules", &rules], b"").out(), "1 file, 2 rules, no mistakes\n");
    let ran = place.plain(&["--test-rules", &rules], b"");
    assert_eq!((ran.out().as_str(), ran.code), ("4 examples, 0 failed\n", 0));
    let failing = place.file("failing.rules", "declutter 1\n[ad]\n= Read our sponsors\n    + Nothing of the sort\n");
    let ran = place.plain(&["--test-rules", &failing], b"");
    assert_eq!((ran.out().as_str(), ran.code), ("1 example, 1 failed\n", 2));
    assert!(ran.err().contains("failing.rules:4"), "{}", ran.err());
}

#[test]
fn the_built_in_rules_pass_their_own_examples() {
    let ran = Place::new().plain(&["--test-rules"], b"");
    assert_eq!(ran.code, 0, "{}", ran.err());
}

#[test]
fn what_makes_no_sense_is_a_mistake() {
    let place = Place::new();
    for args in [
        &["--mark", "--invert"][..],
        &["--check", "--explain"],
        &["--placeholder", "x"],
        &["--only=adds"],
        &["--only=keep"],
        &["--disable=no.such.rule"],
        &["--level=bold"],
        &["--check-rules"],
        &["--list-rules", "file"],
        &["--unknown"],
        &["--test-rules", "--stats"],
        &["--check-rules", "--skip=ad", "f"],
        &["-o", "."],
        &["-o", "no/such/directory"],
    ] {
        let ran = place.plain(args, b"text");
        assert_eq!((ran.code, ran.out().as_str()), (2, ""), "{args:?}");
        assert!(!ran.err().is_empty(), "{args:?}");
    }
}

#[test]
fn help_has_its_groups_and_examples() {
    let place = Place::new();
    let (short, long) = (place.plain(&["-h"], b"").out(), place.plain(&["--help"], b"").out());
    for heading in ["\nInput:\n", "\nRules:\n", "\nOutput:\n", "\nLooking:\n"] {
        assert!(short.contains(heading) && long.contains(heading), "{heading}");
    }
    assert!(!short.contains("\nOptions:\n"), "a flag stands in no group");
    assert!(long.contains("\nExamples:\n") && short.len() < long.len() / 2);
    assert!(long.lines().all(|line| line.chars().count() <= 80));
    assert_eq!(place.plain(&["-V"], b"").out(), format!("declutter {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn colour_comes_only_where_it_is_asked_for() {
    let place = Place::new();
    for mode in ["--mark", "--explain"] {
        assert!(!place.run(&[mode], DIRTY.as_bytes()).out().contains('\x1b'), "{mode} into a pipe");
        assert!(place.run(&[mode, "--color=always"], DIRTY.as_bytes()).out().contains('\x1b'), "{mode}");
    }
    check(&["--color=always"], DIRTY, CLEAN, 0);
}

#[test]
fn prose_comes_out_before_more_is_read() {
    let place = Place::new();
    let mut child = place.command(&[]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let line = format!("{PROSE}\n");
    let (sender, lines) = mpsc::channel();
    let len = line.len();
    thread::spawn(move || {
        let mut got = vec![0; len];
        while stdout.read_exact(&mut got).is_ok() && sender.send(got.clone()).is_ok() {}
    });
    for _ in 0..3 {
        stdin.write_all(line.as_bytes()).unwrap();
        let got = lines.recv_timeout(Duration::from_secs(10));
        if got.as_deref() != Ok(line.as_bytes()) {
            child.kill().unwrap();
            panic!("the line waits for more input: {got:?}");
        }
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn memory_is_bounded_for_a_line_of_100_megabytes() {
    const PIECES: usize = 100;
    const MIB: usize = 1 << 20;
    let place = Place::new();
    let mut child =
        place.command(&["--stats"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let writer = thread::spawn(move || {
        let piece = vec![b'a'; MIB];
        (0..PIECES).for_each(|_| stdin.write_all(&piece).unwrap());
        stdin
    });
    let mut piece = vec![0; MIB];
    for _ in 0..PIECES {
        stdout.read_exact(&mut piece).unwrap();
        assert!(piece.iter().all(|&byte| byte == b'a'));
    }
    let stdin = writer.join().unwrap();
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    drop(stdin);
    assert!(child.wait().unwrap().success());
    let peak: usize =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok()).unwrap();
    assert!(peak < 8 * 1024, "{peak} KiB");
}

#[test]
fn an_empty_environment_is_enough() {
    let place = Place::new();
    let Ran { stdout, code, .. } = place.finish(place.command(&[]).env_clear(), DIRTY.as_bytes(), Stdio::piped());
    assert_eq!((String::from_utf8(stdout).unwrap(), code), (CLEAN.to_owned(), 0));
}
