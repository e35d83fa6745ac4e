//! nDisplay: Unreal's template configurations, by their published transforms, and what real files have wrong.
//!
//! In: the numbers of the templates NDC_Basic, NDC_DualMonitor, NDC_DualAppWindows, NDC_WallCurved3x2, NDC_Cave,
//! NDC_CaveUnwrap, NDC_XRStage, NDC_MultiViewports and NDC_DemoEasyBlend1 (facts; the files themselves are Epic's).
//! Out: corners in stage metres, computed by hand. Not here: the round trip on the project's samples.
//! Invariant: tolerances are those of the templates' own f32 noise.

use serde_json::{Map, Value, json};

use super::{assert_corners, corners, loaded, options};
use crate::stage::export::ndisplay as export;
use crate::stage::import::{Options, import};

/// Name, parent, location, rotation (pitch, yaw, roll).
type Xform = (&'static str, &'static str, [f64; 3], [f64; 3]);
/// Name, parent, size, location.
type Screen = (&'static str, &'static str, [f64; 2], [f64; 3]);
/// Node, window, and its viewports: name, region, policy, parameter, value.
type Node<'a> = (&'a str, [i32; 4], &'a [(&'a str, [i32; 4], &'a str, &'a str, &'a str)]);

fn configuration(xforms: &[Xform], screens: &[Screen], eye: [f64; 3], nodes: &[Node<'_>]) -> String {
    let place = |parent: &str, location: [f64; 3], rotation: [f64; 3]| {
        json!({
            "parentId": parent,
            "location": {"x": location[0], "y": location[1], "z": location[2]},
            "rotation": {"pitch": rotation[0], "yaw": rotation[1], "roll": rotation[2]},
        })
    };
    let xforms: Map<String, Value> = xforms
        .iter()
        .map(|(name, parent, location, rotation)| ((*name).to_owned(), place(parent, *location, *rotation)))
        .collect();
    let screens: Map<String, Value> = screens
        .iter()
        .map(|(name, parent, size, location)| {
            let mut screen = place(parent, *location, [0.0; 3]);
            screen["size"] = json!({"width": size[0], "height": size[1]});
            ((*name).to_owned(), screen)
        })
        .collect();
    let rect = |[x, y, w, h]: [i32; 4]| json!({"x": x, "y": y, "w": w, "h": h});
    let nodes: Map<String, Value> = nodes
        .iter()
        .map(|(name, window, viewports)| {
            let viewports: Map<String, Value> = viewports
                .iter()
                .map(|(name, region, policy, key, value)| {
                    let policy = json!({"type": policy, "parameters": {*key: value}});
                    (
                        (*name).to_owned(),
                        json!({"camera": "", "region": rect(*region), "projectionPolicy": policy}),
                    )
                })
                .collect();
            (
                (*name).to_owned(),
                json!({"host": "127.0.0.1", "window": rect(*window), "viewports": viewports}),
            )
        })
        .collect();
    let cameras = json!({"DefaultViewPoint": place("", eye, [0.0; 3])});
    json!({"nDisplay": {
        "version": "5.00",
        "scene": {"xforms": xforms, "cameras": cameras, "screens": screens},
        "cluster": {"primaryNode": {"id": "x"}, "nodes": nodes},
    }})
    .to_string()
}

fn text_of(text: &str) -> (crate::stage::import::Imported, crate::stage::Stage) {
    loaded(text.as_bytes(), "a.ndisplay", &options())
}

#[test]
fn ndc_basic_stands_one_metre_before_the_origin() {
    let text = configuration(
        &[("nDisplayXform", "", [0.0; 3], [0.0; 3])],
        &[("nDisplayScreen", "nDisplayXform", [200.0, 112.5], [100.0, 0.0, 50.0])],
        [-20.0, 0.0, 50.0],
        &[(
            "Node_0",
            [0, 0, 1920, 1080],
            &[("VP_0", [0, 0, 1920, 1080], "simple", "screen", "nDisplayScreen")],
        )],
    );
    let (imported, stage) = text_of(&text);
    let (top, low) = (0.5 + 0.5625, 0.5 - 0.5625);
    let want = [[-1.0, top, -1.0], [1.0, top, -1.0], [1.0, low, -1.0], [-1.0, low, -1.0]];
    assert_corners(&stage, "nDisplayScreen", want, 1e-7);
    assert_eq!(stage.view_origin_m.to_array(), [0.0, 0.5, 0.2]);
    assert_eq!(stage.canvases[0].size, [1920, 1080]);
    // It reaches 6 cm below the floor, and that is told.
    assert_eq!(imported.summary().split(". ").next(), Some("Imported 1 wall, 1 output, cm -> m"));
    assert!(imported.doubts[0].contains("0.06 m below the floor"), "{:?}", imported.doubts);
}

#[test]
fn ndc_dual_monitor_and_windows_stand_side_by_side() {
    let parent: &[Xform] = &[("nDisplayXform", "", [100.0, 0.0, 50.0], [0.0; 3])];
    let screens: &[Screen] = &[
        ("Right", "nDisplayXform", [100.0, 56.25], [0.0, 50.0, 0.0]),
        ("Left", "nDisplayXform", [100.0, 56.25], [0.0, -50.0, 0.0]),
    ];
    let both: &[Node<'_>] = &[(
        "Node_0",
        [0, 0, 5120, 1440],
        &[
            ("VP_Left", [0, 0, 2560, 1440], "simple", "screen", "Left"),
            ("VP_Right", [2560, 0, 2560, 1440], "simple", "screen", "Right"),
        ],
    )];
    let (_, stage) = text_of(&configuration(parent, screens, [0.0, 0.0, 50.0], both));
    let (top, low) = (0.5 + 0.28125, 0.5 - 0.28125);
    assert_corners(
        &stage,
        "Left",
        [[-1.0, top, -1.0], [0.0, top, -1.0], [0.0, low, -1.0], [-1.0, low, -1.0]],
        1e-7,
    );
    assert_corners(
        &stage,
        "Right",
        [[0.0, top, -1.0], [1.0, top, -1.0], [1.0, low, -1.0], [0.0, low, -1.0]],
        1e-7,
    );
    let right = stage.walls.iter().find(|wall| wall.name == "Right").unwrap();
    assert_eq!(stage.panels[right.panels.start].slot.unwrap().x, 2560);

    let two: &[Node<'_>] = &[
        ("Node_0", [0, 0, 960, 1080], &[("VP_Left", [0, 0, 960, 1080], "simple", "screen", "Left")]),
        ("Node_1", [960, 0, 960, 1080], &[("VP_Right", [0, 0, 960, 1080], "simple", "screen", "Right")]),
    ];
    let screens: &[Screen] = &[
        ("Right", "nDisplayXform", [50.0, 56.25], [0.0, 25.0, 0.0]),
        ("Left", "nDisplayXform", [50.0, 56.25], [0.0, -25.0, 0.0]),
    ];
    let (imported, stage) = text_of(&configuration(parent, screens, [0.0, 0.0, 50.0], two));
    assert_eq!(imported.summary(), "Imported 2 walls, 2 outputs, cm -> m.");
    assert_corners(
        &stage,
        "Left",
        [[-0.5, top, -1.0], [0.0, top, -1.0], [0.0, low, -1.0], [-0.5, low, -1.0]],
        1e-7,
    );
}

