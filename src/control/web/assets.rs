//! The pages, inside the program.
//!
//! In: the table of files (`page_files`). Out: the routes that serve it. Not here: what a page does.
//! Invariant: every file of `pages/` is in the table, with a content type.

use std::borrow::Cow;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

use crate::control::settings::PageSource;

use super::context::Context;
use super::door::Fault;
pub use super::page_files::FILES;

/// Address of a page and its file.
pub const PAGES: [(&str, &str); 6] = [
    ("/", "index.html"),
    ("/join", "join.html"),
    ("/d", "director.html"),
    ("/o", "operator.html"),
    ("/h", "health.html"),
    ("/v", "viewer.html"),
];

/// Content types by ending, as IANA and WHATWG MIME Sniffing name them. A module is refused by browsers under another one.
const TYPES: [(&str, &str); 9] = [
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("json", "application/json"),
    ("webmanifest", "application/manifest+json"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("ico", "image/x-icon"),
    ("woff2", "font/woff2"),
];

/// The pages.
pub fn routes() -> Router<Arc<Context>> {
    let by_path =
        |State(context): State<Arc<Context>>, Path(path): Path<String>| async move { file(&context, &path) };
    let mut router = Router::new().route("/static/{*path}", get(by_path));
    for (address, name) in PAGES {
        let page = move |State(context): State<Arc<Context>>| async move { file(&context, name) };
        router = router.route(address, get(page));
    }
    router
}

/// Content type of a file; `None` for an ending that is no page's.
pub fn content_type(path: &str) -> Option<&'static str> {
    let (_, ending) = path.rsplit_once('.')?;
    TYPES.iter().find(|(known, _)| *known == ending).map(|(_, kind)| *kind)
}

fn file(context: &Context, path: &str) -> Response {
    let found: Option<Cow<'static, [u8]>> = match &context.settings.pages {
        Some(PageSource(read)) => read(path).map(Cow::Owned),
        None => FILES.iter().find(|(name, _)| *name == path).map(|(_, bytes)| Cow::Borrowed(*bytes)),
    };
    let Some(bytes) = found else {
        let error = format!("there is no page `{path}`");
        return Fault::new(StatusCode::NOT_FOUND, "unknown", error).into_response();
    };
    let kind = content_type(path).unwrap_or("application/octet-stream");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        // The next program brings other pages under the same names.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on_disk(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => on_disk(&path, found),
                false => found.push(path.to_string_lossy().replace('\\', "/")),
            }
        }
    }

    #[test]
    fn every_page_is_in_the_program() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("pages");
        let mut found = Vec::new();
        on_disk(&root, &mut found);
        let prefix = root.to_string_lossy().replace('\\', "/") + "/";
        let mut found: Vec<&str> = found.iter().filter_map(|path| path.strip_prefix(&prefix)).collect();
        found.sort_unstable();
        if std::env::var("BLESS").is_ok_and(|what| what == "pages") {
            assert!(std::env::var_os("CI").is_none(), "BLESS is refused when CI is set");
            std::fs::write(root.join("../src/control/web/page_files.rs"), table(&found)).unwrap();
            return;
        }
        let listed: Vec<&str> = FILES.iter().map(|(path, _)| *path).collect();
        assert_eq!(listed, found, "write the table anew: BLESS=pages cargo test --lib every_page");
    }

    /// The text of `page_files.rs`: its own head, then a line a file.
    fn table(files: &[&str]) -> String {
        let own = include_str!("page_files.rs");
        let head = own.split_once("= &[\n").unwrap().0;
        let lines: String = files
            .iter()
            .map(|path| format!("    (\"{path}\", include_bytes!(\"../../../pages/{path}\")),\n"))
            .collect();
        format!("{head}= &[\n{lines}];\n")
    }

    #[test]
    fn every_file_has_a_content_type() {
        for (path, _) in FILES {
            assert!(
                content_type(path).is_some(),
                "{path}: its ending is not in TYPES of control/web/assets.rs"
            );
        }
        assert_eq!(content_type("a/b.js"), Some("text/javascript; charset=utf-8"));
        assert_eq!((content_type("a.exe"), content_type("js")), (None, None));
        assert!(PAGES.iter().all(|(_, name)| FILES.iter().any(|(path, _)| path == name)));
    }

    /// What the policy forbids anyway would be found here before a person sees an empty page.
    #[test]
    fn pages_hold_no_inline_script_or_style() {
        let fault = |text: &str| {
            let lower = text.to_lowercase();
            let scripts = lower.matches("<script").count();
            let with_source = lower
                .split("<script")
                .skip(1)
                .filter(|rest| rest.split('>').next().is_some_and(|tag| tag.contains("src=")));
            scripts != with_source.count() || lower.contains("<style") || lower.contains(" style=\"")
        };
        for (path, bytes) in FILES.iter().filter(|(path, _)| path.ends_with(".html")) {
            assert!(!fault(&String::from_utf8_lossy(bytes)), "{path}: inline script or style");
        }
        assert!(
            fault("<script>alert(1)</script>")
                && fault("<p style=\"color:red\">")
                && fault("<style>p{}</style>")
        );
        assert!(!fault("<script type=\"module\" src=\"/static/a.js\"></script>"));
    }
}
