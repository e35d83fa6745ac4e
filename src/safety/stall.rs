//! A picture that stalled while a take rolls, kept until a person decides.
//!
//! In: whether tracking stalled, whether a take rolls, whether a person said to go on. Out: whether the pose is kept.
//! Not here: what stalls (`tracking::fault`), who asks the person (`console`).
//! Invariant: nothing but a person ends it: neither the tracker's return nor the end of the take.

/// One camera's latch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StallLatch {
    is_waiting: bool,
}

impl StallLatch {
    /// Takes a frame's state; true while the pose is kept for a person to decide.
    pub fn step(&mut self, stall: Stall, take: Take) -> bool {
        self.is_waiting |= stall == Stall::Stalled && take == Take::Rolling;
        self.is_waiting
    }

    /// A person decided to go on. A tracker that is still silent in a rolling take is kept again with the next frame.
    pub fn resume(&mut self) {
        self.is_waiting = false;
    }

    /// Whether a person is asked.
    pub fn is_waiting(&self) -> bool {
        self.is_waiting
    }
}

/// Whether poses come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stall {
    /// They come.
    Moving,
    /// The last one is shown.
    Stalled,
}

/// Whether a take is being shot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// It is.
    Rolling,
    /// It is not.
    Between,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_person_ends_a_stall_of_a_take() {
        let mut latch = StallLatch::default();
        assert!(!latch.step(Stall::Stalled, Take::Between), "between takes it returns by itself");
        assert!(!latch.step(Stall::Moving, Take::Rolling));
        assert!(latch.step(Stall::Stalled, Take::Rolling));
        assert!(latch.step(Stall::Moving, Take::Rolling), "the tracker is back, the picture waits");
        assert!(latch.step(Stall::Moving, Take::Between), "the take is over, the picture waits");
        latch.resume();
        assert!(!latch.step(Stall::Moving, Take::Rolling));
    }
}
