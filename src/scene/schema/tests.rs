//! Tests of scene.toml: what loads, and what is refused where.
//!
//! In: small scenes as text. Out: pass or fail. Not here: glTF and domes themselves.
//! Expected values are those written in the text, and trigonometry.
//! Invariant: no input panics.

use super::*;
use crate::scene::{Environment, SeenBy};
use glam::DVec3;

fn scene(text: &str) -> Result<Scene, SceneError> {
    load(text, "scene.toml", &|name| Err(format!("{name} is not there")), &|_, _| {})
}

fn refusal(text: &str) -> String {
    scene(text).unwrap_err().to_string()
}

#[test]
fn nodes_in_any_order_become_a_tree() {
    let loaded = scene(
        r#"
version = 1
[environment]
sky = "overcast"
zenith_nits = [1, 2, 3]
[sun]
elevation_deg = 30
azimuth_deg = 90
illuminance_lux = 1000
[[node]]
name = "ball"
parent = "table"
position_m = [0, 1, 0]
sphere = { radius_m = 0.1 }
seen_by = "outer"
[[node]]
name = "table"
position_m = [1, 0, 0]
rotation_deg = { yaw = 90 }
scale = 2
visible = false
"#,
    )
    .unwrap();
    assert_eq!(loaded.nodes[0].name, "table");
    assert_eq!(loaded.nodes[1].parent, Some(0));
    assert_eq!(loaded.nodes[1].seen_by, SeenBy::Outer);
    let placed = loaded.world_from_nodes();
    assert!((placed[1].0.transform_point3(DVec3::ZERO) - DVec3::new(1.0, 2.0, 0.0)).length() < 1e-12);
    // A yaw of 90 degrees to the left turns -Z into -X.
    assert!((placed[0].0.transform_vector3(DVec3::NEG_Z) - DVec3::new(-2.0, 0.0, 0.0)).length() < 1e-12);
    assert!(!placed[1].1, "hidden with its parent");
    let to_sun = loaded.sun.unwrap().to_sun;
    assert!((to_sun - DVec3::new(0.75_f64.sqrt(), 0.5, 0.0)).length() < 1e-12);
    let Environment::Gradient(gradient) = loaded.environment else { panic!("a gradient") };
    assert_eq!(gradient.zenith, DVec3::new(1.0, 2.0, 3.0));
}

#[test]
fn mistakes_name_place_and_remedy() {
    let unknown = refusal("version = 1\n[environment]\nzenit_nits = 3\n");
    assert!(unknown.starts_with("scene.toml:3:1: unknown field `zenit_nits`"), "{unknown}");
    let twice = refusal("version = 1\n[[node]]\nname = \"a\"\n[[node]]\n  name = \"a\"\n");
    assert!(twice.starts_with("scene.toml:5:10: a second node 'a'; "), "{twice}");
    let orphan = refusal("version = 1\n[[node]]\nname = \"a\"\nparent = \"b\"\n");
    assert!(orphan.contains("no node is called 'b'; parents may be: a"), "{orphan}");
    let ring =
        "version = 1\n[[node]]\nname = \"a\"\nparent = \"b\"\n[[node]]\nname = \"b\"\nparent = \"a\"\n";
    assert!(refusal(ring).contains("its own ancestor"));
    assert!(refusal("version = 2\n").contains("reads version 1"));
    let missing = refusal("version = 1\n[[node]]\nname = \"a\"\ngltf = \"x/chair.glb\"\n");
    assert!(missing.starts_with("scene.toml:4:8: 'x/chair.glb' cannot be read"), "{missing}");
    assert!(refusal("version = 1\n[environment]\ndome = \"a.hdr\"\nfalloff = 2\n").contains("keep one"));
    let zero = "version = 1\n[[node]]\nname = \"a\"\nscale = 0\n";
    assert!(refusal(zero).contains("no axis may be 0"));
    let nan = "version = 1\n[[node]]\nname = \"a\"\nposition_m = [nan, 0, 0]\n";
    assert!(refusal(nan).contains("not finite"));
    let both =
        "version = 1\n[[node]]\nname = \"a\"\nplane = { size_m = [1, 1] }\nbox = { size_m = [1, 1, 1] }\n";
    assert!(refusal(both).contains("several shapes"));
    assert!(
        refusal("version = 1\n[sun]\nelevation_deg = 99\nazimuth_deg = 0\nilluminance_lux = 1\n")
            .contains("99")
    );
    assert!(refusal("version = 1\n[environment]\nzenith_nits = \"blue\"\n").contains("a number of nits"));
    assert!(refusal("version = ").contains("scene.toml:1:"));
}

#[test]
fn the_demo_scene_loads() {
    let text = include_str!("../../../scenes/desert-road/scene.toml");
    let heard = std::cell::RefCell::new(Vec::new());
    let loaded =
        load(text, "scene.toml", &|_| Err("no files".into()), &|_, done| heard.borrow_mut().push(done));
    let loaded = loaded.unwrap();
    assert!(loaded.nodes.iter().any(|node| node.name == "desert/road"));
    assert!(heard.borrow().is_sorted(), "progress only grows");
    assert_eq!(heard.borrow().last(), Some(&1.0));
    let Environment::Sky(sky) = loaded.environment else { panic!("a live sky") };
    assert!(sky.time_of_day_h > 17.0 && loaded.sun.is_none(), "the last hour before sunset: {sky:?}");
}

#[test]
fn schema_names_every_content() {
    let schema = json_schema().to_string();
    for key in ["gltf", "generate", "box", "sphere", "plane", "dome", "seen_by", "temperature_k"] {
        assert!(schema.contains(&format!("\"{key}\"")), "{key}");
    }
}
