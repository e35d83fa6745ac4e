//! The XML of an MPCDI: regions, frusta, file sets.
//!
//! In: XML text. Out: a [`Document`]. Not here: warps and archives (`mpcdi`).
//! Names are matched in any case: `xResolution` and `Xresolution` are both written by known programs, and 1.0 has
//! `level` where 2.0 has `geometry` and `color`. A view's angles turn about the axes of its coordinateFrame, by the
//! right-hand rule; without one, yaw about -Y (right positive), pitch about +X (up), roll about -Z.
//! Invariant: DTDs are refused, so no entity expands; every number is finite.

use glam::{DMat3, DQuat, DVec3};
use roxmltree::Node;

use super::ImportError;

/// Most nodes of the XML: 64 projectors have some 3000.
const MAX_NODES: u32 = 200_000;
/// Most regions.
const MAX_REGIONS: usize = 1024;

/// What the profile says of the surface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Profile {
    /// 2d: a warp of a flat picture.
    #[default]
    Flat,
    /// 3d: a frustum a region.
    Frusta,
    /// a3: points in space.
    Points,
    /// sl: points in space and the projector's frustum.
    ShaderLamps,
}

impl Profile {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Flat => "2d",
            Self::Frusta => "3d",
            Self::Points => "a3",
            Self::ShaderLamps => "sl",
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) profile: Profile,
    version: String,
    pub(super) regions: Vec<RegionText>,
    filesets: Vec<Fileset>,
}

/// A region and the buffer that it lies in.
#[derive(Clone, Debug, Default)]
pub(super) struct RegionText {
    pub(super) id: String,
    pub(super) buffer: String,
    /// Pixels of the buffer; 0 when it has none.
    pub(super) buffer_px: [f64; 2],
    pub(super) pixels: [f64; 2],
    /// x, y, width, height in the buffer, 0..1.
    pub(super) rect: [f64; 4],
    pub(super) frustum: Option<Frustum>,
    pub(super) place: String,
}

/// A view.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frustum {
    pub(super) eye: DVec3,
    /// Right, up and back.
    pub(super) axes: DMat3,
    /// Of left, right, bottom and top.
    pub(super) tangents: [f64; 4],
}

/// Files of a region.
#[derive(Debug)]
pub(super) struct Fileset {
    region: String,
    pub(super) geometry: Option<String>,
    /// Metres of one unit.
    pub(super) unit_m: f64,
    unit: String,
}

impl Document {
    pub(super) fn format(&self) -> String {
        format!("MPCDI {}, profile {}", self.version, self.profile.name())
    }

    /// What became metres.
    pub(super) fn units(&self) -> &'static str {
        match self.filesets.first().map(|fileset| fileset.unit.as_str()) {
            Some("mm") => "mm -> m",
            Some("cm") => "cm -> m",
            Some("dm") => "dm -> m",
            Some("in") => "in -> m",
            Some("ft") => "ft -> m",
            Some("yd") => "yd -> m",
            _ => "",
        }
    }

    pub(super) fn fileset(&self, region: &str) -> Option<&Fileset> {
        self.filesets.iter().find(|fileset| fileset.region.eq_ignore_ascii_case(region))
    }

    /// Whether regions share parts of a buffer, or a buffer has no pixels: then each is an output of its own.
    pub(super) fn has_separate_outputs(&self) -> bool {
        let edges = |region: &RegionText| {
            let [x, y] = region.corner_px();
            [x, y, x + region.pixels[0], y + region.pixels[1]]
        };
        let clash = |one: &RegionText, two: &RegionText| {
            let ([a, b, c, d], [e, f, g, h]) = (edges(one), edges(two));
            one.buffer == two.buffer && a < g && e < c && b < h && f < d
        };
        self.regions.iter().any(|region| region.buffer_px[0] < 1.0 || region.buffer_px[1] < 1.0)
            || self
                .regions
                .iter()
                .enumerate()
                .any(|(at, one)| self.regions[..at].iter().any(|two| clash(one, two)))
    }
}

impl RegionText {
    /// Left top corner in its buffer, pixels.
    pub(super) fn corner_px(&self) -> [f64; 2] {
        [0, 1].map(|axis| (self.rect[axis] * self.buffer_px[axis]).round())
    }
}

