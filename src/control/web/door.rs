//! The door: who makes a request, and whether it is let in at all.
//!
//! In: a request's `Host`, `Origin`, cookie, token. Out: a [`Visitor`] in the request, or a refusal; joining and leaving.
//! Not here: tokens and PINs themselves (`access`), what a visitor may do (each route).
//! Invariant: a request by a name that is not ours is refused: a page elsewhere whose name was bent to this machine
//! (DNS rebinding) reaches nothing. No token is a viewer, on this machine too.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::control::audit;
use crate::params::Role;

use super::context::{Context, Visitor};
use super::rest::bodies::JoinBody;
use super::rest::{Call, Reply};
use super::server::Ends;

/// Most bytes of a request's body.
pub const BODY_BYTES: usize = 64 * 1024;
/// Most bytes of a request's head.
const HEAD_BYTES: usize = 16 * 1024;
/// Name of the cookie that holds a device's token.
pub const COOKIE: &str = "cyclorama_device";
/// What pages may load: only what comes from here.
const POLICY: &str = "default-src 'self'; img-src 'self' blob: data:; connect-src 'self' ws: wss:; \
                      style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// A refusal, as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// HTTP status.
    pub status: StatusCode,
    /// Word for programs: `role locked confirm rolling not_finite stale nothing superseded too_fast unknown busy bad`.
    pub code: &'static str,
    /// For people: what was found, what was needed, what to do.
    pub error: String,
}

impl Fault {
    /// One of these.
    pub fn new(status: StatusCode, code: &'static str, error: impl Into<String>) -> Self {
        Self { status, code, error: error.into() }
    }

    /// More requests than one address may make.
    pub fn too_fast(from: SocketAddr, wait_secs: f64) -> Self {
        let error = format!("too many requests from {}; wait {wait_secs:.1} s", from.ip());
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_fast", error)
    }

    /// A body that is too large.
    pub fn too_large() -> Self {
        let error = format!("the body is larger than {BODY_BYTES} bytes; send less at once");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "bad", error)
    }

    /// A body or a query that says nothing useful.
    pub fn bad(error: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad", error)
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        (self.status, Json(serde_json::json!({ "error": self.error, "code": self.code }))).into_response()
    }
}

/// Lets a request in, with its visitor, or refuses it.
pub async fn guard(
    State(context): State<Arc<Context>>,
    ConnectInfo(ends): ConnectInfo<Ends>,
    mut request: Request,
    next: Next,
) -> Response {
    let mut response = match admit(&context, ends, &request) {
        Ok(visitor) => {
            request.extensions_mut().insert(visitor);
            next.run(request).await
        }
        Err(fault) => fault.into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn admit(context: &Context, ends: Ends, request: &Request) -> Result<Visitor, Fault> {
    context.request(ends.from).map_err(|wait_secs| Fault::too_fast(ends.from, wait_secs))?;
    let headers = request.headers();
    require_small(request)?;
    let host = one(headers, header::HOST.as_str())?.unwrap_or_default();
    let named = request.uri().authority().map_or(host, |authority| authority.as_str());
    if named != host || !is_ours(host, ends.own.ip(), &context.settings.names) {
        let error = format!(
            "`{host}` is no name of this machine; use its address, or add the name to `names` under [control]"
        );
        return Err(Fault::new(StatusCode::FORBIDDEN, "role", error));
    }
    if let Some(origin) = one(headers, header::ORIGIN.as_str())?
        && origin.strip_prefix("http://") != Some(host)
    {
        let error = format!("a page of `{origin}` may not control this show; open http://{host} itself");
        return Err(Fault::new(StatusCode::FORBIDDEN, "role", error));
    }
    let device = token(headers).and_then(|token| context.access.device(token));
    Ok(match device {
        Some(device) => Visitor {
            role: device.role,
            name: device.name.as_str().into(),
            device: Some(device.id),
            from: ends.from,
        },
        None => Visitor { role: Role::Viewer, name: "Viewer".into(), device: None, from: ends.from },
    })
}

fn require_small(request: &Request) -> Result<(), Fault> {
    let lines = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len());
    let head = lines.sum::<usize>() + request.uri().path().len() + request.uri().query().map_or(0, str::len);
    if head > HEAD_BYTES {
        let error = format!("a head of {head} bytes, of at most {HEAD_BYTES}; send fewer or shorter headers");
        return Err(Fault::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "bad", error));
    }
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    match length.and_then(|text| text.parse::<u64>().ok()) {
        Some(length) if length > BODY_BYTES as u64 => Err(Fault::too_large()),
        _ => Ok(()),
    }
}

