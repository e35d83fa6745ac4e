//! Slices of a dome: what one frame draws of the clouds over an epoch.
//!
//! In: a dome's job. Out: rows of its map. Not here: which job (`sky_cache`), what is drawn (`cloud_dome`, `cloud_shadow`).
//! Invariant: the slices of an epoch cover each row once; none of them has all of the horizon, which costs most.

use crate::render::sky_cache::DomeJob;
use crate::render::sky_targets::SkyTargets;

use super::{Recorder, kept};

/// Slices of an epoch in which the clouds are drawn; their light takes the last one.
pub const CLOUD_SLICES: u32 = 4;
/// Rows that are drawn together: few enough for slices of alike cost, enough for whole tiles of a GPU.
const STRIP_ROWS: u32 = 16;

/// Draws the rows of a job's slices into a view of its dome's layer.
pub(in crate::render) fn record(
    recorder: &mut Recorder<'_>,
    (pipeline, label, name): (&wgpu::RenderPipeline, &str, &'static str),
    (sky, job): (&SkyTargets, &DomeJob),
    (onto, [width, height]): (&wgpu::TextureView, [u32; 2]),
) {
    let mut strips = strips(job, height).peekable();
    if strips.peek().is_none() {
        return;
    }
    let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some(label),
        color_attachments: &[Some(kept(onto))],
        timestamp_writes: recorder.timers.render(name),
        ..Default::default()
    });
    pass.set_pipeline(pipeline);
    pass.set_bind_group(0, &sky.luts[job.lut][3], &[sky.dome_offset(job.dome)]);
    pass.set_bind_group(1, &sky.cloud_noise, &[]);
    for (top, rows) in strips {
        pass.set_scissor_rect(0, top, width, rows);
        pass.draw(0..3, 0..1);
    }
}

/// First row and count of the rows of a job's slices: every so many strips one; all at once where all slices are drawn.
fn strips(job: &DomeJob, height: u32) -> impl Iterator<Item = (u32, u32)> {
    let slices = job.from.min(CLOUD_SLICES)..job.to.min(CLOUD_SLICES);
    let is_whole = slices == (0..CLOUD_SLICES);
    let rows = if is_whole { height } else { STRIP_ROWS };
    (0..height.div_ceil(rows))
        .filter(move |strip| is_whole || slices.contains(&(strip % CLOUD_SLICES)))
        .map(move |strip| (strip * rows, rows.min(height - strip * rows)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sky::trail::EPOCH;

    #[test]
    fn an_epochs_slices_cover_each_row_once() {
        let job = |from, to| DomeJob { dome: 0, lut: 0, packet: bytemuck::Zeroable::zeroed(), from, to };
        for height in [1, 100, 512, 1000] {
            for jumps in [vec![0, 1, 2, 3, 4, 5], vec![0, 2, 5], vec![0, 5], vec![0, 4, 5]] {
                let mut drawn = vec![0; height as usize];
                for pair in jumps.windows(2) {
                    let strips: Vec<_> = strips(&job(pair[0], pair[1]), height).collect();
                    let rows: u32 = strips.iter().map(|(_, rows)| rows).sum();
                    // No slice has more than its share and a strip.
                    let share = height * (pair[1] - pair[0]).min(CLOUD_SLICES) / CLOUD_SLICES;
                    assert!(
                        rows <= share + STRIP_ROWS * (pair[1] - pair[0]),
                        "{jumps:?}: {rows} of {height}"
                    );
                    for (top, rows) in strips {
                        drawn[top as usize..(top + rows) as usize].iter_mut().for_each(|times| *times += 1);
                    }
                }
                assert!(drawn.iter().all(|times| *times == 1), "{jumps:?} of {height}");
            }
        }
        assert_eq!(CLOUD_SLICES + 1, EPOCH as u32);
    }
}
