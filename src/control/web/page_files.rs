//! Every file of the pages, inside the program.
//!
//! In: the files under `pages/`. Out: a table of path and bytes. Not here: serving them (`assets`).
//! Written by `BLESS=pages cargo test --lib every_page`; a test holds it against the folder.
//! Invariant: sorted by path.

/// Path under `pages/` and bytes.
pub const FILES: &[(&str, &[u8])] = &[
    ("controls/all.js", include_bytes!("../../../pages/controls/all.js")),
    ("controls/awake.js", include_bytes!("../../../pages/controls/awake.js")),
    ("controls/choice.js", include_bytes!("../../../pages/controls/choice.js")),
    ("controls/connection.js", include_bytes!("../../../pages/controls/connection.js")),
    ("controls/element.js", include_bytes!("../../../pages/controls/element.js")),
    ("controls/fader.js", include_bytes!("../../../pages/controls/fader.js")),
    ("controls/hold.js", include_bytes!("../../../pages/controls/hold.js")),
    ("controls/hold_button.js", include_bytes!("../../../pages/controls/hold_button.js")),
    ("controls/keypad.js", include_bytes!("../../../pages/controls/keypad.js")),
    ("controls/lock.js", include_bytes!("../../../pages/controls/lock.js")),
    ("controls/panic.js", include_bytes!("../../../pages/controls/panic.js")),
    ("controls/people.js", include_bytes!("../../../pages/controls/people.js")),
    ("controls/plain.js", include_bytes!("../../../pages/controls/plain.js")),
    ("controls/preview.js", include_bytes!("../../../pages/controls/preview.js")),
    ("controls/scale.js", include_bytes!("../../../pages/controls/scale.js")),
    ("controls/stepper.js", include_bytes!("../../../pages/controls/stepper.js")),
    ("controls/switch.js", include_bytes!("../../../pages/controls/switch.js")),
    ("controls/tally.js", include_bytes!("../../../pages/controls/tally.js")),
    ("controls/toast.js", include_bytes!("../../../pages/controls/toast.js")),
    ("director.html", include_bytes!("../../../pages/director.html")),
    ("health.html", include_bytes!("../../../pages/health.html")),
    ("icon.svg", include_bytes!("../../../pages/icon.svg")),
    ("index.html", include_bytes!("../../../pages/index.html")),
    ("join.html", include_bytes!("../../../pages/join.html")),
    ("join/index.js", include_bytes!("../../../pages/join/index.js")),
    ("join/join.css", include_bytes!("../../../pages/join/join.css")),
    ("join/join.js", include_bytes!("../../../pages/join/join.js")),
    ("join/roles.js", include_bytes!("../../../pages/join/roles.js")),
    ("net/show.js", include_bytes!("../../../pages/net/show.js")),
    ("net/socket.js", include_bytes!("../../../pages/net/socket.js")),
    ("net/store.js", include_bytes!("../../../pages/net/store.js")),
    ("operator.html", include_bytes!("../../../pages/operator.html")),
    ("style.css", include_bytes!("../../../pages/style.css")),
    ("viewer.html", include_bytes!("../../../pages/viewer.html")),
    ("viewer/viewer.css", include_bytes!("../../../pages/viewer/viewer.css")),
    ("viewer/viewer.js", include_bytes!("../../../pages/viewer/viewer.js")),
];
