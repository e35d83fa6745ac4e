//! Wavefront OBJ text to positions, texture coordinates and faces.
//!
//! In: OBJ text. Out: an [`ObjMesh`], or an [`ObjError`] with its line. Not here: walls (`stage::mesh`), opening files.
//! Read are `v`, `vt`, `f`, `o` and `g`, after the Wavefront specification's appendix B1; normals are not: a wall's
//! lit side is where its faces run anticlockwise. Materials, smoothing, points and lines say nothing of a wall.
//! Invariant: total: any text gives a mesh or an error; every index is in range, every number finite, counts bounded.

use glam::{DVec2, DVec3};

/// More of one kind than any wall has: 20 000 panels share under 100 000 corners. Bounds memory on a wrong file.
const MAX_COUNT: usize = 1_000_000;
/// More corners than a face of a wall has.
const MAX_CORNERS: usize = 1_000;
/// Statements that are no part of a wall's geometry.
const SKIPPED: [&str; 19] = [
    "vn",
    "vp",
    "s",
    "mg",
    "usemtl",
    "mtllib",
    "usemap",
    "maplib",
    "l",
    "p",
    "lod",
    "bevel",
    "c_interp",
    "d_interp",
    "shadow_obj",
    "trace_obj",
    "ctech",
    "stech",
    "csh",
];
/// Statements of curves and surfaces: geometry that would be missing.
const FREE_FORM: [&str; 14] = [
    "cstype", "deg", "bmat", "step", "curv", "curv2", "surf", "parm", "trim", "hole", "scrv", "sp", "end",
    "con",
];

/// What an OBJ file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ObjMesh {
    /// Positions in the file's own unit and axes.
    pub positions: Vec<DVec3>,
    /// Texture coordinates, v up.
    pub uvs: Vec<DVec2>,
    /// Faces in file order.
    pub faces: Vec<ObjFace>,
    /// Names of objects and groups in the order in which they first stand.
    pub names: Vec<String>,
}

/// One face.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjFace {
    /// Line in the file, from 1.
    pub line: usize,
    /// Its object, in [`ObjMesh::names`].
    pub object: Option<usize>,
    /// Its groups, in [`ObjMesh::names`].
    pub groups: Vec<usize>,
    /// At least three, anticlockwise as seen from its front.
    pub corners: Vec<ObjCorner>,
}

/// A corner of a face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjCorner {
    /// In [`ObjMesh::positions`].
    pub position: usize,
    /// In [`ObjMesh::uvs`].
    pub uv: Option<usize>,
}

/// Why a text is no OBJ mesh.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct ObjError {
    /// Line, from 1; 0 when it is about the whole file.
    pub line: usize,
    /// What is wrong.
    pub problem: ObjProblem,
}

/// What can be wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ObjProblem {
    /// Too few or unreadable numbers.
    #[error("`{statement}` needs {need} finite numbers, found `{got}`: correct this line or export again")]
    Numbers {
        /// `v` or `vt`.
        statement: &'static str,
        /// How many.
        need: usize,
        /// The line's rest.
        got: String,
    },
    /// A corner that is no index.
    #[error("`{got}` is no corner of a face: write v, v/vt, v//vn or v/vt/vn")]
    Corner {
        /// The word.
        got: String,
    },
    /// An index to nothing.
    #[error("a face names {what} {index}, but the file has {count} before this line")]
    Index {
        /// Position or texture coordinate.
        what: &'static str,
        /// As written.
        index: i64,
        /// How many there are.
        count: usize,
    },
    /// A face that is no surface.
    #[error("a face has {got} corners, 3 to {MAX_CORNERS} are needed")]
    Corners {
        /// How many.
        got: usize,
    },
    /// A curve or surface.
    #[error("`{statement}` makes a curve or surface: export the wall as polygons")]
    FreeForm {
        /// The statement.
        statement: String,
    },
    /// A line that no OBJ file has.
    #[error("`{statement}` is no statement of an OBJ file")]
    Statement {
        /// Its first word.
        statement: String,
    },
    /// Too many of a kind.
    #[error("more than {MAX_COUNT} {what}: a wall has one face a panel; export the wall alone")]
    TooMany {
        /// Of what.
        what: &'static str,
    },
    /// Nothing to draw.
    #[error("the file has no face: export the wall as polygons")]
    NoFace,
}

