//! No view holds anything but light: NaN on a wall is a black pixel that nobody can explain.

use cyclorama::app::preview;
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::show::load;

use crate::device;

/// Texels that are not finite, or negative.
fn faults(picture: &cyclorama::color::Picture) -> usize {
    picture
        .data
        .iter()
        .filter(|texel| texel[..3].iter().any(|value| !(*value >= 0.0 && value.is_finite())))
        .count()
}

#[test]
fn every_lit_view_is_finite_light() {
    let Some(gpu) = device() else { return };
    let mut show = load::demo(&|_, _| {}).unwrap().show;
    preview::reduce(&mut show, 8);
    show.outer_resolution = Some(128);
    let mut renderer =
        Renderer::new(&gpu, &show, &Settings { reference: true, ..Settings::default() }, &|_, _| {}).unwrap();
    let wanted = Wanted { references: true, ..Wanted::default() };
    for frame in [0, 31, 77] {
        let inputs = show.inputs(&show.first, frame, &show.rehearsed_poses(frame));
        renderer.draw(&gpu, &show, &inputs, &wanted);
        assert_eq!(faults(&renderer.inner_picture(&gpu, 0)), 0, "inner view of frame {frame}");
        assert_eq!(faults(&renderer.reference_picture(&gpu, 0).unwrap()), 0, "reference of frame {frame}");
    }
    for face in 0..renderer.targets.faces.depth_or_array_layers() {
        let size = renderer.targets.faces.size();
        let data = gpu.read_rgba_f32(&renderer.targets.faces, face);
        let picture = cyclorama::color::Picture { width: size.width, height: size.height, data };
        let first = picture.data.iter().position(|texel| !texel[..3].iter().all(|value| *value >= 0.0));
        assert_eq!(faults(&picture), 0, "outer face {face}: {:?}", first.map(|at| (at, picture.data[at])));
    }
}

#[test]
fn the_count_sees_a_nan() {
    let mut picture = cyclorama::color::Picture::filled(2, 2, [1.0; 4]);
    assert_eq!(faults(&picture), 0);
    picture.at_mut(1, 0)[2] = f32::NAN;
    picture.at_mut(0, 1)[0] = -1.0;
    assert_eq!(faults(&picture), 2);
}
