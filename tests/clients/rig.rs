//! A show that runs without pictures: frame thread, clerk, control on free ports.
//!
//! In: settings as `--set` gives them. Out: the link, addresses, edits as the window makes them. Not here: clients.
//! Invariant: frames go on until the rig is dropped; every wait ends after [`PATIENCE`].

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam::channel::{RecvTimeoutError, Sender, bounded};
use cyclorama::app::clerk::Clerk;
use cyclorama::app::live::{Demo, Live};
use cyclorama::control::{Control, ControlSettings, OscSettings};
use cyclorama::params::{ParameterId, Registry, Role};
use cyclorama::show::link::{Link, State};
use cyclorama::show::load;
use cyclorama::show::report::HealthReport;
use cyclorama::timing::Clock;

/// Longest wait for anything.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);
/// Frames are not paced by a display here; this is fast enough for any test and leaves the machine to the clients.
const FRAME: Duration = Duration::from_millis(10);

type Job = Box<dyn FnOnce(&mut Live) + Send>;

/// A show that runs.
pub(super) struct Rig {
    /// Pages, REST, OSC.
    pub(super) control: Control,
    /// To the show.
    pub(super) link: Link,
    /// Its parameters.
    pub(super) registry: Arc<Registry>,
    /// Port where OSC's answers go.
    pub(super) reply_port: u16,
    jobs: Option<Sender<Job>>,
    frames: Option<JoinHandle<()>>,
    _clerk: Clerk,
}

impl Rig {
    /// Starts the demo show with these `--set`s.
    pub(super) fn start(settings: &[&str], feedback: &[SocketAddr]) -> Self {
        let mut show = load::demo(&|_, _| {}).unwrap().show;
        let mut set = Vec::new();
        for text in settings {
            let id = show.registry.set(&mut show.first, text).unwrap();
            set.push((id, show.file_first.number(id)));
        }
        let registry = Arc::new(show.registry.clone());
        let (clerk, mut end, link) = Clerk::start(&show).unwrap();
        end.settings = set;
        let (jobs, work) = bounded::<Job>(64);
        let play = move || {
            let mut live = Live::start(&show, Clock::start(), Demo::None).unwrap();
            live.listen_to(end);
            let health =
                HealthReport { rate_fps: show.rate.fps(), fps: show.rate.fps(), ..HealthReport::default() };
            let mut frame = 0;
            loop {
                match work.recv_timeout(FRAME) {
                    Ok(job) => job(&mut live),
                    Err(RecvTimeoutError::Timeout) => {
                        frame += 1;
                        live.advance(&show, frame);
                        live.report(&show, &health);
                    }
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        };
        let frames = std::thread::Builder::new().name("frame".to_owned()).spawn(play).unwrap();
        // A port that was free a moment ago is free.
        let reply_port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let osc = OscSettings {
            address: ([127, 0, 0, 1], 0).into(),
            reply_port,
            feedback: feedback.to_vec(),
            allow: Vec::new(),
            role: Role::Operator,
        };
        let settings = ControlSettings {
            web: Some(([127, 0, 0, 1], 0).into()),
            osc: Some(osc),
            ..ControlSettings::default()
        };
        let control = Control::start(settings, link.clone(), Clock::start()).unwrap();
        Self { control, link, registry, reply_port, jobs: Some(jobs), frames: Some(frames), _clerk: clerk }
    }

    /// Where OSC comes in.
    pub(super) fn osc(&self) -> SocketAddr {
        self.control.osc_address().unwrap()
    }

    /// Where pages and REST are.
    pub(super) fn web(&self) -> SocketAddr {
        self.control.web_address().unwrap()
    }

    /// Place of a parameter.
    pub(super) fn id(&self, path: &str) -> ParameterId {
        self.registry.id(path).unwrap()
    }

    /// Does something on the frame thread, between frames, and waits for it.
    pub(super) fn on_frame_thread(&self, job: impl FnOnce(&mut Live) + Send + 'static) {
        let (done, is_done) = bounded(1);
        let job: Job = Box::new(move |live| {
            job(live);
            done.send(()).unwrap();
        });
        self.jobs.as_ref().unwrap().send(job).unwrap();
        is_done.recv_timeout(PATIENCE).unwrap();
    }

    /// Waits for a state.
    pub(super) fn until(&self, what: &str, is: impl Fn(&State) -> bool) -> Arc<State> {
        let clock = Clock::start();
        while clock.now_secs() < PATIENCE.as_secs_f64() {
            let state = self.link.state();
            if is(&state) {
                return state;
            }
            std::thread::park_timeout(Duration::from_millis(2));
        }
        let state = self.link.state();
        panic!("{what} did not come about: history {:?}, people {:?}", state.history, state.people)
    }

    /// Waits until a parameter has a value, to the bit.
    pub(super) fn until_value(&self, path: &str, number: f64) -> Arc<State> {
        let id = self.id(path);
        self.until(&format!("{path} = {number:?}"), |state| {
            let is_drawn = state.report.frame > 0;
            is_drawn
                && state
                    .report
                    .values
                    .all()
                    .get(id.index())
                    .is_some_and(|own| own.number().to_bits() == number.to_bits())
        })
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        self.jobs.take();
        if let Some(frames) = self.frames.take() {
            // A frame thread that panicked has said so.
            let _ = frames.join();
        }
    }
}