impl ObjMesh {
    /// Faces of the object or group of a name, or all.
    pub fn faces_of(&self, name: Option<&str>) -> Vec<&ObjFace> {
        let wanted = name.map(|name| self.names.iter().position(|other| other == name));
        let is_wanted = |face: &&ObjFace| match wanted {
            None => true,
            Some(None) => false,
            Some(index) => face.object == index || face.groups.iter().any(|group| Some(*group) == index),
        };
        self.faces.iter().filter(is_wanted).collect()
    }
}

/// Reads OBJ text. Total.
pub fn parse(text: &str) -> Result<ObjMesh, ObjError> {
    let mut reader = Reader::default();
    let mut joined = String::new();
    let mut first_line = 0;
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim_end();
        if joined.is_empty() {
            first_line = index + 1;
        }
        if let Some(start) = line.strip_suffix('\\') {
            joined.push_str(start);
            joined.push(' ');
            continue;
        }
        joined.push_str(line);
        reader.statement(&joined, first_line).map_err(|problem| ObjError { line: first_line, problem })?;
        joined.clear();
    }
    reader.statement(&joined, first_line).map_err(|problem| ObjError { line: first_line, problem })?;
    if reader.mesh.faces.is_empty() {
        return Err(ObjError { line: 0, problem: ObjProblem::NoFace });
    }
    Ok(reader.mesh)
}

/// The mesh so far and the names in force.
#[derive(Default)]
struct Reader {
    mesh: ObjMesh,
    object: Option<usize>,
    groups: Vec<usize>,
}

