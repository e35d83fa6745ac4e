//! A show that plays in the window: one frame of it, and what a person does to it.
//!
//! In: a ready show, the frame that is due, keys, commands. Out: a drawn window.
//! Not here: the event loop (`app::window`), the face (`console`).
//! Invariant: what the tour changed is put back when it ends; a person's own settings are left alone.

use std::fmt::Write as _;
use std::sync::Arc;

use winit::event::ElementState;
use winit::keyboard::{KeyCode, ModifiersState};

use crate::app::buttons::{self, Buttons};
use crate::app::drops::FrameSpans;
use crate::app::frame_loop::{Due, FrameLoop};
use crate::app::gamepad::Gamepad;
use crate::app::health::Health;
use crate::app::live::{Demo, Live, tracked_names};
use crate::app::meter::Meter;
use crate::app::positions::Positions;
use crate::app::tour::{self, Caption, Moment};
use crate::app::watchdog::{LIMIT_SECS, Thread};
use crate::console::buttons::ButtonsReadout;
use crate::console::cards::CardsView;
use crate::console::desk::Tool;
use crate::console::join::JoinView;
use crate::console::pictures::Pictures;
use crate::console::readout::{ReloadReadout, TrackingReadout};
use crate::console::slip::{self, SlipMeter};
use crate::console::{Command, Desk, Readout, Screen};
use crate::gpu::Gpu;
use crate::gpu::texture::Target;
use crate::params::{Author, ParameterId, Values};
use crate::render::spot::SpotPlace;
use crate::render::targets::Targets;
use crate::render::{Renderer, Wanted};
use crate::safety::{Button, Press};
use crate::show::feed::SlotSet;
use crate::show::link::State;
use crate::show::{Arming, FrameNotes, OuterInputs, Show};
use crate::timing::Clock;

mod hands;

use super::aligning::Aligning;
use super::flight::Flight;
use crate::app::loader::Ready;

/// The camera in view.
pub(super) const CAMERA: usize = 0;
/// How often the slip in a caption changes, seconds: a number that flickers is not read.
const CAPTION_SECS: f64 = 0.25;
/// How long an answer to a person stays, seconds.
const SAID_SECS: f64 = 5.0;
/// How long a notice stays, seconds.
const NOTICE_SECS: f64 = 12.0;
/// A software adapter slower than this asks for fewer pixels, seconds a frame.
const SLOW_SECS: f64 = 0.5;
/// Frames after which that is judged; the first one draws what later ones keep.
const JUDGED_FRAMES: u64 = 4;

/// What the window should do after a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// Go on.
    GoOn,
    /// The first frames were too slow for this preview.
    TooSlow,
}

/// What the window says beside the show.
#[derive(Clone, Copy, Debug)]
pub(super) struct WindowWords<'a> {
    /// Progress or failure of opening another show.
    pub opening: Option<&'a str>,
    /// What is wrong with the outputs.
    pub alarm: Option<&'a str>,
    /// A change of the show's files.
    pub reload: Option<ReloadReadout<'a>>,
    /// A thread that hangs.
    pub watchdog: Option<&'a str>,
    /// Tablets.
    pub join: Option<&'a JoinView>,
}