#[test]
fn ndc_wall_curved_turns_its_outer_columns_by_30_degrees() {
    let yaw = 30.000_006;
    let xforms: &[Xform] = &[
        ("displays_origin", "", [0.0, 0.0, 50.0], [0.0; 3]),
        ("eye_level", "displays_origin", [0.0; 3], [0.0; 3]),
        ("column_2", "eye_level", [100.0, 0.0, 0.0], [0.0; 3]),
        ("display_2_up", "column_2", [0.0, 0.0, 15.5], [0.0; 3]),
        ("angle_1", "eye_level", [100.0, -25.5, 0.0], [0.0, -yaw, 0.0]),
        ("column_1", "angle_1", [-5.960_464e-7, -25.5, 0.0], [0.0; 3]),
        ("display_1_dn", "column_1", [0.0, 0.0, -15.5], [0.0; 3]),
        ("angle_3", "eye_level", [100.0, 25.5, 0.0], [0.0, yaw, 0.0]),
        ("column_3", "angle_3", [1.788_139e-6, 25.5, 0.0], [0.0; 3]),
        ("display_3_up", "column_3", [0.0, 0.0, 15.5], [0.0; 3]),
    ];
    let size = [50.0, 30.000_002];
    let screens: &[Screen] = &[
        ("scr_1_dn", "display_1_dn", size, [0.0; 3]),
        ("scr_2_up", "display_2_up", size, [0.0; 3]),
        ("scr_3_up", "display_3_up", size, [0.0; 3]),
    ];
    let region = [0, 0, 1920, 1080];
    let nodes: &[Node<'_>] = &[
        ("node_1_dn", [0, 1080, 1920, 1080], &[("vp_1_dn", region, "simple", "screen", "scr_1_dn")]),
        ("node_2_up", region, &[("vp_2_up", region, "simple", "screen", "scr_2_up")]),
        ("node_3_up", region, &[("vp_3_up", region, "simple", "screen", "scr_3_up")]),
    ];
    let (_, stage) = text_of(&configuration(xforms, screens, [0.0, 0.0, 50.0], nodes));
    let (top, low) = (0.5 + 0.155 + 0.15, 0.5 + 0.155 - 0.15);
    let middle = [[-0.25, top, -1.0], [0.25, top, -1.0], [0.25, low, -1.0], [-0.25, low, -1.0]];
    assert_corners(&stage, "scr_2_up", middle, 1e-6);
    // The right column turns about its joint at (y 25.5, x 100): its inner edge is 0.5 cm from the joint, its outer one
    // 50.5 cm, along (cos 30 to the right, sin 30 toward the viewer).
    let (sine, cosine) = (0.5, 0.75_f64.sqrt());
    let at = |along: f64, height: f64| [0.255 + along * cosine, height, -1.0 + along * sine];
    assert_corners(
        &stage,
        "scr_3_up",
        [at(0.005, top), at(0.505, top), at(0.505, low), at(0.005, low)],
        1e-6,
    );
    // The left one is its mirror image, one screen lower.
    let (top, low) = (0.5 - 0.155 + 0.15, 0.5 - 0.155 - 0.15);
    let at = |along: f64, height: f64| [-0.255 - along * cosine, height, -1.0 + along * sine];
    assert_corners(
        &stage,
        "scr_1_dn",
        [at(0.505, top), at(0.005, top), at(0.005, low), at(0.505, low)],
        1e-6,
    );
}

