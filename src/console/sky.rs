//! The Sky panel: time, place, what moves, clouds, what falls, how far one sees.
//!
//! In: the registry's values. Out: the panel; settings as commands.
//! Not here: what a setting does (`sky`), presets of it (`book`).
//! Invariant: every setting is a parameter of the registry; a show with a fixed sky says so and offers none.

use egui::{RichText, ScrollArea, Slider, Ui};

use crate::params::{Registry, Values};

use super::controls::one;
use super::desk::Command;
use super::theme::{ACCENT, DIM, TEXT};

/// Groups of paths: the head, then what stands under it.
const GROUPS: &[(&str, &[&str])] = &[
    (
        "SUN",
        &[
            "sky/mode",
            "sky/sun_rate",
            "sky/sun_azimuth_deg",
            "sky/sun_elevation_deg",
            "sky/disc",
            "sky/outer_disc",
            "sky/stars",
        ],
    ),
    ("AIR", &["sky/visibility_m", "weather/fog_per_km", "weather/fog_height_m", "weather/dust"]),
    (
        "CLOUDS",
        &[
            "weather/cloud_cover",
            "weather/cloud_type",
            "weather/cloud_base_m",
            "weather/cloud_thickness_m",
            "sky/cloud_rate",
        ],
    ),
    (
        "RAIN, SNOW, WIND",
        &[
            "weather/rain_mm_per_h",
            "weather/snow_mm_per_h",
            "weather/wind_mps",
            "weather/wind_from_deg",
            "weather/gustiness",
            "weather/lightning_per_min",
            "weather/temperature_c",
        ],
    ),
    (
        "PLACE",
        &[
            "sky/date",
            "sky/latitude_deg",
            "sky/longitude_deg",
            "sky/altitude_m",
            "sky/north_deg",
            "weather/pressure_hpa",
        ],
    ),
];

/// Further layers of clouds, shown when opened.
const LAYERS: [usize; 3] = [2, 3, 4];

/// Draws the panel.
pub fn show(ui: &mut Ui, (registry, values): (&Registry, &Values), commands: &mut Vec<Command>) {
    ui.label(RichText::new("SKY AND WEATHER").size(18.0).strong().color(ACCENT));
    if registry.id("sky/time_of_day").is_none() {
        let words =
            "This show's world has a fixed sky. Give its scene a [sky] in place of [environment] and [sun].";
        ui.label(RichText::new(words).color(DIM));
        return;
    }
    ui.label(RichText::new("Y opens and closes · presets of it are under Looks").small().color(DIM));
    ScrollArea::vertical().show(ui, |ui| {
        clock(ui, (registry, values), commands);
        for (head, paths) in GROUPS {
            ui.add_space(6.0);
            ui.label(RichText::new(*head).small().strong().color(ACCENT));
            for path in *paths {
                one(ui, (registry, values), path, commands);
            }
        }
        ui.collapsing("More layers of clouds", |ui| {
            for layer in LAYERS {
                ui.label(RichText::new(format!("LAYER {layer}")).small().color(ACCENT));
                for name in ["cover", "type", "base_m", "thickness_m"] {
                    one(ui, (registry, values), &format!("weather/layer/{layer}/{name}"), commands);
                }
            }
        });
    });
}

/// The time of day as a clock, and the day as a slider.
fn clock(ui: &mut Ui, (registry, values): (&Registry, &Values), commands: &mut Vec<Command>) {
    let Some(id) = registry.id("sky/time_of_day") else { return };
    let hours = values.number(id);
    ui.label(RichText::new(clock_words(hours)).size(30.0).color(TEXT));
    ui.spacing_mut().slider_width = 290.0;
    let mut asked = hours;
    let slider =
        Slider::new(&mut asked, 0.0..=24.0).show_value(false).handle_shape(egui::style::HandleShape::Circle);
    if ui.add(slider).on_hover_text("Local time of day").changed() {
        // Whole minutes: what a person means by dragging.
        commands.push(Command::Set(id, (asked * 60.0).round() / 60.0));
    }
}

/// Hours as HH:MM; 24 is the end of the day.
fn clock_words(hours: f64) -> String {
    let minutes = (hours * 60.0).round() as i64;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_read_as_a_clock() {
        assert_eq!(clock_words(0.0), "00:00");
        assert_eq!(clock_words(18.5), "18:30");
        assert_eq!(clock_words(7.999), "08:00");
        assert_eq!(clock_words(24.0), "24:00");
    }

    /// A path that the registry of a live sky does not have would be left out without a word.
    #[test]
    fn every_path_of_the_panel_exists() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sky/show.toml");
        let loaded = crate::show::load::open(path, &|_, _| {}).expect("a show");
        let has = |path: &str| loaded.show.registry.id(path).is_some();
        for path in GROUPS.iter().flat_map(|(_, paths)| paths.iter()) {
            assert!(has(path), "{path}");
        }
        assert!(LAYERS.iter().all(|layer| has(&format!("weather/layer/{layer}/type"))));
    }
}