/// A show that plays.
#[derive(Debug)]
pub(super) struct Playing {
    pub(super) ready: Ready,
    pub(super) live: Live,
    pub(super) aligning: Aligning,
    pictures: Pictures,
    /// Small pictures that the next frame draws.
    pub(super) previews: SlotSet,
    /// What a person looks at.
    pub desk: Desk,
    clock: Clock,
    frame_loop: FrameLoop,
    /// Whether its frames count on from the show before.
    is_continued: bool,
    health: Health,
    slip: SlipMeter,
    flight: Flight,
    /// The camera that keys and sticks fly.
    flown: usize,
    gamepad: Option<Gamepad>,
    /// What the desk says in answer to a person, and until when, seconds of the clock.
    said: Option<(String, f64)>,
    buttons: Buttons,
    meter: Meter,
    positions: Positions,
    /// Names of the cameras.
    cameras: Vec<String>,
    /// Keys that are held beside others.
    pub(super) modifiers: ModifiersState,
    /// What everybody sees.
    state: Option<Arc<State>>,
    /// Sentences about the last frame, and the notes that they were made of.
    notes: (FrameNotes, Vec<String>),
    /// The outer frustum of the last frame.
    outer: Option<OuterInputs>,
    /// Whether the tour begins once the preview's size is settled.
    has_tour_ahead: bool,
    /// When the tour began, seconds of the clock; `None` once it is over.
    tour_secs: Option<f64>,
    moment: Moment,
    caption: String,
    /// Drops by cause, as shown; and how many that text holds.
    drops_text: String,
    drops_told: u64,
    caption_at_secs: f64,
    base_latency_ms: f64,
    notice: Option<String>,
    adapter: String,
    first_secs: Option<f64>,
    last_secs: f64,
    is_judged: bool,
}

/// Why a show does not play, with the one that played before.
pub(super) type NotStarted = (Option<Box<Playing>>, anyhow::Error);

impl Playing {
    /// Starts a show's trackers and puts it in the window in place of the one `before`.
    pub(super) fn start(
        ready: Ready,
        gpu: &Gpu,
        screen: &mut Screen,
        clock: &Clock,
        (before, notice): (Option<Self>, Option<String>),
    ) -> Result<Self, NotStarted> {
        let show = &ready.show;
        // Sizes are told of the real canvases, not of a preview's.
        let new_desk = || Desk::new(&ready.whole.stage, camera(show));
        // The same show once more keeps its trackers and its place in time and story; another one may want the same ports.
        let is_same = before.as_ref().is_some_and(|before| before.ready.whole.place == show.place);
        let mut aligning = Aligning::default();
        let (live, kept) = match before {
            Some(mut before) if is_same => {
                let is_touring = before.has_tour_ahead || before.tour_secs.is_some();
                before.end_tour();
                match before.live.succeed(&before.ready.show, show) {
                    Ok(live) => {
                        before.desk.adopt(&ready.whole.stage, camera(show));
                        aligning = std::mem::take(&mut before.aligning);
                        let is_on_time = before.ready.show.rate == show.rate;
                        let pace = is_on_time.then_some((before.frame_loop, before.health));
                        (live, Some((before.pictures, before.desk, is_touring && !ready.is_again, pace)))
                    }
                    Err((live, error)) => {
                        before.live = *live;
                        return Err((Some(Box::new(before)), error.into()));
                    }
                }
            }
            mut before => match Live::start(show, *clock, Demo::Embedded) {
                Ok(mut live) => {
                    if let Some(before) = &mut before {
                        live.take_over_from(&mut before.live, show);
                    }
                    (live, before.map(|before| (before.pictures, new_desk(), false, None)))
                }
                Err(error) => return Err((before.map(Box::new), error.into())),
            },
        };
        let (before, desk, has_tour_ahead, pace) = match kept {
            Some((pictures, desk, is_touring, pace)) => (Some(pictures), desk, is_touring, pace),
            None => (None, new_desk(), live.demo().is_some(), None),
        };
        let is_continued = pace.is_some();
        let positions = Positions::of(&ready.whole);
        let cameras = show.cameras.iter().map(|camera| camera.name.clone()).collect();
        let pictures = screen.adopt(gpu, &ready.renderer.targets, before);
        let now_secs = clock.now_secs();
        let base_latency_ms =
            show.ids.cameras.get(CAMERA).map_or(0.0, |ids| show.first.number(ids.latency_ms));
        let (frame_loop, health) =
            pace.unwrap_or_else(|| (FrameLoop::new(show.rate, now_secs), Health::default()));
        let mut playing = Self {
            frame_loop,
            is_continued,
            adapter: gpu.names().0,
            is_judged: !gpu.is_software() || ready.divisor >= super::LOWEST_DIVISOR,
            ready,
            live,
            aligning,
            pictures,
            previews: SlotSet::default(),
            desk,
            clock: *clock,
            health,
            slip: SlipMeter::default(),
            flight: Flight::default(),
            flown: CAMERA,
            gamepad: gamepad(),
            said: None,
            buttons: Buttons::default(),
            meter: Meter::default(),
            positions,
            cameras,
            modifiers: ModifiersState::empty(),
            state: None,
            notes: Default::default(),
            outer: None,
            has_tour_ahead,
            tour_secs: None,
            moment: Moment::REST,
            caption: String::with_capacity(128),
            drops_text: "0".to_owned(),
            drops_told: 0,
            caption_at_secs: f64::NEG_INFINITY,
            base_latency_ms,
            notice,
            first_secs: None,
            last_secs: now_secs,
        };
        playing.reopen_align();
        Ok(playing)
    }