/// The cave of NDC_Cave, NDC_CaveUnwrap and NDC_XRStage.
const CAVE: &[Xform] = &[
    ("cave_origin", "", [0.0, 0.0, 10.0], [0.0; 3]),
    ("cave_center", "cave_origin", [0.0, 0.0, 100.0], [0.0; 3]),
    ("display_front", "cave_center", [150.0, 0.0, 0.0], [0.0; 3]),
    ("display_floor", "cave_center", [0.0, 0.0, -100.0], [-90.0, 0.0, 0.0]),
    ("angle_left", "cave_center", [150.0, -150.0, 0.0], [0.0, -89.999_992, 0.0]),
    ("display_left", "angle_left", [-1.525_879e-5, -149.999_969, 0.0], [0.0; 3]),
    ("angle_right", "cave_center", [150.0, 150.0, 0.0], [0.0, 90.0, 0.0]),
    ("display_right", "angle_right", [0.0, 150.0, 0.0], [0.0; 3]),
    ("angle_ceiling", "cave_center", [150.0, 0.0, 100.0], [90.0, 0.0, 0.0]),
    ("display_ceiling", "angle_ceiling", [-7.629_395e-6, 0.0, 74.999_985], [0.0; 3]),
    ("ICVFXCamera", "", [-188.343_582, -132.228_271, 60.0], [0.0, 40.000_137, 0.0]),
];

