#[test]
fn sizes() {
    let mut v = vec![];
    for e in std::fs::read_dir("rules").unwrap() {
        let p = e.unwrap().path();
        if p.extension().is_some_and(|e| e == "rules") {
            v.push(declutter::Source { name: p.display().to_string(), bytes: std::fs::read(p).unwrap() });
        }
    }
    let packs = declutter::load(&v, &[]).map_err(|e| e.join("\n")).unwrap();
    let mut r = declutter::Rules::none();
    r.add(&packs, &[]);
    for t in r.tables() {
        println!(
            "rules {} patterns {} tokens {} sets {} items {} pool {} heads {}/{} grams {}/{} numbers {}/{} sorted {}",
            t.rules.len(),
            t.patterns.len(),
            t.tokens.len(),
            t.sets.len(),
            t.items.len(),
            t.pool.len(),
            t.heads.slots.len(),
            t.heads.values.len(),
            t.grams.slots.len(),
            t.grams.values.len(),
            t.numbers.slots.len(),
            t.numbers.values.len(),
            t.sorted.len()
        );
        let mut c = [0usize; 10];
        for &p in t.sorted.iter() {
            c[t.head(p as usize).len().min(9)] += 1;
        }
        println!("head lengths {c:?}");
        for &p in t.sorted.iter() {
            let h = t.head(p as usize);
            if h.len() < 8 {
                print!("{:?} ", String::from_utf8_lossy(h));
            }
        }
    }
}