    /// Name of the show.
    pub(super) fn show_name(&self) -> &str {
        &self.ready.show.name
    }

    /// Values of the parameters.
    pub(super) fn values(&self) -> &Values {
        self.live.values()
    }

    /// The show with all its pixels.
    pub(super) fn whole_show(&self) -> &Arc<Show> {
        &self.ready.whole
    }

    /// Factor by which previews are smaller.
    pub(super) fn divisor(&self) -> u32 {
        self.ready.divisor
    }

    /// Whether its frames count on from the show before.
    pub(super) fn is_continued(&self) -> bool {
        self.is_continued
    }

    /// Threads that serve it.
    pub(super) fn threads(&self) -> Vec<Thread> {
        let mut threads = self.live.threads();
        threads.extend(self.gamepad.iter().map(|pad| Thread {
            name: "gamepad".to_owned(),
            heartbeat: pad.heartbeat(),
            // It looks for a pad once a second.
            limit_secs: 2.0 * LIMIT_SECS,
        }));
        threads
    }

    /// Code values of a canvas, by its name.
    pub(super) fn codes(&self, canvas: &str) -> Option<&Target> {
        let index = self.ready.show.stage.canvases.iter().position(|known| known.name == canvas)?;
        Some(&self.ready.renderer.targets.canvases[index].codes)
    }

    /// What the last frame was drawn on.
    pub(super) fn targets(&self) -> &Targets {
        &self.ready.renderer.targets
    }

    /// What draws it.
    pub(super) fn renderer(&self) -> &Renderer {
        &self.ready.renderer
    }

    /// Frames drawn since the show began.
    pub(super) fn frames_drawn(&self) -> u64 {
        self.health.frames()
    }

    /// What is due.
    pub(super) fn due(&mut self, now_secs: f64) -> Due {
        self.frame_loop.at(now_secs)
    }

    /// Draws a frame of the show and of the window.
    pub(super) fn draw(
        &mut self,
        gpu: &Gpu,
        screen: &mut Screen,
        frame: u64,
        words: WindowWords<'_>,
    ) -> (Vec<Command>, After) {
        let begin_secs = self.clock.now_secs();
        self.follow_tour(begin_secs);
        if self.positions.take_failure() {
            self.said =
                Some(("Positions are not saved; the log says why".to_owned(), begin_secs + NOTICE_SECS));
        }
        self.fly(begin_secs);
        self.last_secs = begin_secs;
        self.follow_align();
        self.hear_clerk();
        let (ready, live) = (&mut self.ready, &mut self.live);
        let buttons = &mut self.buttons;
        live.edit(Author::WINDOW, |values| buttons.step(begin_secs, &ready.show, values));
        let inputs = live.advance(&ready.show, frame);
        self.outer = Some(inputs.outer);
        // Counted on the real wall, not on a preview's coarser one.
        if let Some(slip_px) = slip::of_frame(&ready.whole.stage, inputs, CAMERA) {
            self.slip.take(begin_secs, slip_px);
        }
        let stage = self.pictures.stage.map(|(_, raster)| self.desk.stage_view(raster));
        let references = self.desk.wipe < 1.0;
        let wanted = Wanted {
            cameras: true,
            references,
            stage,
            displays: true,
            false_color: self.desk.exposure.is_false_color,
            waveform: self.desk.exposure.has_waveform && self.desk.tool == Tool::Exposure,
            spot: self.desk.spot.map(|at| SpotPlace { camera: CAMERA, at }),
            ..Wanted::default()
        };
        let wanted = ready.renderer.previews().also(wanted, self.previews, stage);
        ready.renderer.draw(gpu, &ready.show, inputs, &wanted);
        if let Some(ids) = ready.show.ids.exposures.get(CAMERA) {
            let settings = ids.exposure(live.values(), ready.show.rate.fps());
            self.meter.take(ready.renderer.spot.last(), settings);
        }
        self.write_caption(begin_secs);
        let commands = self.paint(gpu, screen, words, begin_secs);
        let end_secs = self.clock.now_secs();
        self.measure(begin_secs, end_secs, screen.waited_secs());
        self.tell(end_secs);
        (commands, self.judge(begin_secs))
    }