const CAVE_SCREENS: &[Screen] = &[
    ("scr_left", "display_left", [300.0, 200.0], [0.0; 3]),
    ("scr_front", "display_front", [300.0, 200.0], [0.0; 3]),
    ("scr_right", "display_right", [300.0, 200.0], [0.0; 3]),
    ("scr_ceiling", "display_ceiling", [300.0, 150.0], [0.0; 3]),
    ("scr_floor", "display_floor", [300.0, 300.0], [0.0; 3]),
];

/// Five nodes; `unit` pixels a metre.
fn cave(unit: i32) -> String {
    let window = [0, 0, 2560, 1600];
    let port = |name: &'static str, screen: &'static str, w: i32, h: i32| {
        (name, [0, 0, 3 * unit, h * unit / 2], "simple", "screen", screen, w)
    };
    let ports = [
        port("vp_left", "scr_left", 3, 4),
        port("vp_front", "scr_front", 3, 4),
        port("vp_right", "scr_right", 3, 4),
        port("vp_ceiling", "scr_ceiling", 3, 3),
        port("vp_floor", "scr_floor", 3, 6),
    ];
    let ports: Vec<[_; 1]> = ports
        .iter()
        .map(|(name, region, policy, key, screen, _)| [(*name, *region, *policy, *key, *screen)])
        .collect();
    let names = ["node_left", "node_front", "node_right", "node_ceiling", "node_floor"];
    let nodes: Vec<Node<'_>> =
        names.iter().zip(&ports).map(|(name, ports)| (*name, window, &ports[..])).collect();
    configuration(CAVE, CAVE_SCREENS, [0.0, 0.0, 50.0], &nodes)
}

#[test]
fn ndc_cave_closes_round_the_viewer() {
    // 200 pixels a metre, as in NDC_CaveUnwrap.
    let (imported, stage) = text_of(&cave(200));
    // A room 3 x 3 m from 0.1 to 2.1 m, open behind; its ceiling reaches half way over it.
    let (low, top, x, z) = (0.1, 2.1, 1.5, -1.5);
    let near = 1e-5;
    assert_corners(&stage, "scr_front", [[-x, top, z], [x, top, z], [x, low, z], [-x, low, z]], near);
    assert_corners(&stage, "scr_left", [[-x, top, 1.5], [-x, top, z], [-x, low, z], [-x, low, 1.5]], near);
    assert_corners(&stage, "scr_right", [[x, top, z], [x, top, 1.5], [x, low, 1.5], [x, low, z]], near);
    // Looking up, the top of the picture is behind; looking down, it is in front.
    assert_corners(&stage, "scr_ceiling", [[-x, top, 0.0], [x, top, 0.0], [x, top, z], [-x, top, z]], near);
    assert_corners(&stage, "scr_floor", [[-x, low, z], [x, low, z], [x, low, 1.5], [-x, low, 1.5]], near);
    assert_eq!(imported.doubts, Vec::<String>::new());
    let camera = imported.stage.foot.join("\n");
    assert!(camera.contains("position_m = [-1.32228, 0.6, 1.88344], pan -40.0001"), "{camera}");
}