impl Reader {
    fn statement(&mut self, text: &str, line: usize) -> Result<(), ObjProblem> {
        let text = text.trim();
        let (head, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        match head {
            "" => {}
            "v" => {
                // A fourth number is a weight, three more are a color: neither moves a plain polygon's corner.
                let [x, y, z] = numbers("v", rest)?;
                self.mesh.positions.push(DVec3::new(x, y, z));
                bounded(&self.mesh.positions, "positions")?;
            }
            "vt" => {
                let [u, v] = numbers("vt", rest)?;
                self.mesh.uvs.push(DVec2::new(u, v));
                bounded(&self.mesh.uvs, "texture coordinates")?;
            }
            "f" => self.face(rest, line)?,
            "o" => self.object = Some(self.name(rest.trim())?),
            "g" => {
                let names: Result<Vec<usize>, ObjProblem> =
                    rest.split_whitespace().take(MAX_CORNERS).map(|name| self.name(name)).collect();
                self.groups = names?;
            }
            _ if SKIPPED.contains(&head) => {}
            _ if FREE_FORM.contains(&head) => {
                return Err(ObjProblem::FreeForm { statement: head.to_owned() });
            }
            _ => return Err(ObjProblem::Statement { statement: short(head) }),
        }
        Ok(())
    }

    fn name(&mut self, name: &str) -> Result<usize, ObjProblem> {
        if let Some(index) = self.mesh.names.iter().position(|other| other == name) {
            return Ok(index);
        }
        // Looked up one by one: a thousand names are more than any stage's, and keep that cheap.
        if self.mesh.names.len() >= MAX_CORNERS {
            return Err(ObjProblem::TooMany { what: "names" });
        }
        self.mesh.names.push(name.to_owned());
        Ok(self.mesh.names.len() - 1)
    }

    fn face(&mut self, rest: &str, line: usize) -> Result<(), ObjProblem> {
        let got = rest.split_whitespace().count();
        if !(3..=MAX_CORNERS).contains(&got) {
            return Err(ObjProblem::Corners { got });
        }
        let corners: Result<Vec<ObjCorner>, ObjProblem> =
            rest.split_whitespace().map(|word| self.corner(word)).collect();
        let face = ObjFace { line, object: self.object, groups: self.groups.clone(), corners: corners? };
        self.mesh.faces.push(face);
        bounded(&self.mesh.faces, "faces")
    }

    fn corner(&self, word: &str) -> Result<ObjCorner, ObjProblem> {
        let mut parts = word.split('/');
        let mut next = || parts.next().filter(|part| !part.is_empty());
        let number = |part: &str| part.parse::<i64>().map_err(|_| ObjProblem::Corner { got: short(word) });
        let position = next().map(number).transpose()?;
        let (uv, normal) = (next().map(number).transpose()?, next().map(number).transpose()?);
        let (Some(position), _, None) = (position, normal, parts.next()) else {
            return Err(ObjProblem::Corner { got: short(word) });
        };
        Ok(ObjCorner {
            position: resolve(position, self.mesh.positions.len(), "position")?,
            uv: uv.map(|uv| resolve(uv, self.mesh.uvs.len(), "texture coordinate")).transpose()?,
        })
    }
}

/// From an index as written (from 1, or backwards from -1) to one from 0.
fn resolve(index: i64, count: usize, what: &'static str) -> Result<usize, ObjProblem> {
    // At most a million: far inside i64.
    let from_start = if index < 0 { count as i64 + index } else { index - 1 };
    usize::try_from(from_start).ok().filter(|found| *found < count).ok_or(ObjProblem::Index {
        what,
        index,
        count,
    })
}

fn numbers<const N: usize>(statement: &'static str, rest: &str) -> Result<[f64; N], ObjProblem> {
    let wrong = || ObjProblem::Numbers { statement, need: N, got: short(rest.trim()) };
    let mut words = rest.split_whitespace();
    let mut found = [0.0; N];
    for value in &mut found {
        let word = words.next().ok_or_else(wrong)?;
        *value = word.parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(wrong)?;
    }
    Ok(found)
}

fn bounded<T>(list: &[T], what: &'static str) -> Result<(), ObjProblem> {
    if list.len() > MAX_COUNT { Err(ObjProblem::TooMany { what }) } else { Ok(()) }
}

/// The start of a text, for messages.
fn short(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUAD: &str = "# a panel\nmtllib w.mtl\no wall one\nv 0 0 0\nv 1 0 0 1.0\nv 1 1 0 0.5 0.5 0.5\nv 0 1 -2e-1\n\
        vt 0 0\nvt 1 0 0\nvt 1 1\nvt 0 1\nvn 0 0 1\ns off\ng lower upper\nusemtl m\nf 1/1/1 2/2/1 3/3/1 4/4/1\n";

    #[test]
    fn a_quad_is_read_as_written() {
        let mesh = parse(QUAD).unwrap();
        assert_eq!(mesh.positions[3], DVec3::new(0.0, 1.0, -0.2));
        assert_eq!((mesh.positions.len(), mesh.uvs.len()), (4, 4));
        assert_eq!(mesh.names, ["wall one", "lower", "upper"]);
        let [face] = mesh.faces.as_slice() else { panic!("{:?}", mesh.faces) };
        assert_eq!((face.line, face.object, face.groups.as_slice()), (16, Some(0), [1, 2].as_slice()));
        let corners: Vec<_> = face.corners.iter().map(|corner| (corner.position, corner.uv)).collect();
        assert_eq!(corners, [(0, Some(0)), (1, Some(1)), (2, Some(2)), (3, Some(3))]);
        for (name, count) in [(None, 1), (Some("wall one"), 1), (Some("upper"), 1), (Some("gone"), 0)] {
            assert_eq!(mesh.faces_of(name).len(), count, "{name:?}");
        }
    }

    #[test]
    fn every_way_to_write_a_corner_is_one_corner() {
        let text = "v 0 0 0\nv 1 0 0\nv 1 1 0\nvt 0.5 0.25\nvn 0 0 1\n";
        for (face, uv) in [
            ("f 1 2 3", None),
            ("f 1/1 2/1 3/1", Some(0)),
            ("f 1//1 2//1 3//1", None),
            ("f -3/-1/-1 -2/-1/-1 -1/-1/-1", Some(0)),
            ("f 1 \\\n 2\\\n3", None),
            ("f\t1\t2  3   # end", None),
        ] {
            let mesh = parse(&format!("{text}{face}\r\n")).unwrap();
            let corners = &mesh.faces[0].corners;
            assert_eq!(corners.iter().map(|corner| corner.position).collect::<Vec<_>>(), [0, 1, 2], "{face}");
            assert!(corners.iter().all(|corner| corner.uv == uv), "{face}");
            assert_eq!(mesh.faces[0].line, 6);
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let start = "v 0 0 0\nv 1 0 0\nv 1 1 0\n";
        for (line, words) in [
            ("v 1 2", "`v` needs 3 finite numbers, found `1 2`"),
            ("v 1 2 nan", "needs 3 finite"),
            ("v 1 2 1e999", "needs 3 finite"),
            ("vt 1", "`vt` needs 2"),
            ("f 1 2 4", "position 4, but the file has 3 before"),
            ("f 1 2 -4", "position -4"),
            ("f 0 1 2", "position 0"),
            ("f 1/1 2 3", "texture coordinate 1, but the file has 0"),
            ("f 1 2", "2 corners"),
            ("f 1 2 x", "`x` is no corner"),
            ("f 1 2 3/1/1/1", "`3/1/1/1` is no corner"),
            ("f /1 2 3", "`/1` is no corner"),
            ("f 1 2 99999999999999999999", "is no corner"),
            ("surf 0 1 0 1", "export the wall as polygons"),
            ("<html>", "no statement of an OBJ"),
        ] {
            let error = parse(&format!("{start}{line}\n")).unwrap_err();
            assert_eq!(error.line, 4, "{error}");
            assert!(error.to_string().contains(words), "{error} lacks {words}");
        }
        let error = parse(start).unwrap_err();
        assert_eq!((error.line, error.problem), (0, ObjProblem::NoFace));
        assert_eq!(parse("").unwrap_err().line, 0);
        let many = format!("v 0 0 0\nf{}", " 1".repeat(MAX_CORNERS + 1));
        assert!(parse(&many).unwrap_err().to_string().contains("1001 corners"));
    }

    /// Whatever a damaged file says, an accepted mesh can be walked without a check.
    #[test]
    fn damage_gives_an_error_or_a_sound_mesh() {
        let mut random = 0x2545_F491_4F6C_DD1D_u64;
        let mut next = move |below: usize| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            (random % below as u64) as usize
        };
        let pieces = [
            "-", "/", "//", "9", "1e308", "nan", "\n", " ", "f ", "v ", "\\\n", "#", "\u{0}", "é", "o ", "g ",
        ];
        let (mut refused, mut sound) = (0, 0);
        for _ in 0..5_000 {
            let mut text: Vec<char> = QUAD.chars().collect();
            for _ in 0..=next(4) {
                let (at, length) = (next(text.len()), next(4));
                let end = (at + length).min(text.len());
                text.splice(at..end, pieces[next(pieces.len())].chars());
            }
            let text: String = text.into_iter().collect();
            let lines = text.lines().count();
            match parse(&text) {
                Ok(mesh) => {
                    sound += 1;
                    assert!(mesh.positions.iter().all(|position| position.is_finite()));
                    for face in &mesh.faces {
                        assert!(face.corners.len() >= 3 && (1..=lines).contains(&face.line), "{text}");
                        assert!(face.corners.iter().all(|corner| {
                            corner.position < mesh.positions.len()
                                && corner.uv.is_none_or(|uv| uv < mesh.uvs.len())
                        }));
                    }
                }
                Err(error) => {
                    refused += 1;
                    assert!(error.line <= lines, "{error}");
                }
            }
        }
        assert!(refused > 500 && sound > 500, "{refused} refused, {sound} sound");
    }
}