    fn paint(
        &mut self,
        gpu: &Gpu,
        screen: &mut Screen,
        words: WindowWords<'_>,
        now_secs: f64,
    ) -> Vec<Command> {
        let has_truth = self.live.demo().is_some();
        let slip_px = self.slip.peak(now_secs).filter(|_| has_truth);
        self.write_notes();
        let show = &self.ready.show;
        let status = self.live.status().get(CAMERA);
        let other_fault = self.live.status().iter().find_map(|status| status.fault.as_deref());
        let since_secs = now_secs - self.first_secs.unwrap_or(now_secs);
        let said = self.said.as_ref().filter(|(_, until_secs)| now_secs < *until_secs);
        let said = said.map(|(words, _)| words.as_str());
        let readout = Readout {
            show: &show.name,
            adapter: &self.adapter,
            rate_fps: show.rate.fps(),
            fps: self.health.fps(),
            drops: self.health.drops().total(),
            drops_by_cause: &self.drops_text,
            tracking: status.map(|status| TrackingReadout {
                camera: camera(show),
                state: status.state,
                age_ms: status.sample_age_ms,
                samples: status.samples_taken,
                lost: status.lost,
            }),
            slip_px,
            caption: self.tour_secs.map(|_| (self.caption.as_str(), self.moment.opacity)),
            // A dark wall is worse than a late camera.
            fault: words.alarm.or(status.and_then(|status| status.fault.as_deref())).or(other_fault),
            watchdog: words.watchdog,
            notice: said.or(self.notice.as_deref().filter(|_| since_secs < NOTICE_SECS)),
            opening: words.opening,
            reload: words.reload,
            align: self.aligning.view(),
            buttons: buttons_readout((show, &self.live), self.buttons.blackout(now_secs), &self.notes.1),
            meter: self.meter.readout(),
            cameras: &self.cameras,
            positions: self.positions.names(),
            passes: self.ready.renderer.timers.millis(),
            state: self.state.as_deref(),
            join: words.join,
            cards: self.outer.map(|outer| CardsView { show, outer }),
        };
        let (desk, pictures, values) = (&mut self.desk, &self.pictures, self.live.values());
        let mut commands = Vec::new();
        screen.paint(gpu, |ui| commands = desk.show(ui, pictures, &readout, (&show.registry, values)));
        commands
    }

    /// Counts the frame and where its time went.
    fn measure(&mut self, begin_secs: f64, end_secs: f64, waited_secs: f64) {
        let timers = &self.ready.renderer.timers;
        let period_secs = self.ready.show.rate.period_secs();
        let (tracker_secs, upload_secs) = (self.live.tracker_secs(), timers.upload_secs());
        let spans = FrameSpans {
            tracker_secs,
            cpu_secs: end_secs - begin_secs - tracker_secs - upload_secs - waited_secs,
            upload_secs,
            wait_secs: waited_secs,
            gpu_secs: None,
            sample_age_secs: self.live.sample_age_secs(),
        };
        self.health.skipped(self.frame_loop.drops(), timers.gpu_secs(), period_secs);
        self.health.drew(begin_secs, end_secs, spans, period_secs);
        let report = self.health.report(spans, timers, period_secs);
        self.live.report(&self.ready.show, &report);
        let drops = *self.health.drops();
        if drops.total() != self.drops_told {
            self.drops_told = drops.total();
            self.drops_text.clear();
            // Writing to a String cannot fail.
            let _ = write!(self.drops_text, "{drops}");
        }
    }