#[test]
fn ndc_xr_stage_falls_back_to_screens_of_its_components_names() {
    let screens: &[Screen] = &[
        ("scr_left", "display_front", [300.0, 200.0], [0.0; 3]),
        ("scr_right", "display_right", [300.0, 200.0], [0.0; 3]),
        ("scr_floor", "display_floor", [300.0, 300.0], [0.0; 3]),
    ];
    let nodes: &[Node<'_>] = &[(
        "node_main",
        [0, 0, 3840, 2160],
        &[
            ("vp_left", [0, 0, 1350, 900], "mesh", "mesh_component", "scr_left"),
            ("vp_right", [0, 900, 1350, 900], "mesh", "mesh_component", "scr_right"),
            ("vp_floor", [1350, 0, 1350, 1350], "mesh", "mesh_component", "scr_floor"),
        ],
    )];
    let (imported, stage) = text_of(&configuration(CAVE, screens, [0.0, 0.0, 50.0], nodes));
    let (low, top, x, z) = (0.1, 2.1, 1.5, -1.5);
    assert_corners(&stage, "scr_left", [[-x, top, z], [x, top, z], [x, low, z], [-x, low, z]], 1e-5);
    assert_corners(&stage, "scr_floor", [[-x, low, z], [x, low, z], [x, low, 1.5], [-x, low, 1.5]], 1e-5);
    assert_eq!((stage.canvases.len(), imported.doubts.len()), (1, 3), "{:?}", imported.doubts);
    assert!(imported.doubts.iter().any(|doubt| doubt.contains("--geometry scr_left=FILE.obj")));
}

#[test]
fn ndc_multi_viewports_feeds_each_led_once() {
    let screens: &[Screen] = &[
        ("scr_LT", "screens", [95.0, 95.0], [100.0, -50.0, 50.0]),
        ("scr_LB", "screens", [95.0, 95.0], [100.0, -50.0, -50.0]),
    ];
    let xforms: &[Xform] =
        &[("cave_origin", "", [0.0; 3], [0.0; 3]), ("screens", "cave_origin", [0.0, 0.0, 170.0], [0.0; 3])];
    let nodes: &[Node<'_>] = &[
        ("Node_0_LT", [0, 0, 640, 480], &[("VP_0_LT", [10, 10, 300, 220], "simple", "screen", "scr_LT")]),
        (
            "node_1_LB",
            [0, 482, 640, 480],
            &[
                ("VP_1_LT", [10, 10, 300, 220], "simple", "screen", "scr_LT"),
                ("VP_1_LB", [10, 250, 300, 220], "simple", "screen", "scr_LB"),
            ],
        ),
    ];
    let (imported, stage) = text_of(&configuration(xforms, screens, [0.0, 0.0, 50.0], nodes));
    let [x0, x1, y0, y1] = [-0.975, -0.025, 2.2 + 0.475, 2.2 - 0.475];
    assert_corners(&stage, "scr_LT", [[x0, y0, -1.0], [x1, y0, -1.0], [x1, y1, -1.0], [x0, y1, -1.0]], 1e-7);
    assert_eq!((stage.canvases.len(), stage.panels[0].slot.unwrap().x), (2, 10));
    assert!(imported.doubts.iter().any(|doubt| doubt.contains("second time by viewport `VP_1_LT`")));
    assert!(imported.doubts.iter().any(|doubt| doubt.contains("not square")), "95 x 95 cm on 300 x 220");
}

#[test]
fn vendors_and_meshes_ask_for_geometry() {
    let nodes: &[Node<'_>] = &[(
        "node_main",
        [0, 0, 1920, 360],
        &[("vp_1", [0, 0, 640, 360], "easyblend", "file", "Local\\ScalableData.pol")],
    )];
    let text = configuration(&[], &[], [0.0, 0.0, 50.0], nodes);
    let error = import(text.as_bytes(), "a.ndisplay", &options()).unwrap_err();
    assert!(error.remedy.contains("--geometry vp_1=FILE.obj"), "{error}");
}

