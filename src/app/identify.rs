//! Which monitor is which: a big number on each, and a question.
//!
//! In: the outputs of a stage, lines that a person writes. Out: numbered monitors, and the connectors that were confirmed.
//! Not here: drawing numbers (`output::numbers`), finding monitors (`output::monitors`), the stage file (`stage::connector`).
//! Invariant: nothing is decided without a yes; the numbers stay until every question is answered.

use std::io::BufRead as _;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use crossbeam::channel::{Receiver, TryRecvError, bounded};
use winit::application::ApplicationHandler;
use winit::event::{ElementState, WindowEvent};
use winit::event_loop::{ActiveEventLoop, ControlFlow, EventLoop};
use winit::window::WindowId;

use crate::output::monitors::{self, Found, Monitor};
use crate::output::numbered::Numbered;
use crate::stage::{Output, Place, Stage};
use crate::timing::Clock;

/// How long the numbers stand when there is nothing to ask, seconds.
const STAND_SECS: f64 = 10.0;
/// How often answers are looked for.
const LOOK: Duration = Duration::from_millis(100);

/// A canvas whose monitor is one of several alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Name of the canvas.
    pub canvas: String,
    /// What its output says.
    pub edid: String,
    /// Indices of the monitors that answer to it.
    pub choices: Vec<usize>,
}

/// A confirmed answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Name of the canvas.
    pub canvas: String,
    /// What its output says.
    pub edid: String,
    /// Name of the monitor's connector.
    pub connector: String,
}

/// Outputs whose monitor has to be asked for.
pub fn questions(stage: &Stage, outputs: &[Output], monitors: &[Monitor]) -> Vec<Question> {
    let ask = |output: &Output| {
        let canvas = &stage.canvases[output.canvas];
        match (&output.place, monitors::find(&output.place, canvas.size, monitors)) {
            (Place::Edid { edid, .. }, Found::Alike(choices)) => {
                Some(Question { canvas: canvas.name.clone(), edid: edid.clone(), choices })
            }
            _ => None,
        }
    };
    outputs.iter().filter_map(ask).collect()
}

/// Questions and answers, one after the other.
#[derive(Debug)]
pub struct Interview {
    questions: Vec<Question>,
    names: Vec<String>,
    at: usize,
    /// The choice that waits for a yes.
    chosen: Option<usize>,
    answers: Vec<Answer>,
}

impl Interview {
    /// Begins with the first question.
    pub fn new(questions: Vec<Question>, monitors: &[Monitor]) -> Self {
        let names = monitors.iter().map(|monitor| monitor.name.clone()).collect();
        Self { questions, names, at: 0, chosen: None, answers: Vec::new() }
    }

    /// What to ask now; `None` when all is answered.
    pub fn asks(&self) -> Option<String> {
        let question = self.questions.get(self.at)?;
        Some(match self.chosen {
            None => {
                let numbers: Vec<String> =
                    question.choices.iter().map(|index| (index + 1).to_string()).collect();
                format!(
                    "Which number stands where canvas {} belongs? {}, or Enter to leave it open:",
                    question.canvas,
                    numbers.join(" or ")
                )
            }
            Some(index) => format!(
                "Write connector = \"{}\" into the output of canvas {}? yes or no:",
                self.names[index], question.canvas
            ),
        })
    }

    /// Takes a line. What is no answer is asked again.
    pub fn hear(&mut self, line: &str) {
        let Some(question) = self.questions.get(self.at) else { return };
        let line = line.trim().to_lowercase();
        match (self.chosen, line.as_str()) {
            (None, "") => self.at += 1,
            (None, number) => {
                let index = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                self.chosen = index.filter(|index| question.choices.contains(index));
            }
            (Some(index), "yes" | "y") => {
                let Question { canvas, edid, .. } = question.clone();
                self.answers.push(Answer { canvas, edid, connector: self.names[index].clone() });
                self.chosen = None;
                self.at += 1;
            }
            (Some(_), "no" | "n" | "") => self.chosen = None,
            (Some(_), _) => {}
        }
    }

    /// What was confirmed.
    pub fn answers(self) -> Vec<Answer> {
        self.answers
    }
}

/// Numbers the monitors, lists them on stderr, asks what has to be asked. Returns what was confirmed.
pub fn run(stage: &Stage, outputs: &[Output]) -> anyhow::Result<Vec<Answer>> {
    let events = EventLoop::new().context("there is no display whose monitors could be numbered")?;
    let clock = Clock::start();
    let mut app =
        Identify { stage, outputs, clock, windows: None, interview: None, lines: None, failure: None };
    events.run_app(&mut app).context("the display's event loop ended")?;
    match app.failure {
        Some(failure) => Err(failure),
        None => Ok(app.interview.map(Interview::answers).unwrap_or_default()),
    }
}