    /// The outputs have presented the frame, and blocked for so long.
    pub(super) fn presented(&mut self, waited_secs: f64) {
        self.health.waited(waited_secs);
    }

    /// One line a second in the log.
    fn tell(&mut self, now_secs: f64) {
        if self.health.is_line_due(now_secs) {
            let names = tracked_names(&self.ready.show);
            tracing::debug!("{}", self.health.line(names, self.live.status()));
            tracing::trace!("{:.1?}", self.ready.renderer.timers.millis());
        }
    }

    /// Keeps the preview as it is: a smaller one could not be made.
    pub(super) fn settle(&mut self) {
        self.is_judged = true;
    }

    /// Judges a software adapter by its first frames.
    fn judge(&mut self, begin_secs: f64) -> After {
        let first_secs = *self.first_secs.get_or_insert(begin_secs);
        if self.is_judged || self.health.frames() < JUDGED_FRAMES {
            return After::GoOn;
        }
        let each_secs = (begin_secs - first_secs) / (JUDGED_FRAMES - 1) as f64;
        if each_secs > SLOW_SECS {
            // The tour waits for the preview that will stay.
            return After::TooSlow;
        }
        self.is_judged = true;
        After::GoOn
    }
}

/// The gamepad; without its thread the keys still fly.
fn gamepad() -> Option<Gamepad> {
    Gamepad::start().inspect_err(|error| tracing::warn!("no thread for a gamepad: {error}")).ok()
}

/// Name of the camera in view.
fn camera(show: &Show) -> &str {
    show.cameras.get(CAMERA).map_or("", |camera| camera.name.as_str())
}

/// The tour.
impl Playing {
    fn follow_tour(&mut self, now_secs: f64) {
        if self.has_tour_ahead && self.is_judged && self.first_secs.is_some() {
            self.has_tour_ahead = false;
            self.tour_secs = Some(now_secs);
        }
        let Some(start_secs) = self.tour_secs else { return };
        match tour::at(now_secs - start_secs) {
            Some(moment) => self.apply(moment),
            None => self.end_tour(),
        }
    }

    /// Ends the tour and puts back what it changed.
    pub(super) fn end_tour(&mut self) {
        self.has_tour_ahead = false;
        if self.tour_secs.take().is_some() {
            self.apply(Moment::REST);
        }
    }

    /// Does what differs from the moment before, so that a person's own changes in between stay.
    fn apply(&mut self, moment: Moment) {
        let before = std::mem::replace(&mut self.moment, moment);
        if before.caption != moment.caption {
            self.caption_at_secs = f64::NEG_INFINITY;
            self.caption.clear();
        }
        if before.wipe != moment.wipe {
            self.desk.wipe = moment.wipe;
        }
        let show = &self.ready.show;
        if let Some(ids) = show.ids.cameras.get(CAMERA) {
            let live = &mut self.live;
            let number = |is: bool| f64::from(u8::from(is));
            if before.has_frustum != moment.has_frustum {
                live.put(ids.on, number(moment.has_frustum));
            }
            if before.is_predicting != moment.is_predicting {
                live.put(ids.predict, number(moment.is_predicting));
            }
            if before.lateness_frames != moment.lateness_frames {
                // Prediction is told of the latency, as an operator who measured it would.
                let late_ms = show.rate.period_secs() * 1e3 * f64::from(moment.lateness_frames);
                live.put(ids.latency_ms, (self.base_latency_ms + late_ms).min(1000.0));
            }
        }
        let Some(demo) = self.live.demo() else { return };
        if before.lateness_frames != moment.lateness_frames {
            demo.set_late_frames(moment.lateness_frames);
        }
        match (before.is_sending, moment.is_sending) {
            (true, false) => demo.silence(),
            (false, true) => demo.resume(),
            _ => {}
        }
        match (before.is_stopped, moment.is_stopped) {
            (false, true) => demo.stop_move(),
            (true, false) => demo.continue_move(),
            _ => {}
        }
    }

