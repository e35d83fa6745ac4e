//! Which outputs a run opens: those of the stage, changed by the command line.
//!
//! In: `--output CANVAS=X,Y` or `CANVAS=MONITOR`, `--pipe CANVAS=TARGET`, a stage. Out: [`Output`]s.
//! Not here: monitors (`output::monitors`), windows (`output::window`).
//! Invariant: a canvas that the command line places goes only where it says.

use std::str::FromStr;

use crate::stage::output::Pipe;
use crate::stage::{Output, Place, Stage};

/// Where the command line puts a canvas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Name of the canvas.
    pub canvas: String,
    /// Where it goes.
    pub place: Place,
}

/// Why a placement is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlacementError {
    /// Neither a point nor a monitor.
    #[error(
        "`{0}` is not an output: write CANVAS=X,Y, the place of its top left pixel on the desktop, as in main=1920,0, \
         or CANVAS=MONITOR, as in main=DP-2"
    )]
    Form(String),
    /// No pipe.
    #[error("`{0}` is not a pipe: write CANVAS=PATH, CANVAS=- for standard output, or CANVAS=cmd:COMMAND")]
    Pipe(String),
    /// No such canvas.
    #[error("output `{name}`: the stage has no such canvas; it has {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
}

impl FromStr for Placement {
    type Err = PlacementError;

    fn from_str(text: &str) -> Result<Self, PlacementError> {
        let wrong = || PlacementError::Form(text.to_owned());
        let (canvas, place) = text.split_once('=').ok_or_else(wrong)?;
        if canvas.is_empty() || place.is_empty() {
            return Err(wrong());
        }
        let number = |text: &str| text.trim().parse::<i32>();
        let place = match place.split_once(',') {
            Some((x, y)) => Place::Rect([number(x).map_err(|_| wrong())?, number(y).map_err(|_| wrong())?]),
            // Half a point is a slip, not a monitor's name.
            None if number(place).is_ok() => return Err(wrong()),
            None => Place::Monitor(place.to_owned()),
        };
        Ok(Self { canvas: canvas.to_owned(), place })
    }
}

/// A pipe on the command line: `CANVAS=PATH`, `CANVAS=-` or `CANVAS=cmd:COMMAND`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PipePlacement(pub Placement);

impl FromStr for PipePlacement {
    type Err = PlacementError;

    fn from_str(text: &str) -> Result<Self, PlacementError> {
        let wrong = || PlacementError::Pipe(text.to_owned());
        let (canvas, target) =
            text.split_once('=').filter(|(canvas, _)| !canvas.is_empty()).ok_or_else(wrong)?;
        let pipe: Pipe = target.parse().map_err(|_| wrong())?;
        Ok(Self(Placement { canvas: canvas.to_owned(), place: Place::Pipe(pipe) }))
    }
}

/// The outputs of a run, in the order of the stage, then of the command line. A window replaces the stage's windows of
/// its canvas, a pipe its pipes.
pub fn outputs(stage: &Stage, placements: &[Placement]) -> Result<Vec<Output>, PlacementError> {
    let mut placed = Vec::with_capacity(placements.len());
    for Placement { canvas: name, place } in placements {
        let canvas = stage.canvases.iter().position(|canvas| canvas.name == *name);
        let canvas = canvas.ok_or_else(|| PlacementError::Unknown {
            name: name.clone(),
            known: stage.canvases.iter().map(|canvas| canvas.name.as_str()).collect::<Vec<_>>().join(", "),
        })?;
        placed.push(Output { canvas, place: place.clone() });
    }
    let is_pipe = |output: &Output| matches!(output.place, Place::Pipe(_));
    let is_replaced = |output: &&Output| {
        placed.iter().any(|new| new.canvas == output.canvas && is_pipe(new) == is_pipe(output))
    };
    let kept: Vec<Output> = stage.outputs.iter().filter(|output| !is_replaced(output)).cloned().collect();
    Ok(kept.into_iter().chain(placed).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::load;

    #[test]
    fn a_placement_reads_as_written() {
        let read = |text: &str| text.parse::<Placement>();
        let at = |place| Ok(Placement { canvas: "main".into(), place });
        assert_eq!(read("main=1920,-10"), at(Place::Rect([1920, -10])));
        assert_eq!(read("main=DP-2"), at(Place::Monitor("DP-2".into())));
        for bad in ["main", "main=", "=-", "main=cmd:"] {
            assert!(bad.parse::<PipePlacement>().is_err(), "{bad}");
        }
        for bad in ["main", "main=", "main=3", "=1,2", "=DP-2", "main=a,b", "main=1,"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_command_line_replaces_what_the_stage_says_of_a_canvas() {
        let mut stage = load::demo(&|_, _| {}).unwrap().show.stage;
        let mut side = stage.canvases[0].clone();
        side.name = "side".into();
        stage.canvases.push(side);
        let monitor = |name: &str| Place::Monitor(name.into());
        stage.outputs =
            vec![Output { canvas: 0, place: monitor("DP-1") }, Output { canvas: 1, place: monitor("DP-2") }];
        assert_eq!(outputs(&stage, &[]).unwrap(), stage.outputs);
        let placed = outputs(&stage, &["main=DP-9".parse().unwrap()]).unwrap();
        assert_eq!(placed, [stage.outputs[1].clone(), Output { canvas: 0, place: monitor("DP-9") }]);
        let PipePlacement(pipe) = "side=cmd:cat".parse().unwrap();
        assert_eq!(outputs(&stage, &[pipe]).unwrap().len(), 3, "a pipe takes no window away");
        let error = outputs(&stage, &["mian=0,0".parse().unwrap()]).unwrap_err().to_string();
        assert!(error.ends_with("it has main, side"), "{error}");
    }
}
