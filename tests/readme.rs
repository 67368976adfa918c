//! README shows what the program prints. `TRYCMD=overwrite cargo test --test readme` writes it anew.

use std::fs;

#[test]
fn the_examples_of_the_readme_are_real() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("it can be read");
    let commands = readme.lines().filter(|line| line.starts_with("$ declutter")).count();
    assert!(commands >= 2, "only {commands} examples");
    let cases = trycmd::TestCases::new();
    cases.register_bin("declutter", trycmd::cargo::cargo_bin!("declutter")).case("README.md");
    cases.run();
}
