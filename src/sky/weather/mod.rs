//! The weather, from words to numbers: state, layers, METAR, presets, what stays wet.
//!
//! In: what people ask for. Out: [`WeatherState`], and what of it lasts. Not here: drawing.
//! Invariant: every number finite and in its range.

pub mod daylight;
pub mod metar;
pub mod observed;
pub mod precipitation;
mod state;
pub mod wet;

pub use metar::Metar;
pub use state::{CloudType, LAYERS, Layer, WeatherState};
pub use wet::WetState;