    fn write_caption(&mut self, now_secs: f64) {
        if self.tour_secs.is_none() || now_secs < self.caption_at_secs + CAPTION_SECS {
            return;
        }
        self.caption_at_secs = now_secs;
        let slip_px = self.slip.peak(now_secs).unwrap_or(0.0);
        let fault = self.live.status().get(CAMERA).and_then(|status| status.fault.as_deref());
        let text = &mut self.caption;
        // Writing to a String cannot fail.
        let _ = match self.moment.caption {
            Caption::Fault if fault.is_none() => Ok(()),
            caption => {
                text.clear();
                match caption {
                    Caption::Words(words) => text.write_str(words),
                    Caption::Late => {
                        write!(text, "Five frames late: {slip_px:.1} wall pixels of slip, measured")
                    }
                    Caption::Predicted => write!(text, "Predicted: {slip_px:.1} wall pixels"),
                    Caption::Fault => text.write_str(fault.unwrap_or_default()),
                }
            }
        };
    }
}

/// The bar at the foot of the window.
impl Playing {
    /// Takes a key of the bar, which works whatever the window is busy with. True when it was one.
    pub(super) fn bar_key(&mut self, key: KeyCode, state: ElementState) -> bool {
        let is_down = state == ElementState::Pressed;
        let button = match key {
            KeyCode::F1 => Button::Hold,
            KeyCode::F2 => Button::WorkLight,
            KeyCode::F3 => Button::Blackout,
            KeyCode::F4 | KeyCode::F5 => {
                if is_down && key == KeyCode::F5 {
                    self.toggle(|show| show.ids.take.rolling);
                } else if is_down && self.live.arming(&self.ready.show).is_some() {
                    self.toggle(|show| show.ids.wall.armed);
                }
                return true;
            }
            _ => return false,
        };
        if is_down {
            self.press(button);
        } else {
            self.buttons.release(button, self.clock.now_secs());
        }
        true
    }

    fn press(&mut self, button: Button) {
        let now_secs = self.clock.now_secs();
        let (buttons, show) = (&mut self.buttons, &self.ready.show);
        self.live.edit(Author::WINDOW, |values| buttons.press(button, now_secs, show, values));
    }

    fn toggle(&mut self, id: impl Fn(&Show) -> ParameterId) {
        let id = id(&self.ready.show);
        self.live.edit(Author::WINDOW, |values| buttons::toggle(values, id));
    }

    /// Whether a take rolls.
    pub(super) fn is_rolling(&self) -> bool {
        self.live.values().is_on(self.ready.show.ids.take.rolling)
    }

    /// Real outputs are open.
    pub(super) fn drive_outputs(&mut self) {
        self.live.drive_outputs();
    }

    /// Sentences are made anew only when the notes change.
    fn write_notes(&mut self) {
        let notes = *self.live.notes();
        if self.notes.0 != notes {
            let names: Vec<&str> =
                self.ready.show.cameras.iter().map(|camera| camera.name.as_str()).collect();
            self.notes = (notes, notes.sentences(&names));
        }
    }
}

fn buttons_readout<'a>(
    (show, live): (&Show, &Live),
    blackout: Press,
    notes: &'a [String],
) -> ButtonsReadout<'a> {
    let (ids, values) = (&show.ids, live.values());
    ButtonsReadout {
        is_held: values.is_on(ids.wall.hold),
        is_work_light: values.is_on(ids.wall.work_light),
        is_blackout: values.is_on(ids.wall.blackout),
        blackout,
        is_rolling: values.is_on(ids.take.rolling),
        is_armed: live.arming(show).map(|arming| arming == Arming::Armed),
        is_waiting: live.notes().is_waiting(),
        notes,
    }
}