struct Identify<'a> {
    stage: &'a Stage,
    outputs: &'a [Output],
    clock: Clock,
    windows: Option<Numbered>,
    interview: Option<Interview>,
    lines: Option<Receiver<String>>,
    failure: Option<anyhow::Error>,
}

impl Identify<'_> {
    fn open(&mut self, events: &ActiveEventLoop) -> anyhow::Result<()> {
        let monitors = monitors::list(events);
        for (index, monitor) in monitors.iter().enumerate() {
            eprintln!("{}: {}", index + 1, monitor.words());
        }
        self.windows = Some(Numbered::open(events, &monitors).map_err(|reason| anyhow!(reason))?);
        let interview = Interview::new(questions(self.stage, self.outputs, &monitors), &monitors);
        if let Some(question) = interview.asks() {
            eprintln!("{question}");
            self.lines = Some(read_lines()?);
        }
        self.interview = Some(interview);
        Ok(())
    }

    /// Whether there is nothing to wait for any more.
    fn is_done(&mut self) -> bool {
        let (Some(interview), Some(lines)) = (&mut self.interview, &self.lines) else {
            return self.clock.now_secs() > STAND_SECS;
        };
        match lines.try_recv() {
            Ok(line) => {
                interview.hear(&line);
                if let Some(question) = interview.asks() {
                    eprintln!("{question}");
                }
            }
            // Nobody answers any more.
            Err(TryRecvError::Disconnected) => return true,
            Err(TryRecvError::Empty) => {}
        }
        interview.asks().is_none()
    }
}

impl ApplicationHandler for Identify<'_> {
    fn resumed(&mut self, events: &ActiveEventLoop) {
        if self.windows.is_some() {
            return;
        }
        if let Err(error) = self.open(events) {
            self.failure = Some(error);
            events.exit();
        }
    }

    fn window_event(&mut self, events: &ActiveEventLoop, _window: WindowId, event: WindowEvent) {
        let is_press = matches!(event, WindowEvent::MouseInput { state: ElementState::Pressed, .. });
        if self.lines.is_none() && (is_press || matches!(event, WindowEvent::CloseRequested)) {
            events.exit();
        }
    }

    fn about_to_wait(&mut self, events: &ActiveEventLoop) {
        if let Some(windows) = &self.windows {
            windows.present();
        }
        if self.is_done() {
            events.exit();
        }
        events.set_control_flow(ControlFlow::wait_duration(LOOK));
    }
}

/// Lines that a person writes, from a thread of their own.
fn read_lines() -> anyhow::Result<Receiver<String>> {
    let (tell, lines) = bounded(8);
    std::thread::Builder::new()
        .name("answers".to_owned())
        .spawn(move || {
            for line in std::io::stdin().lock().lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    return;
                }
            }
        })
        .context("no thread for answers")?;
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interview() -> Interview {
        let monitor = |name: &str| Monitor {
            name: name.into(),
            edid: None,
            position: [0, 0],
            size: [1920, 1080],
            refresh_millihertz: None,
        };
        let question =
            |canvas: &str| Question { canvas: canvas.into(), edid: "X".into(), choices: vec![1, 2] };
        Interview::new(vec![question("a"), question("b")], &["HDMI-1", "DP-1", "DP-2"].map(monitor))
    }

    #[test]
    fn nothing_is_written_without_a_yes() {
        let mut interview = interview();
        assert!(interview.asks().unwrap().contains("canvas a belongs? 2 or 3"));
        // 1 is another monitor, 0 and words are none.
        for nothing in ["1", "0", "two", "4"] {
            interview.hear(nothing);
            assert!(interview.asks().unwrap().contains("canvas a belongs?"), "{nothing}");
        }
        interview.hear("3");
        assert!(interview.asks().unwrap().contains("connector = \"DP-2\""));
        interview.hear("perhaps");
        interview.hear("no");
        assert!(interview.asks().unwrap().contains("canvas a belongs?"));
        interview.hear(" 2 ");
        interview.hear("YES");
        assert!(interview.asks().unwrap().contains("canvas b belongs?"));
        interview.hear("");
        assert_eq!(interview.asks(), None);
        let answer = Answer { canvas: "a".into(), edid: "X".into(), connector: "DP-1".into() };
        assert_eq!(interview.answers(), [answer]);
    }
}
