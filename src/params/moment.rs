//! Everything that a look depends on at one frame: values, and fades on their way.
//!
//! In: an arbiter's values and fades. Out: the same, at a later frame. Not here: the world's own time (`show::holds`).
//! Invariant: kept in memory that is made once; a fade that is brought back has the same values, frame for frame.

use super::fade::Fade;
use super::{ParameterId, Values};

/// One frame's values and fades.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    values: Values,
    fades: Vec<Option<Fade>>,
    /// `None` before the first one was kept.
    frame: Option<u64>,
}

impl Moment {
    /// Memory for as many values, nothing kept.
    pub(super) fn empty(values: &Values) -> Self {
        Self { values: values.clone(), fades: vec![None; values.all().len()], frame: None }
    }

    /// Keeps a frame's.
    pub(super) fn keep(&mut self, values: &Values, fades: &[Option<Fade>], frame: u64) {
        self.values.copy_from(values);
        self.fades.clone_from_slice(fades);
        self.frame = Some(frame);
    }

    /// The frame that was kept.
    pub(super) fn frame(&self) -> Option<u64> {
        self.frame
    }

    /// All values.
    pub(super) fn values(&self) -> &Values {
        &self.values
    }

    /// A parameter's value, and its fade as if the frame kept were `frame`.
    pub(super) fn at(&self, id: ParameterId, frame: u64) -> (f64, Option<Fade>) {
        let later = frame as i64 - self.frame.unwrap_or(frame) as i64;
        (self.values.number(id), self.fades[id.index()].map(|fade| fade.moved(later)))
    }

    /// Brought over to another registry: places that it has too, with their values and fades; the rest as in `values`.
    pub(super) fn carried(
        &self,
        values: &Values,
        places: impl Iterator<Item = (ParameterId, ParameterId)>,
    ) -> Self {
        let mut moment = Self { frame: self.frame, ..Self::empty(values) };
        for (was, is) in places {
            moment.values.put(is, self.values.number(was));
            moment.fades[is.index()] = self.fades[was.index()];
        }
        moment
    }
}
