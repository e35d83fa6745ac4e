//! The adapter and the device.
//!
//! In: the machine's drivers, an optional display. Out: one [`Gpu`].
//! Not here: surfaces' configuration (`output::window`, `console`). Only features that every Vulkan driver has are required.
//! Invariant: limits are wgpu's defaults with the adapter's texture and buffer sizes, so bindings stay portable.

use wgpu::{Adapter, Device, Instance, Queue};

/// An open device.
#[derive(Debug)]
pub struct Gpu {
    /// The instance that surfaces are made from.
    pub instance: Instance,
    /// The adapter behind the device.
    pub adapter: Adapter,
    /// The device.
    pub device: Device,
    /// Its queue.
    pub queue: Queue,
    /// Whether passes can be timed.
    pub has_timestamps: bool,
}

/// Why there is no device.
#[derive(Debug, thiserror::Error)]
pub enum GpuError {
    /// No driver answered.
    #[error(
        "no graphics adapter was found ({0}). Install a Vulkan driver: on Debian or Ubuntu \
         `apt-get install libvulkan1 mesa-vulkan-drivers` gives the software one (lavapipe)"
    )]
    NoAdapter(String),
    /// The driver refused a device.
    #[error("adapter `{adapter}` gave no device: {reason}")]
    NoDevice {
        /// The adapter's name.
        adapter: String,
        /// The driver's words.
        reason: String,
    },
    /// A raster is larger than the adapter can hold.
    #[error(
        "{what} is {got} pixels wide or high; adapter `{adapter}` holds {limit}. Cut it into smaller canvases"
    )]
    TooLarge {
        /// The raster.
        what: String,
        /// Its larger side.
        got: u32,
        /// The adapter's limit.
        limit: u32,
        /// The adapter's name.
        adapter: String,
    },
}

impl Gpu {
    /// A device without a window.
    pub fn headless() -> Result<Self, GpuError> {
        Self::open(Instance::new(wgpu::InstanceDescriptor::new_without_display_handle_from_env()), None)
    }

    /// A device of an instance; `surface` must be presentable when given.
    pub fn open(instance: Instance, surface: Option<&wgpu::Surface<'_>>) -> Result<Self, GpuError> {
        let options = wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            compatible_surface: surface,
            ..Default::default()
        };
        let adapter = pollster::block_on(instance.request_adapter(&options))
            .map_err(|error| GpuError::NoAdapter(error.to_string()))?;
        let timestamps = wgpu::Features::TIMESTAMP_QUERY;
        let features = adapter.features() & timestamps;
        let has = adapter.limits();
        let mut limits = wgpu::Limits::default();
        limits.max_texture_dimension_2d = has.max_texture_dimension_2d;
        limits.max_buffer_size = has.max_buffer_size;
        limits.max_storage_buffer_binding_size = has.max_storage_buffer_binding_size;
        let request = adapter.request_device(&wgpu::DeviceDescriptor {
            label: Some("cyclorama"),
            required_features: features,
            required_limits: limits,
            ..Default::default()
        });
        let (device, queue) = pollster::block_on(request).map_err(|error| GpuError::NoDevice {
            adapter: adapter.get_info().name,
            reason: error.to_string(),
        })?;
        Ok(Self { instance, has_timestamps: features.contains(timestamps), adapter, device, queue })
    }

    /// Adapter name and driver, as `manifest.json` and `doctor` print them.
    pub fn names(&self) -> (String, String) {
        let info = self.adapter.get_info();
        (info.name, format!("{} {}", info.driver, info.driver_info).trim().to_owned())
    }

    /// Whether the adapter is a software one, where previews are drawn smaller.
    pub fn is_software(&self) -> bool {
        self.adapter.get_info().device_type == wgpu::DeviceType::Cpu
    }

    /// Refuses a raster that the adapter cannot hold.
    pub fn check_size(&self, what: &str, size: [u32; 2]) -> Result<(), GpuError> {
        let (got, limit) = (size[0].max(size[1]), self.device.limits().max_texture_dimension_2d);
        if got > limit {
            let adapter = self.names().0;
            return Err(GpuError::TooLarge { what: what.to_owned(), got, limit, adapter });
        }
        Ok(())
    }
}