#[test]
fn a_manual_frustum_is_a_plane_at_a_distance() {
    let nodes: &[Node<'_>] = &[(
        "n",
        [0, 0, 200, 100],
        &[("vp", [0, 0, 200, 100], "manual", "frustum", "l=-45 r=45 t=26.565051177 b=-26.565051177")],
    )];
    let text = configuration(&[], &[], [0.0, 0.0, 150.0], nodes);
    let (imported, stage) =
        loaded(text.as_bytes(), "a.ndisplay", &Options { distance_m: Some(1.0), ..options() });
    assert_corners(
        &stage,
        "vp",
        [[-1.0, 2.0, -1.0], [1.0, 2.0, -1.0], [1.0, 1.0, -1.0], [-1.0, 1.0, -1.0]],
        1e-6,
    );
    assert!(imported.doubts[0].contains("only known as angles"), "{:?}", imported.doubts);
}

#[test]
fn what_real_files_have_wrong_is_said() {
    let nodes: &[Node<'_>] = &[(
        "n",
        [0, 0, 300, 100],
        &[
            ("a", [0, 0, 200, 100], "simple", "screen", "up"),
            ("b", [100, 0, 200, 100], "simple", "screen", "orphan"),
            ("c", [200, 50, 200, 100], "simple", "screen", "ring"),
        ],
    )];
    let xforms: &[Xform] = &[
        ("turned", "", [0.0, 0.0, 300.0], [-90.0, 0.0, 0.0]),
        ("r1", "r2", [100.0, 0.0, 100.0], [0.0; 3]),
        ("r2", "r1", [0.0; 3], [0.0; 3]),
    ];
    let screens: &[Screen] = &[
        ("up", "turned", [200.0, 100.0], [0.0; 3]),
        ("orphan", "gone", [200.0, 100.0], [300.0, 0.0, 100.0]),
        ("ring", "r1", [200.0, 100.0], [300.0, 0.0, 100.0]),
    ];
    let text = configuration(xforms, screens, [0.0, 0.0, 150.0], nodes);
    let text = text.replacen("\"region\"", "\"bufferRatio\": \"0.5\", \"region\"", 1);
    let (imported, stage) = text_of(&text);
    for words in [
        "up normal faces up",
        "bufferRatio 0.5",
        "parent `gone` of `orphan` does not exist",
        "run in a ring",
        "overlaps the one of wall `up`",
        "leaves the window",
    ] {
        assert!(imported.doubts.iter().any(|doubt| doubt.contains(words)), "{words}: {:#?}", imported.doubts);
    }
    assert_eq!(corners(&stage, "orphan")[0].z, -3.0);
}

#[test]
fn refusals_name_line_and_path() {
    let good = cave(200);
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(&good).unwrap()).unwrap();
    let width = pretty.replacen("\"width\": 300.0", "\"width\": \"wide\"", 1);
    let line = width.lines().position(|line| line.contains("wide")).unwrap() + 1;
    let error = import(width.as_bytes(), "a.ndisplay", &options()).unwrap_err();
    assert!(error.place.starts_with(&format!("a.ndisplay:{line}:")), "{error}");
    assert!(
        error.place.contains("nDisplay.scene.screens.scr_") && error.place.ends_with(".size.width"),
        "{error}"
    );
    let error = import(b"{\"nDisplay\": {\"cluster\": {", "a.ndisplay", &options()).unwrap_err();
    assert!(error.place.starts_with("a.ndisplay:1:"), "{error}");
    let error = import(b"{}", "a.ndisplay", &options()).unwrap_err();
    assert!(error.found.contains("no nDisplay.cluster"), "{error}");
}