/// Reads the XML.
pub(super) fn parse(text: &str, name: &str) -> Result<Document, ImportError> {
    let options = roxmltree::ParsingOptions {
        allow_dtd: false,
        nodes_limit: MAX_NODES,
        ..roxmltree::ParsingOptions::default()
    };
    let xml = roxmltree::Document::parse_with_options(text, options).map_err(|error| {
        let place = format!("{name}:{}:{}", error.pos().row, error.pos().col);
        ImportError::new(place, format!("this is no XML: {error}"), "Export the MPCDI again")
    })?;
    let reader = Reader { name };
    let root = xml.root_element();
    let fault =
        |node: Node<'_, '_>, found: String, remedy: &str| ImportError::new(reader.place(node), found, remedy);
    if !root.tag_name().name().eq_ignore_ascii_case("mpcdi") {
        let found = format!("the root is `{}`, not MPCDI", root.tag_name().name());
        return Err(fault(root, found, "Give the XML of an MPCDI"));
    }
    let profile = attribute(root, "profile").unwrap_or_default();
    let profile = match profile.to_ascii_lowercase().as_str() {
        "2d" => Profile::Flat,
        "3d" => Profile::Frusta,
        "a3" | "a3d" => Profile::Points,
        "sl" => Profile::ShaderLamps,
        _ => return Err(fault(root, format!("profile `{profile}` is not known"), "Write 2d, 3d, a3 or sl")),
    };
    let version = attribute(root, "version").unwrap_or("without version").to_owned();
    let mut document = Document { profile, version, ..Document::default() };
    for buffer in root.descendants().filter(|node| is(*node, "buffer")) {
        let buffer_px =
            [reader.attribute(buffer, "xResolution", 0.0)?, reader.attribute(buffer, "yResolution", 0.0)?];
        for region in buffer.children().filter(|node| is(*node, "region")) {
            let id = attribute(buffer, "id").unwrap_or("buffer");
            document.regions.push(reader.region(region, id, buffer_px)?);
        }
    }
    if document.regions.is_empty() || document.regions.len() > MAX_REGIONS {
        let found = format!("the MPCDI has {} regions", document.regions.len());
        return Err(fault(root, found, "Give 1 to 1024 regions inside display > buffer"));
    }
    for fileset in root.descendants().filter(|node| is(*node, "fileset")) {
        document.filesets.push(reader.fileset(fileset)?);
    }
    Ok(document)
}

fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name().eq_ignore_ascii_case(name)
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| is(*child, name))
}

fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|found| found.name().eq_ignore_ascii_case(name)).map(|found| found.value())
}

struct Reader<'n> {
    name: &'n str,
}

