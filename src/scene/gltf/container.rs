//! The outside of a glTF file: GLB chunks, JSON, buffers, data URIs.
//!
//! In: bytes and a reader. Out: the parsed JSON and every buffer. Not here: what the buffers mean.
//! Source: glTF 2.0, 3.6 and 4.4. The crate's own GLB splitter is left aside: it trusts the header's length field.
//! Invariant: every buffer holds at least its `byteLength`; required extensions are all supported.

use std::borrow::Cow;

use ::gltf::json::{self, Index, Root, root::Get};

use super::{SUPPORTED, SceneError};

/// The parsed file.
pub(super) struct Document<'a> {
    /// Names the file in messages.
    pub(super) place: &'a str,
    /// The JSON.
    pub(super) root: Root,
    /// All buffers, at least as long as they say.
    pub(super) buffers: Vec<Vec<u8>>,
}

/// What every glTF file has, read first so that a missing extension is named before anything else fails.
#[derive(serde::Deserialize)]
struct Preamble {
    asset: Asset,
    #[serde(default, rename = "extensionsRequired")]
    required: Vec<String>,
    #[serde(default, rename = "extensionsUsed")]
    used: Vec<String>,
}

#[derive(serde::Deserialize)]
struct Asset {
    version: String,
}

impl<'a> Document<'a> {
    /// Parses the file and gets its buffers.
    pub(super) fn open(
        bytes: &[u8],
        place: &'a str,
        read: &dyn Fn(&str) -> Result<Vec<u8>, String>,
    ) -> Result<Self, SceneError> {
        let (text, chunk) = split(bytes, place)?;
        let broken = |error: json::Error| {
            SceneError::new(
                format!("{place}:{}:{}", error.line(), error.column()),
                format!("not glTF JSON: {error}"),
                "export the model again",
            )
        };
        let preamble: Preamble = serde_json::from_slice(text).map_err(broken)?;
        check_preamble(&preamble, place)?;
        let root: Root = json::deserialize::from_slice(text).map_err(broken)?;
        let mut document = Self { place, root, buffers: Vec::new() };
        let mut chunk = chunk;
        for index in 0..document.root.buffers.len() {
            let buffer = document.buffer(index, &mut chunk, read)?;
            document.buffers.push(buffer);
        }
        Ok(document)
    }

    /// An error at a place inside the file.
    pub(super) fn error(&self, inside: &str, found: impl Into<String>, remedy: &str) -> SceneError {
        SceneError::new(format!("{}: {inside}", self.place), found, remedy)
    }

    /// What an index refers to.
    pub(super) fn item<T>(&self, index: Index<T>, inside: &str) -> Result<&T, SceneError>
    where
        Root: Get<T>,
    {
        self.root.get(index).ok_or_else(|| {
            let kind = std::any::type_name::<T>().rsplit("::").next().unwrap_or("item").to_lowercase();
            self.error(
                inside,
                format!("refers to {kind} {}, which is not in the file", index.value()),
                "export the model again",
            )
        })
    }

    /// Bytes of a buffer view and its stride.
    pub(super) fn view(
        &self,
        index: Index<json::buffer::View>,
        inside: &str,
    ) -> Result<(&[u8], Option<usize>), SceneError> {
        let view = self.item(index, inside)?;
        self.item(view.buffer, inside)?;
        let buffer = &self.buffers[view.buffer.value()];
        let start = view.byte_offset.map_or(0, |offset| offset.0);
        let end = start.saturating_add(view.byte_length.0);
        if end > buffer.len() as u64 {
            let found = format!("bufferViews[{}] ends at byte {end} of {}", index.value(), buffer.len());
            return Err(self.error(inside, found, "the file is cut short or damaged"));
        }
        Ok((&buffer[start as usize..end as usize], view.byte_stride.map(|stride| stride.0)))
    }

    fn buffer(
        &self,
        index: usize,
        chunk: &mut Option<&[u8]>,
        read: &dyn Fn(&str) -> Result<Vec<u8>, String>,
    ) -> Result<Vec<u8>, SceneError> {
        let inside = format!("buffers[{index}]");
        let buffer = &self.root.buffers[index];
        let bytes = match &buffer.uri {
            Some(uri) => self.fetch(uri, &inside, read)?,
            None => chunk
                .take()
                .map(<[u8]>::to_vec)
                // A file whose every mesh is compressed may leave the fallback buffer out.
                .ok_or_else(|| self.error(&inside, "has no data", "export the model again"))?,
        };
        if (bytes.len() as u64) < buffer.byte_length.0 {
            let found = format!("holds {} bytes, {} were promised", bytes.len(), buffer.byte_length.0);
            return Err(self.error(&inside, found, "the file is cut short"));
        }
        Ok(bytes)
    }

