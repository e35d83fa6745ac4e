use super::*;

fn folder(name: &str) -> BookFolder {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/book").join(name);
    let _ = std::fs::remove_dir_all(&path);
    BookFolder::new(path)
}

fn preset(name: &str, trim: &str) -> Preset {
    let texts = [("grade/trim_ev", trim), ("no/such_thing", "7")];
    let texts = texts.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
    Preset { name: name.to_owned(), texts, thumbnail: None }
}

fn cue(number: &str, preset: &str) -> CueCard {
    CueCard { number: number.to_owned(), preset: preset.to_owned(), fade_secs: 2.5, ..CueCard::default() }
}

#[test]
fn presets_read_back_to_the_bit_whatever_their_names() {
    let folder = folder("presets");
    let names = ["Golden hour", "Golden/hour", "Dämmerung", "../../etc", "\u{1f304}"];
    for (at, name) in names.iter().enumerate() {
        let mut one = preset(name, &format!("{:?}", 0.1 + 0.2 * at as f64));
        one.thumbnail = (at == 0).then(|| vec![1, 2, 3]);
        folder.write_preset(&one).unwrap();
    }
    folder.write_preset(&preset("Golden hour", "0.30000000000000004")).unwrap();
    let found = folder.read();
    assert_eq!(found.faults, Vec::<String>::new());
    let mut read: Vec<&str> = found.presets.iter().map(|preset| preset.name.as_str()).collect();
    read.sort_unstable();
    let mut wanted = names;
    wanted.sort_unstable();
    assert_eq!(read, wanted, "two names that make the same file have their own");
    let golden = found.presets.iter().find(|preset| preset.name == "Golden hour").unwrap();
    assert_eq!(golden, &preset("Golden hour", "0.30000000000000004"), "replaced, its thumbnail gone");
    folder.delete_preset("Golden hour").unwrap();
    assert_eq!(folder.read().presets.len(), 4);
    assert!(!folder.path.join("etc.json").exists() && folder.path.join("presets").is_dir());
}

#[test]
fn what_cannot_be_read_is_told_and_stays() {
    let folder = folder("broken");
    folder.write_preset(&preset("Good", "1")).unwrap();
    let place = folder.path.join("presets");
    let broken = [
        ("a.json", "{"),
        ("b.json", "{\"version\":2,\"name\":\"B\",\"values\":{}}"),
        ("c.json", "{\"version\":1,\"name\":\"C\",\"values\":{},\"colour\":1}"),
        ("d.json", "{\"version\":1,\"name\":\"Good\",\"values\":{}}"),
    ];
    for (file, text) in broken {
        std::fs::write(place.join(file), text).unwrap();
    }
    let by_hand =
        "{\"version\":1,\"name\":\"By hand\",\"values\":{\"a/b\":1.5,\"c/d\":true,\"e/f\":\"grid\"}}";
    std::fs::write(place.join("e.json"), by_hand).unwrap();
    std::fs::write(folder.cues_path(), "version = 1\n[[cue]]\nnumber = \"x\"\npreset = \"\"\n").unwrap();
    std::fs::write(folder.takes_path(), "{\"version\":1,\"id\":").unwrap();
    let found = folder.read();
    assert_eq!(found.faults.len(), 6, "{:#?}", found.faults);
    assert!(found.faults.iter().any(|fault| fault.contains("cue number `x` is no number")));
    let hand = found.presets.iter().find(|preset| preset.name == "By hand").unwrap();
    assert_eq!(hand.texts.values().collect::<Vec<_>>(), ["1.5", "on", "grid"]);
    assert!(folder.write_cue(&cue("1", "Good")).is_err(), "a broken list is not written over");
    assert!(broken.iter().all(|(file, text)| std::fs::read_to_string(place.join(file)).unwrap() == *text));
}

#[test]
fn cues_sort_as_decimals_and_comments_stay() {
    let text = "# Act one\nversion = 1\n\n# the opening\n[[cue]]\nnumber = \"10\" # ten\npreset = \"Dusk\"\nfade_secs = 3 # slow\n\
                \n[[cue]]\nnumber = \"2\"\npreset = \"Noon\"\nnote = \"watch the sun\"\n";
    let mut cues = cues::parse(text).unwrap();
    let numbers = |cues: &[CueCard]| cues.iter().map(|cue| cue.number.clone()).collect::<Vec<_>>();
    assert_eq!(numbers(&cues), ["2", "10"]);
    assert_eq!(cues::put(&mut cues, cue("2.5", "Dawn")), None);
    assert_eq!(cues::put(&mut cues, cue("2.50", "Night")).unwrap().preset, "Dawn", "the same number");
    let mut ten = cues.iter().find(|cue| cue.number == "10").unwrap().clone();
    ten.fade_secs = 0.1;
    let (after, all) = cues::with_cue(text, &ten).unwrap();
    for kept in ["# Act one", "# the opening", "# ten", "fade_secs = 0.1 # slow", "note = \"watch the sun\""]
    {
        assert!(after.contains(kept), "{kept}\n{after}");
    }
    assert_eq!((cues::parse(&after).unwrap(), numbers(&all)), (all, vec!["2".to_owned(), "10".to_owned()]));
    let (after, _) = cues::with_cue(&after, &cue("2.50", "Night")).unwrap();
    let (shorter, all) = cues::without_cue(&after, "10").unwrap();
    assert!(!shorter.contains("Dusk") && shorter.contains("watch the sun"), "{shorter}");
    assert_eq!(numbers(&all), ["2", "2.50"]);
    let (alone, _) = cues::with_cue("", &cue("7", "Noon")).unwrap();
    assert_eq!(numbers(&cues::parse(&alone).unwrap()), ["7"]);
    for bad in ["", "1.", ".5", "1.2345", "-1", "1e3", "123456", "one"] {
        assert_eq!(cues::order(bad), None, "{bad}");
    }
    assert!(cues::parse("version = 1\n[[cue]]\nnumber = \"1\"\npreset = \"A\"\nfade = 2\n").is_err());
    assert!(cues::check(&CueCard { fade_secs: f32::NAN, ..cue("1", "A") }).is_err());
}

#[test]
fn the_last_line_of_a_take_counts_and_a_cut_line_costs_itself() {
    let folder = folder("takes");
    let mut line = takes::TakeLine { version: 1, id: 1, label: "1 T1 10:00".into(), ..Default::default() };
    folder.write_take(&line).unwrap();
    folder.write_take(&takes::TakeLine { id: 2, ..line.clone() }).unwrap();
    line.end_frame = Some(200);
    folder.write_take(&line).unwrap();
    let mut text = std::fs::read_to_string(folder.takes_path()).unwrap();
    text.push_str("{\"version\":1,\"id\":3,");
    std::fs::write(folder.takes_path(), text).unwrap();
    let found = folder.read();
    assert_eq!(
        found.takes.iter().map(|take| (take.id, take.end_frame)).collect::<Vec<_>>(),
        [(1, Some(200)), (2, None)]
    );
    assert_eq!(found.faults.len(), 1);
}