impl Reader<'_> {
    fn place(&self, node: Node<'_, '_>) -> String {
        let at = node.document().text_pos_at(node.range().start);
        format!("{}:{}:{}", self.name, at.row, at.col)
    }

    fn parsed(&self, node: Node<'_, '_>, what: &str, text: &str) -> Result<f64, ImportError> {
        let number = text.trim().parse().ok().filter(|number: &f64| number.abs() <= 1e9);
        number.ok_or_else(|| {
            let found =
                format!("{what} `{}` is no usable number", text.trim().chars().take(40).collect::<String>());
            ImportError::new(self.place(node), found, "Write a plain number")
        })
    }

    fn attribute(&self, node: Node<'_, '_>, name: &str, otherwise: f64) -> Result<f64, ImportError> {
        attribute(node, name).map_or(Ok(otherwise), |text| self.parsed(node, name, text))
    }

    /// The text of a child as a number.
    fn number(&self, node: Node<'_, '_>, name: &str, otherwise: f64) -> Result<f64, ImportError> {
        let found = child(node, name);
        found.map_or(Ok(otherwise), |found| self.parsed(found, name, found.text().unwrap_or_default()))
    }

    fn region(
        &self,
        node: Node<'_, '_>,
        buffer: &str,
        buffer_px: [f64; 2],
    ) -> Result<RegionText, ImportError> {
        let rect = [
            self.attribute(node, "x", 0.0)?,
            self.attribute(node, "y", 0.0)?,
            self.attribute(node, "xsize", 1.0)?,
            self.attribute(node, "ysize", 1.0)?,
        ];
        let pixels = [
            self.attribute(node, "xResolution", buffer_px[0] * rect[2])?,
            self.attribute(node, "yResolution", buffer_px[1] * rect[3])?,
        ];
        if !pixels.iter().all(|side| (1.0..=16_384.0).contains(side)) {
            let found = format!("this region is {} x {} pixels", pixels[0], pixels[1]);
            return Err(ImportError::new(
                self.place(node),
                found,
                "Write xResolution and yResolution, 1 to 16384",
            ));
        }
        Ok(RegionText {
            id: attribute(node, "id").unwrap_or("region").to_owned(),
            buffer: buffer.to_owned(),
            buffer_px,
            pixels,
            rect,
            frustum: child(node, "frustum").map(|frustum| self.frustum(node, frustum)).transpose()?,
            place: self.place(node),
        })
    }

    fn frustum(&self, region: Node<'_, '_>, node: Node<'_, '_>) -> Result<Frustum, ImportError> {
        let [yaw, pitch, roll] = [
            self.number(node, "yaw", 0.0)?,
            self.number(node, "pitch", 0.0)?,
            self.number(node, "roll", 0.0)?,
        ];
        let edges = [
            self.number(node, "leftAngle", 0.0)?,
            self.number(node, "rightAngle", 0.0)?,
            self.number(node, "downAngle", 0.0)?,
            self.number(node, "upAngle", 0.0)?,
        ];
        let [left, right, down, up] = edges;
        if edges.iter().any(|angle| angle.abs() > 89.0) || right - left < 1e-3 || up - down < 1e-3 {
            let found = format!("a frustum of {left} to {right} by {down} to {up} degrees");
            return Err(ImportError::new(
                self.place(node),
                found,
                "Write angles within 89 degrees, left below right",
            ));
        }
        let frame = child(region, "coordinateFrame");
        let axis = |name: &str, otherwise: DVec3| -> Result<DVec3, ImportError> {
            let Some(frame) = frame else { return Ok(otherwise) };
            let mut axis = otherwise;
            for (value, letter) in [&mut axis.x, &mut axis.y, &mut axis.z].into_iter().zip(["x", "y", "z"]) {
                *value = self.number(frame, &format!("{name}{letter}"), *value)?;
            }
            Ok(axis)
        };
        let turn = |axis: DVec3, degrees: f64| {
            axis.try_normalize().map(|axis| DQuat::from_axis_angle(axis, degrees.to_radians())).ok_or_else(
                || {
                    ImportError::new(
                        self.place(node),
                        "an axis of its coordinateFrame is 0",
                        "Write axes of length 1",
                    )
                },
            )
        };
        let rotation = turn(axis("yaw", DVec3::NEG_Y)?, yaw)?
            * turn(axis("pitch", DVec3::X)?, pitch)?
            * turn(axis("roll", DVec3::NEG_Z)?, roll)?;
        Ok(Frustum {
            eye: axis("pos", DVec3::ZERO)?,
            axes: DMat3::from_quat(rotation.normalize()),
            tangents: edges.map(|angle| angle.to_radians().tan()),
        })
    }

    fn fileset(&self, node: Node<'_, '_>) -> Result<Fileset, ImportError> {
        let warp = child(node, "geometryWarpFile").or_else(|| child(node, "distortionMap"));
        let told = |name: &str| {
            warp.and_then(|warp| child(warp, name)).and_then(|found| found.text()).map(str::trim)
        };
        let unit = told("geometricUnit").unwrap_or("m").to_ascii_lowercase();
        let unit_m = match unit.as_str() {
            "mm" => 0.001,
            "cm" => 0.01,
            "dm" => 0.1,
            "m" | "unknown" | "" => 1.0,
            "in" => 0.0254,
            "ft" => 0.3048,
            "yd" => 0.9144,
            other => {
                let found =
                    format!("geometricUnit `{}` is not known", other.chars().take(20).collect::<String>());
                return Err(ImportError::new(self.place(node), found, "Write mm, cm, dm, m, in, ft or yd"));
            }
        };
        Ok(Fileset {
            region: attribute(node, "region").unwrap_or_default().to_owned(),
            geometry: told("path").filter(|path| !path.is_empty()).map(str::to_owned),
            unit_m,
            unit,
        })
    }
}
