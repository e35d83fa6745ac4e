//! Who changed what, newest last, in memory that is made once.
//!
//! In: changes. Out: each person's own steps back and forth. Not here: whether a change is allowed (`arbiter`).
//! Invariant: a drag is one step; the oldest entries are overwritten; nothing is allocated after the start.

use super::{ParameterId, PersonId};

/// Frames within which single changes of one parameter by one person are one step: half a second at 24 frames a second.
const MERGED_FRAMES: u64 = 12;

/// One parameter's part of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// Step that it belongs to.
    pub step: u32,
    /// Who.
    pub by: PersonId,
    /// Which parameter.
    pub id: ParameterId,
    /// Number before the step.
    pub from: f64,
    /// Number after it.
    pub to: f64,
    gesture: u32,
    frame: u64,
    is_undone: bool,
}

/// Changes, newest last.
#[derive(Clone, Debug)]
pub struct History {
    entries: Vec<Entry>,
    /// Where the next one goes once the memory is full.
    next: usize,
    steps: u32,
}

impl History {
    /// Of so many changes.
    pub fn new(capacity: usize) -> Self {
        Self { entries: Vec::with_capacity(capacity.max(1)), next: 0, steps: 0 }
    }

    /// The same for another registry: changes of parameters that it has too, `map` telling where.
    pub fn carried(&self, map: impl Fn(ParameterId) -> Option<ParameterId>) -> Self {
        let mut carried = Self { steps: self.steps, ..Self::new(self.entries.capacity()) };
        let (older, newer) = (&self.entries[self.next..], &self.entries[..self.next]);
        for entry in older.iter().chain(newer) {
            if let Some(id) = map(entry.id) {
                carried.push(Entry { id, ..*entry });
            }
        }
        carried
    }

    /// Number of a new step.
    pub fn begin(&mut self) -> u32 {
        self.steps += 1;
        self.steps
    }

    /// A single change; merged into the person's last step when it is one drag with it.
    pub fn change(
        &mut self,
        (by, gesture, frame): (PersonId, u32, u64),
        id: ParameterId,
        from: f64,
        to: f64,
    ) -> u32 {
        if let Some(last) = self.last_of(by).filter(|last| last.id == id && !last.is_undone) {
            let is_same_drag = gesture != 0 && last.gesture == gesture;
            let is_soon = gesture == 0 && last.gesture == 0 && frame <= last.frame + MERGED_FRAMES;
            if is_same_drag || is_soon {
                (last.to, last.frame) = (to, frame);
                return last.step;
            }
        }
        let step = self.begin();
        self.push(Entry { step, by, id, from, to, gesture, frame, is_undone: false });
        step
    }

    /// One of several changes of a step.
    pub fn part(&mut self, step: u32, (by, frame): (PersonId, u64), id: ParameterId, from: f64, to: f64) {
        // Parts never merge: a gesture that no person has.
        self.push(Entry { step, by, id, from, to, gesture: u32::MAX, frame, is_undone: false });
    }

    /// The person's newest step that stands.
    pub fn last_step(&self, by: PersonId) -> Option<u32> {
        self.newest_first().find(|entry| entry.by == by && !entry.is_undone).map(|entry| entry.step)
    }

    /// The person's oldest step that was taken back after the newest that stands.
    pub fn next_redo(&self, by: PersonId) -> Option<u32> {
        let own = self.newest_first().filter(|entry| entry.by == by);
        own.take_while(|entry| entry.is_undone).last().map(|entry| entry.step)
    }

