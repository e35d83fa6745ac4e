//! Writing down which of several alike monitors an output means.
//!
//! In: the text of a stage file, an output, a connector. Out: the text with one line more.
//! Not here: asking which it is (`app::identify`), writing files (`cli`).
//! Invariant: nothing but that line changes, and the result is read again before it is given out.

use super::schema::{OutputText, StageFile};

/// Why the line cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectorError {
    /// Not a stage file, or none with such an output.
    #[error("the stage file has no [[output]] of canvas `{canvas}` with edid = \"{edid}\"")]
    NoOutput {
        /// Canvas asked for.
        canvas: String,
        /// Identity asked for.
        edid: String,
    },
    /// The table is written in a way that a line cannot be put into.
    #[error("write connector = \"{0}\" into the [[output]] by hand: it is not written one key a line")]
    ByHand(String),
}

/// The text with `connector` in the output of a canvas that has this `edid` and none yet.
pub fn with_connector(
    text: &str,
    canvas: &str,
    edid: &str,
    connector: &str,
) -> Result<String, ConnectorError> {
    let by_hand = || ConnectorError::ByHand(connector.to_owned());
    let is_meant = |output: &OutputText, wanted: Option<&str>| {
        *output.canvas == canvas
            && output.edid.as_ref().is_some_and(|own| **own == edid)
            && output.connector.as_ref().map(|own| own.as_str()) == wanted
    };
    let file: Option<StageFile> = toml::from_str(text).ok();
    let output = file.as_ref().and_then(|file| file.output.iter().find(|output| is_meant(output, None)));
    let at = output.and_then(|output| output.edid.as_ref()).map(|edid| edid.offset());
    let at =
        at.ok_or_else(|| ConnectorError::NoOutput { canvas: canvas.to_owned(), edid: edid.to_owned() })?;
    // A name from the system is not trusted to be plain.
    if connector.is_empty() || connector.contains(['"', '\\', '\n', '\r']) {
        return Err(by_hand());
    }
    let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let indent: String =
        text[line_start..].chars().take_while(|letter| matches!(letter, ' ' | '\t')).collect();
    let (before, after) = text.split_at(line_end);
    let is_crlf = before.ends_with('\r');
    let newline = if is_crlf { "\r\n" } else { "\n" };
    let before = before.strip_suffix('\r').unwrap_or(before);
    let after = if is_crlf { format!("\r{after}") } else { after.to_owned() };
    let written = format!("{before}{newline}{indent}connector = \"{connector}\"{after}");
    let is_right = toml::from_str::<StageFile>(&written)
        .is_ok_and(|file| file.output.iter().any(|output| is_meant(output, Some(connector))));
    if is_right { Ok(written) } else { Err(by_hand()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "version = 1\nname = \"s\"\n# kept\n";

    #[test]
    fn one_line_is_added_where_it_belongs() {
        let text = format!(
            "{HEAD}[[output]]\ncanvas = \"a\"\nedid = \"X\" # left\n\n[[output]]\ncanvas = \"b\"\n  edid = \"X\"\n"
        );
        let first = with_connector(&text, "a", "X", "DP-1").unwrap();
        assert_eq!(first, text.replacen("# left\n", "# left\nconnector = \"DP-1\"\n", 1));
        let both = with_connector(&first, "b", "X", "DP-2").unwrap();
        assert!(both.ends_with("  edid = \"X\"\n  connector = \"DP-2\"\n"), "{both}");
        let crlf = text.replace('\n', "\r\n");
        assert_eq!(with_connector(&crlf, "a", "X", "DP-1").unwrap(), first.replace('\n', "\r\n"));
        let unended = format!("{HEAD}[[output]]\ncanvas = \"a\"\nedid = \"X\"");
        assert_eq!(with_connector(&unended, "a", "X", "D").unwrap(), format!("{unended}\nconnector = \"D\""));
    }

    #[test]
    fn what_cannot_be_written_is_left_to_a_person() {
        let inline = format!("{HEAD}output = [{{ canvas = \"a\", edid = \"X\" }}]\n");
        assert_eq!(with_connector(&inline, "a", "X", "DP-1"), Err(ConnectorError::ByHand("DP-1".into())));
        let table = format!("{HEAD}[[output]]\ncanvas = \"a\"\nedid = \"X\"\n");
        for bad in ["", "a\"b", "a\\b", "a\nb"] {
            assert!(with_connector(&table, "a", "X", bad).is_err(), "{bad}");
        }
        assert!(matches!(with_connector(&table, "b", "X", "D"), Err(ConnectorError::NoOutput { .. })));
        assert!(matches!(with_connector("no toml", "a", "X", "D"), Err(ConnectorError::NoOutput { .. })));
        let done = with_connector(&table, "a", "X", "D").unwrap();
        assert!(with_connector(&done, "a", "X", "E").is_err(), "an answer is not overwritten");
    }
}
