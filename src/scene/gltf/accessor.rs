//! Accessors: numbers out of buffers.
//!
//! In: an accessor. Out: f32 or u32 values, normalised integers and sparse replacements applied.
//! Source: glTF 2.0, 3.6.2. Not here: what the numbers mean.
//! Invariant: every read is inside its buffer view; nothing is allocated that the file's own size does not bound.

use ::gltf::json::accessor::{Accessor, ComponentType, Type};
use ::gltf::json::validation::Checked;
use ::gltf::json::{Index, accessor::sparse::Sparse};

use super::SceneError;
use super::container::Document;

/// Most elements of an accessor without data of its own (all zeros, or sparse): 2^24 vertices.
const MAX_BARE_COUNT: u64 = 1 << 24;

/// An accessor's values.
pub(super) struct Values {
    /// Element after element.
    pub(super) numbers: Vec<f32>,
    /// Numbers in an element.
    pub(super) components: usize,
}

impl Values {
    /// Element `index`, missing components filled from `rest`.
    pub(super) fn element<const N: usize>(&self, index: usize, rest: [f32; N]) -> [f32; N] {
        let from = &self.numbers[index * self.components..(index + 1) * self.components];
        let mut out = rest;
        for (out, from) in out.iter_mut().zip(from) {
            *out = *from;
        }
        out
    }

    /// How many elements.
    pub(super) fn count(&self) -> usize {
        self.numbers.len() / self.components
    }
}

/// Whether integers stand for fractions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Integers {
    /// As the accessor says.
    AsMarked,
    /// Always fractions: colors.
    Fractions,
}

impl Document<'_> {
    /// Values of an accessor as f32.
    pub(super) fn floats(
        &self,
        index: Index<Accessor>,
        inside: &str,
        integers: Integers,
    ) -> Result<Values, SceneError> {
        let accessor = self.item(index, inside)?;
        let inside = format!("{inside} -> accessors[{}]", index.value());
        let (kind, components) = self.layout(accessor, &inside)?;
        let fractions = accessor.normalized || integers == Integers::Fractions;
        let mut numbers = match accessor.buffer_view {
            Some(view) => {
                let offset = accessor.byte_offset.map_or(0, |offset| offset.0);
                let raw = self.elements(view, offset, accessor.count.0, kind.size() * components, &inside)?;
                raw.flat_map(|element| element.chunks_exact(kind.size()))
                    .map(|bytes| number(kind, bytes, fractions))
                    .collect()
            }
            None if accessor.count.0 <= MAX_BARE_COUNT => vec![0.0; accessor.count.0 as usize * components],
            None => {
                let found = format!("{} elements without data", accessor.count.0);
                return Err(self.error(&inside, found, "the file is damaged, or compressed"));
            }
        };
        if let Some(sparse) = &accessor.sparse {
            self.replace_sparse(sparse, kind, components, fractions, &mut numbers, &inside)?;
        }
        Ok(Values { numbers, components })
    }

    /// Values of an index accessor.
    pub(super) fn indices(&self, index: Index<Accessor>, inside: &str) -> Result<Vec<u32>, SceneError> {
        let accessor = self.item(index, inside)?;
        let inside = format!("{inside} -> accessors[{}]", index.value());
        let (kind, components) = self.layout(accessor, &inside)?;
        if components != 1 || !matches!(kind, ComponentType::U8 | ComponentType::U16 | ComponentType::U32) {
            return Err(self.error(
                &inside,
                "indices that are no unsigned integers",
                "export the model again",
            ));
        }
        let view = accessor
            .buffer_view
            .ok_or_else(|| self.error(&inside, "indices without data", "export the model again"))?;
        let offset = accessor.byte_offset.map_or(0, |offset| offset.0);
        Ok(self.elements(view, offset, accessor.count.0, kind.size(), &inside)?.map(unsigned).collect())
    }

    fn layout(&self, accessor: &Accessor, inside: &str) -> Result<(ComponentType, usize), SceneError> {
        let components = match accessor.type_ {
            Checked::Valid(Type::Scalar) => 1,
            Checked::Valid(Type::Vec2) => 2,
            Checked::Valid(Type::Vec3) => 3,
            Checked::Valid(Type::Vec4) => 4,
            Checked::Valid(_) | Checked::Invalid => {
                return Err(self.error(inside, "is no scalar and no vector", "export the model again"));
            }
        };
        match accessor.component_type {
            Checked::Valid(kind) => Ok((kind.0, components)),
            Checked::Invalid => {
                Err(self.error(inside, "an unknown component type", "export the model again"))
            }
        }
    }

    /// `count` elements of `size` bytes each, at the view's stride.
    fn elements(
        &self,
        view: Index<::gltf::json::buffer::View>,
        offset: u64,
        count: u64,
        size: usize,
        inside: &str,
    ) -> Result<impl Iterator<Item = &[u8]>, SceneError> {
        let (bytes, stride) = self.view(view, inside)?;
        let stride = stride.unwrap_or(size);
        let end = count
            .saturating_sub(1)
            .saturating_mul(stride as u64)
            .saturating_add(offset)
            .saturating_add(if count == 0 { 0 } else { size as u64 });
        if stride < size || end > bytes.len() as u64 {
            let found = format!(
                "{count} elements of {size} bytes at stride {stride} end at byte {end} of a view of {}",
                bytes.len()
            );
            return Err(self.error(inside, found, "the file is cut short or damaged"));
        }
        let bytes = &bytes[offset.min(bytes.len() as u64) as usize..];
        Ok((0..count as usize).map(move |element| &bytes[element * stride..element * stride + size]))
    }

    fn replace_sparse(
        &self,
        sparse: &Sparse,
        kind: ComponentType,
        components: usize,
        fractions: bool,
        numbers: &mut [f32],
        inside: &str,
    ) -> Result<(), SceneError> {
        use ::gltf::json::accessor::IndexComponentType;
        let Checked::Valid(IndexComponentType(index_kind)) = sparse.indices.component_type else {
            return Err(self.error(inside, "an unknown type of sparse indices", "export the model again"));
        };
        let (indices, values) = (&sparse.indices, &sparse.values);
        let count = sparse.count.0;
        let places =
            self.elements(indices.buffer_view, indices.byte_offset.0, count, index_kind.size(), inside)?;
        let size = kind.size() * components;
        let elements = self.elements(values.buffer_view, values.byte_offset.0, count, size, inside)?;
        let total = numbers.len() / components;
        for (place, element) in places.zip(elements) {
            let place = unsigned(place) as usize;
            if place >= total {
                let found = format!("sparse index {place} of {total} elements");
                return Err(self.error(inside, found, "export the model again"));
            }
            for (component, bytes) in element.chunks_exact(kind.size()).enumerate() {
                numbers[place * components + component] = number(kind, bytes, fractions);
            }
        }
        Ok(())
    }
}