    /// Parts of a step, by index for [`History::entry`].
    pub fn parts(&self, step: u32) -> impl Iterator<Item = usize> + use<'_> {
        self.entries.iter().enumerate().filter(move |(_, entry)| entry.step == step).map(|(at, _)| at)
    }

    /// An entry.
    pub fn entry(&self, at: usize) -> Entry {
        self.entries[at]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Marks a step.
    pub fn mark(&mut self, step: u32, is_undone: bool) {
        self.entries
            .iter_mut()
            .filter(|entry| entry.step == step)
            .for_each(|entry| entry.is_undone = is_undone);
    }

    /// Another person who changed a parameter after a step, and whose change stands.
    pub fn superseded(&self, step: u32, id: ParameterId, by: PersonId) -> Option<PersonId> {
        let later =
            |entry: &&Entry| entry.step > step && entry.id == id && entry.by != by && !entry.is_undone;
        self.entries.iter().find(later).map(|entry| entry.by)
    }

    fn last_of(&mut self, by: PersonId) -> Option<&mut Entry> {
        let at = self.newest_indices().find(|at| self.entries[*at].by == by)?;
        self.entries.get_mut(at)
    }

    fn newest_first(&self) -> impl Iterator<Item = &Entry> {
        self.newest_indices().map(|at| &self.entries[at])
    }

    fn newest_indices(&self) -> impl Iterator<Item = usize> + use<> {
        (0..self.next).rev().chain((self.next..self.entries.len()).rev())
    }

    fn push(&mut self, entry: Entry) {
        if self.entries.len() < self.entries.capacity() {
            self.entries.push(entry);
            return;
        }
        self.entries[self.next] = entry;
        self.next = (self.next + 1) % self.entries.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: PersonId = PersonId(20);
    const BEN: PersonId = PersonId(21);

    fn id(at: usize) -> ParameterId {
        ParameterId::at(at)
    }

    #[test]
    fn a_drag_is_one_step() {
        let mut history = History::new(8);
        let first = history.change((ANN, 7, 1), id(0), 0.0, 1.0);
        assert_eq!(history.change((ANN, 7, 90), id(0), 1.0, 2.0), first);
        assert_ne!(history.change((ANN, 8, 91), id(0), 2.0, 3.0), first, "another drag");
        let entry = history.entry(0);
        assert_eq!((entry.from, entry.to), (0.0, 2.0));
    }

    #[test]
    fn single_changes_merge_for_half_a_second() {
        let mut history = History::new(8);
        let first = history.change((ANN, 0, 1), id(0), 0.0, 1.0);
        assert_eq!(history.change((ANN, 0, 13), id(0), 1.0, 2.0), first);
        assert_ne!(history.change((ANN, 0, 26), id(0), 2.0, 3.0), first);
        assert_ne!(history.change((BEN, 0, 26), id(0), 3.0, 4.0), first, "each their own");
    }

    #[test]
    fn each_person_goes_their_own_way_back_and_forth() {
        let mut history = History::new(8);
        let ann = history.change((ANN, 1, 1), id(0), 0.0, 1.0);
        let ben = history.change((BEN, 1, 2), id(1), 0.0, 1.0);
        let again = history.change((ANN, 2, 3), id(2), 0.0, 1.0);
        assert_eq!((history.last_step(ANN), history.last_step(BEN)), (Some(again), Some(ben)));
        history.mark(again, true);
        history.mark(ann, true);
        assert_eq!((history.last_step(ANN), history.next_redo(ANN)), (None, Some(ann)));
        history.mark(ann, false);
        assert_eq!(history.next_redo(ANN), Some(again));
        history.change((ANN, 3, 4), id(3), 0.0, 1.0);
        assert_eq!(history.next_redo(ANN), None, "a new change ends the way forth");
    }

    #[test]
    fn the_oldest_is_overwritten() {
        let mut history = History::new(3);
        let steps: Vec<u32> = (0..5).map(|at| history.change((ANN, at + 1, 0), id(0), 0.0, 1.0)).collect();
        assert_eq!(history.len(), 3);
        assert_eq!(history.last_step(ANN), Some(steps[4]));
        assert_eq!(history.parts(steps[1]).count(), 0);
        assert_eq!(history.parts(steps[2]).count(), 1);
    }
}
