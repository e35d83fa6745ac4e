//! MPCDI: frusta and points on the metres that algebra gives.
//!
//! In: XML and PFM written here. Out: walls of the draft. Not here: the readers (`import::mpcdi_xml`, `import::pfm`).
//! Invariant: a view at the origin with angles a spans distance x tan a.

use super::{assert_corners, loaded, options};
use crate::stage::import::{Options, import};

fn frusta(extra: &str) -> String {
    let region = |id: &str, yaw: f64, x: f64| {
        format!(
            "<region id=\"{id}\" Xresolution=\"200\" yResolution=\"100\" x=\"{x}\" y=\"0\" xSize=\"0.5\" ysize=\"1\"><frustum>\
             <yaw>{yaw}</yaw><pitch>0</pitch><roll>0</roll><rightAngle>45</rightAngle><leftAngle>-45</leftAngle>\
             <upAngle>26.565051177</upAngle><downAngle>-26.565051177</downAngle></frustum>{extra}</region>"
        )
    };
    let (front, right) = (region("front", 0.0, 0.0), region("right", 90.0, 0.5));
    format!(
        "<MPCDI profile=\"3D\" version=\"2.0\"><display><buffer id=\"b\" xResolution=\"400\" yResolution=\"100\">{front}{right}\
         </buffer></display></MPCDI>"
    )
}

#[test]
fn frusta_become_planes_round_the_eye() {
    let options = Options { distance_m: Some(1.0), ..options() };
    let (imported, stage) = loaded(frusta("").as_bytes(), "a.xml", &options);
    // Half a metre up and down, raised onto the floor; yaw is positive to the right.
    assert_corners(
        &stage,
        "front",
        [[-1.0, 1.0, -1.0], [1.0, 1.0, -1.0], [1.0, 0.0, -1.0], [-1.0, 0.0, -1.0]],
        1e-6,
    );
    assert_corners(
        &stage,
        "right",
        [[1.0, 1.0, -1.0], [1.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 0.0, -1.0]],
        1e-6,
    );
    assert!((stage.view_origin_m.y - 0.5).abs() < 1e-6);
    assert_eq!((stage.canvases.len(), stage.canvases[0].size), (1, [400, 100]));
    assert_eq!(stage.panels[1].slot.unwrap().x, 200);
    assert!(imported.summary().starts_with("Imported 2 walls, 1 output. 3 doubts"), "{}", imported.summary());
}

#[test]
fn a_coordinate_frame_moves_the_eye_and_turns_the_axes() {
    let frame = "<coordinateFrame><posx>0</posx><posy>2</posy><posz>3</posz><yawx>0</yawx><yawy>1</yawy><yawz>0</yawz>\
                 </coordinateFrame>";
    let options = Options { distance_m: Some(1.0), ..options() };
    let (_, stage) = loaded(frusta(frame).as_bytes(), "a.xml", &options);
    assert_corners(
        &stage,
        "front",
        [[-1.0, 2.5, 2.0], [1.0, 2.5, 2.0], [1.0, 1.5, 2.0], [-1.0, 1.5, 2.0]],
        1e-6,
    );
    // About +Y, 90 degrees turn to the left.
    assert_corners(
        &stage,
        "right",
        [[-1.0, 2.5, 4.0], [-1.0, 2.5, 2.0], [-1.0, 1.5, 2.0], [-1.0, 1.5, 4.0]],
        1e-6,
    );
}

#[test]
fn faults_name_their_line() {
    for (from, to, words) in [
        ("profile=\"3D\"", "profile=\"4D\"", "a.xml:1:1: profile `4D`"),
        ("<yaw>90", "<yaw>east", "yaw `east"),
        ("<MPCDI", "<!DOCTYPE a [<!ENTITY b \"c\">]><MPCDI", "no XML"),
        ("<upAngle>26", "<upAngle>-80", "a frustum of -45 to 45"),
        ("</MPCDI>", "", "no XML"),
    ] {
        let text = frusta("").replacen(from, to, 1);
        let error = import(text.as_bytes(), "a.xml", &options()).unwrap_err().to_string();
        assert!(error.starts_with("a.xml:1:") && error.contains(words), "{error}");
    }
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert!(import(deep.as_bytes(), "a.xml", &options()).is_err());
}