#[test]
fn what_is_exported_is_imported_again() {
    let (_, stage) = text_of(&cave(200));
    let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/calibration/stages/");
    let read =
        |path: &str| std::fs::read_to_string(format!("{demo}{path}")).map_err(|error| error.to_string());
    let own = |name: &str| crate::stage::schema::load(&read(name).unwrap(), name, &read).unwrap().stage;
    for stage in [stage, own("demo.toml"), own("arc270.toml"), crate::stage::sample::clean().stage] {
        let exported = export::text(&stage);
        let (imported, again) = text_of(&exported.text);
        assert_eq!(again.panels.len(), stage.panels.len(), "{}", stage.name);
        assert!((again.view_origin_m - stage.view_origin_m).length() < 1e-6);
        assert_eq!(
            again.canvases.iter().map(|canvas| (&canvas.name, canvas.size)).collect::<Vec<_>>(),
            stage.canvases.iter().map(|canvas| (&canvas.name, canvas.size)).collect::<Vec<_>>()
        );
        assert!(!imported.doubts.iter().any(|doubt| doubt.contains("dark")), "{:?}", imported.doubts);
        for panel in &stage.panels {
            // A turned piece comes back as a turned wall: the same pixels on the same metres.
            let slot = panel.slot.unwrap();
            let twin = again.panels.iter().find(|twin| {
                let other = twin.slot.unwrap();
                (other.canvas, other.x, other.y) == (slot.canvas, slot.x, slot.y)
            });
            let twin = twin.unwrap_or_else(|| panic!("{} of {} is not fed", panel.id, stage.name));
            let (pixels, metres) = (twin.corners_px().unwrap(), twin.corners_m);
            for (pixel, metre) in panel.corners_px().unwrap().iter().zip(panel.corners_m) {
                let at = pixels.iter().position(|other| other == pixel).unwrap();
                assert!((metres[at] - metre).length() < 1e-6, "{} of {}", panel.id, stage.name);
            }
        }
    }
}

#[test]
fn older_configurations_are_read_in_metres() {
    let text = "# a comment\n[info] version=\"23\"\n[cluster_node] id=\"node_left\" addr=\"10.1.100.2\" window=\"wnd\" master=\"true\"\n\
                [window] id=\"wnd\" viewports=\"vp_l,vp_f\" fullscreen=\"true\" WinX=0 WinY=0 ResX=1200 ResY=600\n\
                [viewport] id=\"vp_l\" x=\"0\" y=\"0\" width=\"600\" height=\"600\" projection=\"pl\"\n\
                [viewport] id=\"vp_f\" x=\"600\" y=\"0\" width=\"600\" height=\"600\" projection=\"pf\"\n\
                [projection] id=pl type=simple screen=screen_left\n[projection] id=pf type=\"simple\" screen=\"screen_front\"\n\
                [camera] id=\"eye\" loc=\"X=0,Y=0,Z=1.7\" parent=\"screens\"\n[scene_node] id=screens loc=\"X=0,Y=0,Z=0\" rot=\"P=0,Y=0,R=0\"\n\
                [screen] id=screen_front loc=\"X=1.5.Y=0,Z=1.5\" rot=\"P=0,Y=0,R=0\" size=\"X=3,Y=3\" parent=screens\n\
                [screen] id=screen_left loc=\"X=0,y=-1.5,Z=1.5\" rot=\"P=0,Y=-90,R=0\" size=\"X=3,Y=3\" parent=screens\n";
    let (imported, stage) = loaded(text.as_bytes(), "a.cfg", &options());
    assert_eq!(imported.summary(), "Imported 2 walls, 1 output.");
    assert_corners(
        &stage,
        "screen_front",
        [[-1.5, 3.0, -1.5], [1.5, 3.0, -1.5], [1.5, 0.0, -1.5], [-1.5, 0.0, -1.5]],
        1e-7,
    );
    assert_corners(
        &stage,
        "screen_left",
        [[-1.5, 3.0, 1.5], [-1.5, 3.0, -1.5], [-1.5, 0.0, -1.5], [-1.5, 0.0, 1.5]],
        1e-7,
    );
    assert_eq!(stage.view_origin_m.to_array(), [0.0, 1.7, 0.0]);
    let error = import(text.replace("ResX=1200", "ResX=wide").as_bytes(), "a.cfg", &options()).unwrap_err();
    assert!(error.place.starts_with("a.cfg:4:"), "{error}");
}
