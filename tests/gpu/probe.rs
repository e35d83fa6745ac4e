//! Runs a kernel of shaders/probe over an array.
//!
//! In: rows of four 32-bit words. Out: the rows that the kernel wrote. Not here: what the words mean (`twins`).
//! Invariant: words travel as bits, so integers and floats arrive as they were sent.

use cyclorama::gpu::{Gpu, shader};
use wgpu::BufferUsages;

/// Four words: floats by their bits, or integers.
pub(crate) type Row = [u32; 4];

/// A row of floats.
pub(crate) fn floats(values: [f32; 4]) -> Row {
    values.map(f32::to_bits)
}

/// A row as floats, widened.
pub(crate) fn wide(row: Row) -> [f64; 4] {
    row.map(|bits| f64::from(f32::from_bits(bits)))
}

/// Runs `shaders/probe/<stem>.wgsl` over `items` items; each makes `rows_out` rows.
pub(crate) fn run(gpu: &Gpu, stem: &str, items: &[Vec<Row>], rows_out: usize) -> Vec<Vec<Row>> {
    let path = format!("probe/{stem}.wgsl");
    let pipeline = gpu.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some(&path),
        layout: None,
        module: &shader::module(&gpu.device, &path),
        entry_point: Some("cs_main"),
        compilation_options: Default::default(),
        cache: None,
    });
    let rows = items.concat();
    let input = gpu.filled("probe/in", &rows, BufferUsages::STORAGE);
    let size = (items.len() * rows_out * size_of::<Row>()) as u64;
    let output = gpu.storage("probe/out", size);
    let readback = gpu.device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("probe/readback"),
        size,
        usage: BufferUsages::MAP_READ | BufferUsages::COPY_DST,
        mapped_at_creation: false,
    });
    let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("probe/group"),
        layout: &pipeline.get_bind_group_layout(0),
        entries: &[
            wgpu::BindGroupEntry { binding: 0, resource: input.as_entire_binding() },
            wgpu::BindGroupEntry { binding: 1, resource: output.as_entire_binding() },
        ],
    });
    let mut encoder = gpu.device.create_command_encoder(&Default::default());
    let mut pass = encoder.begin_compute_pass(&Default::default());
    pass.set_pipeline(&pipeline);
    pass.set_bind_group(0, &group, &[]);
    pass.dispatch_workgroups((items.len() as u32).div_ceil(64), 1, 1);
    drop(pass);
    encoder.copy_buffer_to_buffer(&output, 0, &readback, 0, size);
    gpu.queue.submit([encoder.finish()]);
    let words: Vec<Row> = bytemuck::pod_collect_to_vec(&gpu.map(&readback));
    words.chunks(rows_out).map(<[Row]>::to_vec).collect()
}
