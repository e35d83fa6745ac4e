//! The text of point files and sighting files.
//!
//! In: CSV, JSON or JSON lines. Out: [`Pair`]s of `calibrate stage`, sightings of `calibrate sight`, or the line that is wrong.
//! Not here: opening files (`cli::calibrate`), solving (`rigid`, `sight`).
//! Invariant: every refusal names the line; names are unique, so that a point can be named.

use glam::{DQuat, DVec2, DVec3};
use serde::Deserialize;

use super::rigid::Pair;
use super::sight::Sighting;
use super::targets::Target;
use crate::math::Pose;

/// Why a file of points is not one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {found}. {remedy}")]
pub struct PointsError {
    /// `file:line`.
    pub place: String,
    /// What was found.
    pub found: String,
    /// What to do.
    pub remedy: &'static str,
}

const CSV_REMEDY: &str = "Write name, tracker x, y, z, stage x, y, z in metres, seven values a line, as in `corner 1, 0.1, 2, 3, 4, 5, 6`";
const JSON_REMEDY: &str =
    r#"Write [{"name":"corner 1","tracker_m":[x,y,z],"stage_m":[x,y,z]}, ...], or one such object a line"#;

/// A point of a JSON file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PointText {
    name: String,
    tracker_m: [f64; 3],
    stage_m: [f64; 3],
}

/// Reads pairs from CSV (`name,tracker x,y,z,stage x,y,z`, comments with `#`, one heading) or JSON.
pub fn pairs(text: &str, file: &str) -> Result<Vec<Pair>, PointsError> {
    let body = text.trim_start_matches('\u{feff}');
    let first = body.trim_start().chars().next();
    let numbered = match first {
        Some('[' | '{') => json_points(body, file)?,
        _ => csv_points(body, file)?,
    };
    for (index, (line, pair)) in numbered.iter().enumerate() {
        let at = |found| PointsError {
            place: format!("{file}:{line}"),
            found,
            remedy: "Give each point its own name",
        };
        if pair.name.is_empty() {
            return Err(at("a point has no name".to_owned()));
        }
        if numbered[..index].iter().any(|(_, other)| other.name == pair.name) {
            return Err(at(format!("there are two points `{}`", pair.name)));
        }
    }
    Ok(numbered.into_iter().map(|(_, pair)| pair).collect())
}

fn csv_points(text: &str, file: &str) -> Result<Vec<(usize, Pair)>, PointsError> {
    let mut points = Vec::new();
    let mut has_heading = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let separator = if line.contains(';') { ';' } else { ',' };
        let cells: Vec<&str> = line.split(separator).map(|cell| cell.trim().trim_matches('"')).collect();
        let at = |found| PointsError { place: format!("{file}:{}", index + 1), found, remedy: CSV_REMEDY };
        if cells.len() != 7 {
            return Err(at(format!("found {} values, needed 7", cells.len())));
        }
        let numbers: Vec<Option<f64>> = cells[1..]
            .iter()
            .map(|cell| cell.parse().ok().filter(|number: &f64| number.is_finite()))
            .collect();
        if points.is_empty() && !has_heading && numbers.iter().all(Option::is_none) {
            has_heading = true;
            continue;
        }
        if let Some(bad) = numbers.iter().position(Option::is_none) {
            return Err(at(format!("`{}` is not a number in metres", cells[bad + 1])));
        }
        let value = |column: usize| numbers[column].unwrap_or_default();
        let pair = Pair {
            name: cells[0].to_owned(),
            tracker_m: DVec3::new(value(0), value(1), value(2)),
            stage_m: DVec3::new(value(3), value(4), value(5)),
        };
        points.push((index + 1, pair));
    }
    Ok(points)
}

fn json_points(text: &str, file: &str) -> Result<Vec<(usize, Pair)>, PointsError> {
    let at = |line: usize, found: String| PointsError {
        place: format!("{file}:{line}"),
        found,
        remedy: JSON_REMEDY,
    };
    let pair = |line: usize, point: PointText| {
        let (tracker_m, stage_m) = (DVec3::from_array(point.tracker_m), DVec3::from_array(point.stage_m));
        (line, Pair { name: point.name.trim().to_owned(), tracker_m, stage_m })
    };
    if text.trim_start().starts_with('[') {
        let points: Vec<PointText> =
            serde_json::from_str(text).map_err(|error| at(error.line(), error.to_string()))?;
        return Ok(points.into_iter().map(|point| pair(1, point)).collect());
    }
    json_lines(text)
        .map(|(line, text)| {
            let point = serde_json::from_str(text).map_err(|error| at(line, error.to_string()))?;
            Ok(pair(line, point))
        })
        .collect()
}

const SIGHTINGS_REMEDY: &str = r#"Write one object a line: {"target":3,"position_m":[x,y,z],"rotation_wxyz":[w,x,y,z]}, and "picture_tan":[right,up] for a target off the picture's middle"#;

/// A line of a sightings file: a line of `track decode` with a target's number.
#[derive(Debug, Deserialize)]
struct SightingText {
    target: u32,
    position_m: [f64; 3],
    rotation_wxyz: [f64; 4],
    /// Where in the picture the target was: tangents right and up of the optical axis.
    #[serde(default)]
    picture_tan: [f64; 2],
}

