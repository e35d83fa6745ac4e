//! Which camera obeys the keys and the gamepad.
//!
//! In: the show, the camera in view, whether the program tracks itself. Out: the camera that flies, or why none does.
//! Not here: keys and pads (`app::window::flight`, `app::gamepad`).
//! Invariant: a tracked or fixed camera of a real show never moves by a key; the demo's does, and it is said.

use crate::show::{Camera, Show, Source};

use super::Live;

/// Who flies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pilot {
    /// A virtual camera.
    Flies(usize),
    /// The demo's camera, which is virtual from now on; and the words that say so, once.
    TakesOver(usize, String),
    /// None, and why.
    Refused(String),
}

impl Live {
    /// Which camera the keys fly: the one in view when it is virtual, else the first that is; in the demo the one in view,
    /// which is taken from its tracker.
    pub fn pilot(&mut self, show: &Show, in_view: usize) -> Pilot {
        let Some(camera) = show.cameras.get(in_view) else {
            return Pilot::Refused("this show has no camera to fly".to_owned());
        };
        if self.cameras.get(in_view).is_some_and(|camera| camera.flown.is_some()) {
            return Pilot::Flies(in_view);
        }
        if self.demo.as_ref().is_some_and(|demo| demo.moves().iter().any(|entry| entry.camera == in_view)) {
            self.take_over(in_view);
            let words = format!("Camera {} is virtual for now. R gives it back to its tracker", camera.name);
            return Pilot::TakesOver(in_view, words);
        }
        match show.cameras.iter().position(|camera| camera.source == Source::Virtual) {
            Some(other) => Pilot::Flies(other),
            None => Pilot::Refused(refusal(camera, show)),
        }
    }
}

fn refusal(camera: &Camera, show: &Show) -> String {
    let name = &camera.name;
    let only = "keys and gamepad fly only a camera with source = \"virtual\"";
    match camera.source {
        Source::Tracker(tracker) => {
            let tracker = show.stage.trackers.get(tracker).map_or("?", |tracker| tracker.name.as_str());
            format!("Camera {name} follows tracker {tracker}: {only}")
        }
        Source::Fixed | Source::Virtual => format!("Camera {name} is fixed: {only}"),
    }
}

#[cfg(test)]
mod tests {
    use glam::DVec3;

    use super::*;
    use crate::app::live::Demo;
    use crate::math::Pose;
    use crate::show::load;
    use crate::timing::Clock;

    fn show(source: Source) -> Show {
        let mut show = load::demo(&|_, _| {}).unwrap().show;
        show.cameras[0].source = source;
        show
    }

    fn live(show: &Show, demo: Demo) -> Live {
        Live::start(show, Clock::start(), demo).unwrap()
    }

    #[test]
    fn keys_never_move_a_tracked_or_fixed_camera() {
        for (source, why) in [(Source::Tracker(0), "follows tracker main"), (Source::Fixed, "is fixed")] {
            let show = show(source);
            let mut live = live(&show, Demo::None);
            let Pilot::Refused(words) = live.pilot(&show, 0) else { panic!("it flies") };
            assert!(words.contains(why) && words.contains("source = \"virtual\""), "{words}");
            let before = live.advance(&show, 0).cameras[0].pupil;
            live.fly(0, Pose::at(DVec3::new(9.0, 9.0, 9.0)));
            assert_eq!(live.advance(&show, 1).cameras[0].pupil, before);
        }
    }

    #[test]
    fn a_virtual_camera_flies_and_one_out_of_view_too() {
        let mut show = show(Source::Virtual);
        let mut live = live(&show, Demo::None);
        assert_eq!(live.pilot(&show, 0), Pilot::Flies(0));
        let pose = Pose::at(DVec3::new(0.5, 1.5, 3.0));
        live.fly(0, pose);
        assert_eq!(live.advance(&show, 0).cameras[0].pupil, show.cameras[0].lens.pupil_pose(&pose));
        assert_eq!(live.status()[0].state, "virtual");
        drop(live);
        show.cameras[0].source = Source::Fixed;
        let mut second = show.cameras[0].clone();
        second.source = Source::Virtual;
        show.cameras.push(second);
        show.ids.cameras.push(show.ids.cameras[0]);
        let mut live = Live::start(&show, Clock::start(), Demo::None).unwrap();
        assert_eq!(live.pilot(&show, 0), Pilot::Flies(1));
    }

    #[test]
    fn the_demo_hands_its_camera_over_with_a_word_and_takes_it_back() {
        let show = show(Source::Tracker(0));
        let mut live = live(&show, Demo::Embedded);
        live.advance(&show, 0);
        let Pilot::TakesOver(0, words) = live.pilot(&show, 0) else {
            panic!("the demo's camera does not fly")
        };
        assert_eq!(words, "Camera A is virtual for now. R gives it back to its tracker");
        assert_eq!(live.pilot(&show, 0), Pilot::Flies(0), "said once");
        live.release(0);
        assert!(matches!(live.pilot(&show, 0), Pilot::TakesOver(..)));
    }
}