    /// Bytes behind a URI: embedded, or beside the file.
    pub(super) fn fetch(
        &self,
        uri: &str,
        inside: &str,
        read: &dyn Fn(&str) -> Result<Vec<u8>, String>,
    ) -> Result<Vec<u8>, SceneError> {
        if let Some(embedded) = uri.strip_prefix("data:") {
            let data = embedded.split_once(";base64,").map(|(_, data)| data);
            return data.and_then(decode_base64).ok_or_else(|| {
                self.error(inside, "a data URI that is not base64", "export the model again")
            });
        }
        let path = decode_percent(uri);
        read(&path).map_err(|error| {
            self.error(inside, format!("'{path}' cannot be read: {error}"), "put the file beside the model")
        })
    }
}

fn check_preamble(preamble: &Preamble, place: &str) -> Result<(), SceneError> {
    if !preamble.asset.version.starts_with("2.") {
        let found = format!("glTF version {}", preamble.asset.version);
        return Err(SceneError::new(place, found, "needs glTF 2.0"));
    }
    if let Some(missing) = preamble.required.iter().find(|name| !SUPPORTED.contains(&name.as_str())) {
        return Err(SceneError::new(
            place,
            format!("requires the extension {missing}, which is not supported"),
            format!("export without it (supported: {})", SUPPORTED.join(", ")),
        ));
    }
    let ignored: Vec<&str> =
        preamble.used.iter().map(String::as_str).filter(|name| !SUPPORTED.contains(name)).collect();
    if !ignored.is_empty() {
        tracing::warn!("{place}: drawn without {}", ignored.join(", "));
    }
    Ok(())
}

/// JSON text and binary chunk.
fn split<'a>(bytes: &'a [u8], place: &str) -> Result<(&'a [u8], Option<&'a [u8]>), SceneError> {
    if !bytes.starts_with(b"glTF") {
        return Ok((bytes, None));
    }
    let cut = |found: String| SceneError::new(place, found, "the file is cut short: copy or export it again");
    let word = |at: usize| {
        let four = bytes.get(at..at + 4)?;
        Some(u32::from_le_bytes([four[0], four[1], four[2], four[3]]) as usize)
    };
    let (Some(version), Some(length)) = (word(4), word(8)) else {
        return Err(cut(format!("a GLB header of {} bytes, 12 are needed", bytes.len())));
    };
    if version != 2 {
        return Err(SceneError::new(place, format!("GLB version {version}"), "needs version 2"));
    }
    if length > bytes.len() {
        return Err(cut(format!("{} bytes, the GLB header promises {length}", bytes.len())));
    }
    let mut chunks: [Option<&[u8]>; 2] = [None, None];
    let mut at = 12;
    while let (Some(size), Some(kind)) = (word(at), word(at + 4)) {
        let Some(body) = at.checked_add(8).and_then(|start| bytes.get(start..start.checked_add(size)?))
        else {
            return Err(cut(format!("a GLB chunk of {size} bytes at byte {at} of {}", bytes.len())));
        };
        match kind {
            0x4e4f_534a if chunks[0].is_none() => chunks[0] = Some(body),
            0x004e_4942 if chunks[1].is_none() => chunks[1] = Some(body),
            _ => {} // other chunks are to be ignored (4.4.3.1)
        }
        at += 8 + size.next_multiple_of(4);
    }
    match chunks {
        [Some(text), chunk] => Ok((text, chunk)),
        [None, _] => Err(cut("a GLB without a JSON chunk".into())),
    }
}

/// RFC 4648 base64; `None` for any other character.
fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    Some(out)
}

/// RFC 3986 percent decoding; what is no valid escape stays as it is.
fn decode_percent(uri: &str) -> Cow<'_, str> {
    if !uri.contains('%') {
        return Cow::Borrowed(uri);
    }
    let bytes = uri.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|&byte| char::from(byte).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, _, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).map_or(Cow::Borrowed(uri), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648 section 10.
    #[test]
    fn base64_of_the_standard() {
        for (text, want) in [("Zg==", "f"), ("Zm8=", "fo"), ("Zm9vYmE=", "fooba"), ("Zm9vYmFy", "foobar")] {
            assert_eq!(decode_base64(text).unwrap(), want.as_bytes());
        }
        assert_eq!(decode_base64("Zm 9v"), None);
    }

    #[test]
    fn percent_escapes() {
        assert_eq!(decode_percent("a%20b%2"), "a b%2");
        assert_eq!(decode_percent("plain.png"), "plain.png");
    }
}