/// The value of a header that may stand once.
fn one<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Fault> {
    let mut all = headers.get_all(name).iter();
    let Some(value) = all.next() else { return Ok(None) };
    match (value.to_str(), all.next()) {
        (Ok(text), None) => Ok(Some(text)),
        _ => Err(Fault::bad(format!("`{name}` must stand once, in plain letters"))),
    }
}

/// Whether a `Host` names this machine: the address that the request reached us by, `localhost` on this machine, or a name that
/// the operator gave. The port does not matter: it may be forwarded.
fn is_ours(host: &str, own: IpAddr, names: &[String]) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|letter| letter.is_ascii_digit()) => name,
        _ => host,
    };
    let is_loopback = own.is_loopback();
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    match bare.parse::<IpAddr>() {
        Ok(ip) => ip == own.to_canonical() || ip == own,
        Err(_) => {
            (is_loopback && name.eq_ignore_ascii_case("localhost"))
                || names.iter().any(|known| known.eq_ignore_ascii_case(name))
        }
    }
}

/// The token of a request: `Authorization: Bearer`, else the cookie.
fn token(headers: &HeaderMap) -> Option<&str> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some(token) = bearer.and_then(|text| text.strip_prefix("Bearer ")) {
        return Some(token.trim());
    }
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == COOKIE).then_some(value)
    })
}

/// `POST /api/v1/join`.
pub async fn join(call: Call) -> Result<Reply, Fault> {
    let JoinBody { pin, name, device } = call.read()?;
    let Call { context, visitor, .. } = call;
    context.attempt(visitor.from).map_err(|wait_secs| Fault::too_fast(visitor.from, wait_secs))?;
    let (now_secs, frame) = (context.clock.now_secs(), context.link.state().report.frame);
    let joined = context.access.join(&pin, (&name, &device), now_secs);
    let (token, device) = joined.map_err(|error| {
        context.note(&visitor, &format!("refused at the door: {error}"), frame);
        Fault::new(StatusCode::FORBIDDEN, "role", error.to_string())
    })?;
    context.was_right(visitor.from);
    context.keep_devices();
    let came = Visitor { role: device.role, name: device.name.as_str().into(), ..visitor };
    context.note(&came, &format!("joined as device {} ({})", device.id, device.kind), frame);
    let cookie = format!("{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=31536000");
    let body = serde_json::json!({ "token": token, "role": device.role.word(), "name": device.name });
    Ok(Reply::WithCookie(body, cookie))
}

/// `POST /api/v1/leave`.
pub async fn leave(call: Call) -> Result<Reply, Fault> {
    let Call { context, visitor, .. } = call;
    if let Some(device) = visitor.device {
        forget(&context, visitor.who(), device);
    }
    let cookie = format!("{COOKIE}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0");
    Ok(Reply::WithCookie(serde_json::json!({}), cookie))
}

/// A device's token works no more. Whether there was one.
pub fn forget(context: &Context, by: (&str, Role, Option<SocketAddr>), device: u32) -> bool {
    let was_known = context.access.revoke(device);
    if was_known {
        context.guests.forget(context, device);
        context.forget_departed(device);
        context.keep_devices();
        let frame = context.link.state().report.frame;
        audit::note(context, by, &format!("device {device} may no more"), frame);
    }
    was_known
}
