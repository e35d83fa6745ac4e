//! Rust mirrors of WGSL structs, made checkable.
//!
//! In: a `#[repr(C)]` struct. Out: its WGSL name and the offset of each field. Not here: the structs (`render::structs`).
//! Invariant: offsets come from `offset_of!`, never from a hand; tests/cpu/shader_layout.rs compares them with naga's.

/// A struct that stands in WGSL too.
pub trait GpuStruct {
    /// Its name there.
    const WGSL_NAME: &'static str;
    /// Its fields in order, with byte offsets.
    const FIELDS: &'static [(&'static str, usize)];
}

/// A mirror as the layout test reads it.
#[derive(Clone, Copy, Debug)]
pub struct Mirror {
    /// Name in WGSL.
    pub name: &'static str,
    /// Fields with byte offsets.
    pub fields: &'static [(&'static str, usize)],
    /// Size in bytes.
    pub size: usize,
}

/// The mirror of a type.
pub const fn mirror_of<T: GpuStruct>() -> Mirror {
    Mirror { name: T::WGSL_NAME, fields: T::FIELDS, size: size_of::<T>() }
}

/// Lists a struct's fields for [`GpuStruct`].
macro_rules! gpu_struct {
    ($name:ident: $($field:ident),+ $(,)?) => {
        impl crate::gpu::mirror::GpuStruct for $name {
            const WGSL_NAME: &'static str = stringify!($name);
            const FIELDS: &'static [(&'static str, usize)] =
                &[$((stringify!($field), std::mem::offset_of!($name, $field))),+];
        }
    };
}
pub(crate) use gpu_struct;
