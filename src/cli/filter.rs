//! The filter job: documents through the rules into the sink that the flags name.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

use declutter::{
    Blocks, Changed, Declutter, Document, ExplainSink, Failure, MarkSink, NamesSink, Operand, Output, PlaceholderSink,
    RemovedSink, Stats, TextSink, run, sanitize,
};

use super::closed;
use super::color::paint;
use super::flags::Flags;
use super::messages::{Outcome, Stop, reason, tell};
use super::rules::{in_force, selection};
use super::target::{Buffering, Target, shown};

/// What standard input is called.
const STDIN: &str = "<stdin>";

/// How the documents went.
#[derive(Clone, Copy, Debug, Default)]
struct Course {
    /// At least one of them failed; it has been told.
    failed: bool,
    /// Whoever reads the output has had enough.
    closed: bool,
}

/// Filters all documents. One that fails does not keep the others.
pub fn filter(flags: &Flags) -> Result<Outcome, Stop> {
    let target = Target::open(flags.output.as_deref())?;
    let rules = in_force(flags, &target)?;
    let mut declutter = Declutter::new(&rules, &selection(flags));
    let mut sink = Changed::new(sink(flags, &target)?);
    let course = if flags.stats {
        let mut stats = Stats::new(&mut sink);
        let course = documents(flags, &target, &mut declutter, &mut stats)?;
        report(&stats.tally().to_string())?;
        course
    } else {
        documents(flags, &target, &mut declutter, &mut sink)?
    };
    if course.failed {
        if target.is_pending() {
            tell("the output file is left as it was, because of this error");
        }
        return Ok(Outcome::Failed);
    }
    target.commit()?;
    let asked = flags.check || flags.exit_code;
    Ok(if asked && sink.changed() && !course.closed { Outcome::Found } else { Outcome::Done })
}

fn sink(flags: &Flags, target: &Target) -> Result<Box<dyn Output>, Stop> {
    let buffering = if flags.line_buffered { Buffering::Line } else { Buffering::Block };
    let out = target.writer(buffering)?;
    let paint = paint(flags.color, flags.output.is_none());
    Ok(if flags.invert {
        Box::new(RemovedSink::new(out))
    } else if flags.mark {
        Box::new(MarkSink::new(out, paint))
    } else if let Some(sign) = &flags.placeholder {
        Box::new(PlaceholderSink::new(out, sign.as_encoded_bytes()))
    } else if flags.explain {
        Box::new(ExplainSink::new(out, paint))
    } else if flags.check {
        Box::new(NamesSink::new(out))
    } else {
        Box::new(TextSink::new(out))
    })
}

fn documents<S: Output>(
    flags: &Flags,
    target: &Target,
    declutter: &mut Declutter<'_>,
    sink: &mut S,
) -> Result<Course, Stop> {
    let stdin = [Operand::Stdin];
    let files: Vec<Operand> = flags.files.iter().cloned().map(Operand::from).collect();
    let mut blocks = Blocks::default();
    let mut course = Course::default();
    for operand in if files.is_empty() { &stdin[..] } else { &files } {
        let (name, label) = named(operand, flags);
        let opened = open(operand, target);
        let ended = match opened {
            Ok(mut document) => run(&name, &mut document, &mut blocks, declutter, sink),
            Err(why) => {
                tell(&format!("{label}: {why}"));
                course.failed = true;
                continue;
            }
        };
        match ended {
            Ok(()) => {}
            Err(Failure::Read(error)) => {
                tell(&format!("{label}: {}", reason(&error)));
                course.failed = true;
            }
            Err(Failure::Write(error)) if error.kind() == ErrorKind::BrokenPipe => {
                course.closed = true;
                break;
            }
            Err(Failure::Write(error)) => return Err(Stop::Write(error)),
        }
    }
    Ok(course)
}

/// The document, or why there is none.
fn open(operand: &Operand, target: &Target) -> Result<Document, String> {
    if *operand == Operand::Stdin && closed::stdin() {
        return Err("is closed".to_owned());
    }
    let document = operand.open().map_err(|error| reason(&error))?;
    if target.is(document.file()) { Err("is also the output".to_owned()) } else { Ok(document) }
}

/// The name for reports, and for messages.
fn named(operand: &Operand, flags: &Flags) -> (Vec<u8>, String) {
    match (operand, &flags.file_name) {
        (Operand::File(path), _) => (path.as_os_str().as_encoded_bytes().to_vec(), shown(path)),
        (Operand::Stdin, Some(name)) => (name.as_encoded_bytes().to_vec(), shown(Path::new(name))),
        (Operand::Stdin, None) => (STDIN.into(), sanitize(STDIN.as_bytes())),
    }
}

/// Counts were asked for: losing them is an error, as with any output.
fn report(text: &str) -> Result<(), Stop> {
    match io::stderr().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Stop::Write(error)),
        _ => Ok(()),
    }
}
