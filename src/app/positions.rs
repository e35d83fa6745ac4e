//! Going to named world positions, nudging, saving where the stage is.
//!
//! In: commands of the desk. Out: values that put the stage there; `positions.json` beside the show.
//! Not here: the geometry (`show::world`), the file's form (`show::positions`).
//! Invariant: the frame thread writes no file: a named thread does, whole or not at all.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use glam::DVec3;

use crate::output::still;
use crate::params::Values;
use crate::show::positions::{put, to_json};
use crate::show::{NamedPosition, NudgeFrame, Show, WorldPlace};

/// The named positions of a running show.
#[derive(Clone, Debug, Default)]
pub struct Positions {
    all: Vec<NamedPosition>,
    names: Vec<String>,
    has_failed: Arc<AtomicBool>,
}

impl Positions {
    /// Those of a show.
    pub fn of(show: &Show) -> Self {
        let mut positions = Self { all: show.positions.clone(), ..Self::default() };
        positions.name();
        positions
    }

    /// Their names, in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Sends the stage to one, by the short way round.
    pub fn go(&self, index: usize, show: &Show, values: &mut Values) {
        if let Some(position) = self.all.get(index) {
            let now = show.ids.world.place(values);
            set(show, values, &position.place.turned_nearest(now.turntable_deg));
        }
    }

    /// Keeps where the stage is asked to be, and saves all to the show's file. Says what came of it.
    pub fn save(&mut self, name: &str, show: &Show, values: &Values) -> String {
        let place = WorldPlace { floor_m: 0.0, ..show.ids.world.place(values) };
        put(&mut self.all, NamedPosition { name: name.to_owned(), place });
        self.name();
        let Some(path) = show.positions_path.clone() else {
            return format!("Position `{name}` is kept until the program ends: this show has no folder");
        };
        let (text, failed) = (to_json(&self.all), Arc::clone(&self.has_failed));
        let said = format!("Position `{name}` is saved in {path}");
        let write = move || {
            if let Err(error) = still::text(Path::new(&path), &text) {
                failed.store(true, Ordering::Relaxed);
                tracing::warn!("positions are not saved: {error}");
            }
        };
        match std::thread::Builder::new().name("positions".into()).spawn(write) {
            Ok(_) => said,
            Err(error) => format!("Position `{name}` is not saved: no thread: {error}"),
        }
    }

    /// Whether a save failed since it was asked last.
    pub fn take_failure(&self) -> bool {
        self.has_failed.swap(false, Ordering::Relaxed)
    }

    fn name(&mut self) {
        self.names = self.all.iter().map(|position| position.name.clone()).collect();
    }
}

/// Moves the stage by metres to the right, up and back.
pub fn nudge(show: &Show, values: &mut Values, frame: NudgeFrame, step_m: DVec3) {
    let nudged = show.ids.world.place(values).nudged(frame, step_m);
    set(show, values, &nudged);
}

fn set(show: &Show, values: &mut Values, place: &WorldPlace) {
    for (id, number) in show.ids.world.settings(place) {
        values.put(id, number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::load;

    #[test]
    fn a_place_is_kept_gone_from_and_gone_back_to() {
        let show = load::demo(&|_, _| ()).unwrap().show;
        let mut values = show.first.clone();
        let mut positions = Positions::of(&show);
        nudge(&show, &mut values, NudgeFrame::Stage, DVec3::new(0.1, 0.0, -1.0));
        let here = show.ids.world.place(&values);
        assert_eq!(here.position_m, DVec3::new(0.1, 0.0, -1.0));
        assert!(
            positions.save("Gate", &show, &values).contains("has no folder"),
            "the demo is in the program"
        );
        nudge(&show, &mut values, NudgeFrame::Camera(1.0), DVec3::Y);
        assert_ne!(show.ids.world.place(&values), here);
        positions.go(positions.names().len() - 1, &show, &mut values);
        assert_eq!(show.ids.world.place(&values), here);
        positions.go(99, &show, &mut values);
        assert_eq!(show.ids.world.place(&values), here);
    }

    #[test]
    fn no_nudge_leaves_the_range() {
        let show = load::demo(&|_, _| ()).unwrap().show;
        let mut values = show.first.clone();
        nudge(&show, &mut values, NudgeFrame::Stage, DVec3::splat(1e9));
        assert_eq!(show.ids.world.place(&values).position_m, DVec3::new(1e5, 1e4, 1e5));
    }
}