/// Little-endian unsigned integer of one, two or four bytes.
fn unsigned(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |value, &byte| value << 8 | u32::from(byte))
}

/// One component; fractions follow 3.6.2.2 (signed ones end at -1).
fn number(kind: ComponentType, bytes: &[u8], fractions: bool) -> f32 {
    let raw = unsigned(bytes);
    let (value, most) = match kind {
        ComponentType::I8 => (f32::from(raw as u8 as i8), 127.0),
        ComponentType::U8 => (raw as f32, 255.0),
        ComponentType::I16 => (f32::from(raw as u16 as i16), 32767.0),
        ComponentType::U16 => (raw as f32, 65535.0),
        ComponentType::U32 => return raw as f32,
        ComponentType::F32 => return f32::from_bits(raw),
    };
    if fractions { (value / most).max(-1.0) } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// glTF 2.0, 3.6.2.2: c / 255, max(c / 127, -1), c / 65535, max(c / 32767, -1).
    #[test]
    fn normalised_integers() {
        assert_eq!(number(ComponentType::U8, &[255], true), 1.0);
        assert_eq!(number(ComponentType::I8, &[0x80], true), -1.0);
        assert_eq!(number(ComponentType::I8, &[0x81], true), -1.0);
        assert_eq!(number(ComponentType::U16, &[0xff, 0xff], true), 1.0);
        assert_eq!(number(ComponentType::I16, &[0x00, 0x80], true), -1.0);
        assert_eq!(number(ComponentType::I16, &[0xff, 0xff], false), -1.0);
        assert_eq!(number(ComponentType::F32, &1.5_f32.to_le_bytes(), true), 1.5);
    }
}