/// Reads sightings from JSON lines; `camera` turns a pose as told into tracker space (signs).
pub fn sightings(
    text: &str,
    file: &str,
    targets: &[Target],
    camera: &dyn Fn(Pose) -> Pose,
) -> Result<Vec<Sighting>, PointsError> {
    let at = |line: usize, found: String| PointsError {
        place: format!("{file}:{line}"),
        found,
        remedy: SIGHTINGS_REMEDY,
    };
    json_lines(text.trim_start_matches('\u{feff}'))
        .map(|(line, text)| {
            let told: SightingText =
                serde_json::from_str(text).map_err(|error| at(line, error.to_string()))?;
            let target = targets.iter().find(|target| target.number == told.target).ok_or_else(|| {
                let last = targets.iter().map(|target| target.number).max().unwrap_or(0);
                at(
                    line,
                    format!(
                        "there is no target {} on this stage; the pattern `targets` shows 1 to {last}",
                        told.target
                    ),
                )
            })?;
            let [w, x, y, z] = told.rotation_wxyz;
            let rotation = DQuat::from_xyzw(x, y, z, w);
            if (rotation.length() - 1.0).abs() > 1e-3 {
                return Err(at(line, format!("rotation_wxyz has length {:.4}, needed 1", rotation.length())));
            }
            Ok(Sighting {
                target: target.number,
                point_m: target.point_m,
                pitch_m: target.pitch_m,
                camera: camera(Pose::new(DVec3::from_array(told.position_m), rotation)),
                picture_tan: DVec2::from_array(told.picture_tan),
            })
        })
        .collect()
}

/// Lines with something on them, counted from 1.
fn json_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
    numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_and_json_say_the_same() {
        let csv =
            "# measured on Tuesday\nname,tx,ty,tz,sx,sy,sz\n\"a\", 1, 2, 3, 4, 5, 6\nb,-1,0,0.5,0,1e-3,2\n";
        let array = r#"[{"name":"a","tracker_m":[1,2,3],"stage_m":[4,5,6]},
            {"name":"b","tracker_m":[-1,0,0.5],"stage_m":[0,0.001,2]}]"#;
        let lines = "{\"name\":\"a\",\"tracker_m\":[1,2,3],\"stage_m\":[4,5,6]}\n\n{\"name\":\"b\",\"tracker_m\":[-1,0,0.5],\"stage_m\":[0,0.001,2]}\n";
        let want = pairs(csv, "p.csv").unwrap();
        assert_eq!((want.len(), want[1].name.as_str(), want[1].stage_m.y), (2, "b", 1e-3));
        assert_eq!(pairs(array, "p.json").unwrap(), want);
        assert_eq!(pairs(lines, "p.jsonl").unwrap(), want);
    }

    #[test]
    fn refusals_name_the_line() {
        let cases = [
            ("a,1,2,3,4,5\n", "p:1: found 6 values, needed 7"),
            ("a,1,2,3,4,5,6\nb,1,2,3,4,five,6\n", "p:2: `five` is not a number"),
            ("a,1,2,3,4,5,NaN\n", "p:1: `NaN` is not a number"),
            ("a,1,2,3,4,5,6\na,1,2,3,4,5,7\n", "p:2: there are two points `a`"),
            (",1,2,3,4,5,6\n", "p:1: a point has no name"),
            ("{\"name\":\"a\",\"tracker_m\":[1,2],\"stage_m\":[4,5,6]}", "p:1: invalid length 2"),
            ("[\n{\"nam\":\"a\"}]", "p:2: unknown field `nam`"),
        ];
        for (text, want) in cases {
            let found = pairs(text, "p").unwrap_err().to_string();
            assert!(found.starts_with(want), "{found} is not {want}");
        }
    }

    #[test]
    fn a_line_of_track_decode_with_a_target_is_a_sighting() {
        let target = Target { number: 3, wall: 0, panel: 0, point_m: DVec3::Z, pitch_m: 2e-3 };
        let read = |text: &str| sightings(text, "s.jsonl", std::slice::from_ref(&target), &|pose| pose);
        let good = r#"{"source":"127.0.0.1","camera_id":1,"target":3,"position_m":[0,1.5,0],"rotation_wxyz":[1,0,0,0]}"#;
        let found = read(&format!("# first\n{good}\n")).unwrap();
        assert_eq!(
            (found[0].point_m, found[0].camera, found[0].picture_tan),
            (DVec3::Z, Pose::at(DVec3::Y * 1.5), DVec2::ZERO)
        );
        let cases = [
            (
                good.replace(":3,", ":4,"),
                "s.jsonl:1: there is no target 4 on this stage; the pattern `targets` shows 1 to 3",
            ),
            (good.replace("[1,0,0,0]", "[0,0,0,0]"), "s.jsonl:1: rotation_wxyz has length 0.0000"),
            (good.replace("\"target\":3,", ""), "s.jsonl:1: missing field `target`"),
        ];
        for (text, want) in cases {
            let error = read(&text).unwrap_err().to_string();
            assert!(error.starts_with(want), "{error}");
        }
    }

    #[test]
    fn any_text_is_points_or_a_refusal() {
        proptest::proptest!(|(text in "[\\[\\]{}\",:;#a-c0-9.eE\\n -]{0,200}")| {
            let _ = pairs(&text, "p");
        });
    }
}
