//! Buttons of Bitfocus Companion: its modules' bytes in, its variables' messages out.
//!
//! In: bytes that the modules generic-osc (npm `osc` 2.4.5, `writePacket`) and generic-http (npm `got` 14) put on the wire, recorded
//! from those packages. Out: what happens, and what a python-osc listener hears. Not here: Companion itself, which no registry has.
//! Invariant: a release does nothing; the tally follows the show, not the button.

use std::net::UdpSocket;
use std::process::{Command, Stdio};

use cyclorama::params::Role;

use super::rig::Rig;
use super::tools::{Lines, script, tools};
use super::web::{Device, http};

/// `/cyclorama/take/roll` without arguments.
const ROLL: &str = "2f6379636c6f72616d612f74616b652f726f6c6c000000002c000000";
/// `/cyclorama/take/roll` with the integer 0.
const ROLL_RELEASED: &str = "2f6379636c6f72616d612f74616b652f726f6c6c000000002c69000000000000";
/// `/cyclorama/step/grade/trim_ev` with the float 0.333.
const STEP: &str = "2f6379636c6f72616d612f737465702f67726164652f7472696d5f65760000002c6600003eaa7efa";
/// `/cyclorama/wall/blackout` with a boolean true.
const BLACKOUT: &str = "2f6379636c6f72616d612f77616c6c2f626c61636b6f7574000000002c540000";
/// `/cyclorama/wall/blackout` with "multiple arguments" `0 "confirmed"`.
const RELEASE_BLACKOUT: &str =
    "2f6379636c6f72616d612f77616c6c2f626c61636b6f7574000000002c69730000000000636f6e6669726d6564000000";

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let pairs = hexadecimal.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

#[test]
fn buttons_press_and_their_tallies_follow() {
    let Some(tools) = tools() else { return };
    let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut command = Command::new(&tools.python);
    command.arg(script("listener.py")).args(["127.0.0.1", &port.to_string()]).stdout(Stdio::piped());
    let heard = Lines::of(command);
    heard.until("READY");
    let rig = Rig::start(&[], &[([127, 0, 0, 1], port).into()]);
    heard.until("/cyclorama/take/rolling 0");

    let companion = UdpSocket::bind("127.0.0.4:0").unwrap();
    let press = |hexadecimal| companion.send_to(&bytes(hexadecimal), rig.osc()).unwrap();
    press(ROLL);
    heard.until("/cyclorama/take/rolling 1");
    press(ROLL_RELEASED);
    press(STEP);
    rig.until_value("grade/trim_ev", 0.333);
    // The float nearest to 0.333, as Python shows it in double precision.
    heard.until(&format!("/cyclorama/grade/trim_ev {:?}", f64::from(0.333_f32)));
    press(BLACKOUT);
    heard.until("/cyclorama/wall/blackout 1");
    press(RELEASE_BLACKOUT);
    heard.until("/cyclorama/wall/blackout 0");
    assert_eq!(
        rig.link.state().report.values.number(rig.id("take/rolling")),
        1.0,
        "the release rolled nothing back"
    );
    companion.send_to(b"/cyclorama/take/cut\0,i\0\0\0\0\0\x01", rig.osc()).unwrap();
    heard.until("/cyclorama/take/rolling 0");
}

#[test]
fn requests_of_generic_http_are_taken() {
    let rig = Rig::start(&[], &[]);
    let device = Device::join(&rig, "Stream Deck", Role::Operator);
    let head = format!(
        "user-agent: got (https://github.com/sindresorhus/got)\r\nauthorization: Bearer {}\r\n",
        device.token()
    );
    let tail =
        format!("accept-encoding: gzip, deflate, br\r\nHost: {}\r\nConnection: close\r\n\r\n", rig.web());
    let json = |length| format!("content-type: application/json\r\ncontent-length: {length}\r\n");
    let set =
        format!("PUT /api/v1/param/grade/trim_ev HTTP/1.1\r\n{head}{}{tail}{{\"value\":0.333}}", json(15));
    let (status, body) = http(rig.web(), &set);
    assert_eq!(status, 200, "{body}");
    rig.until_value("grade/trim_ev", 0.333);
    let roll = format!("POST /api/v1/take/roll HTTP/1.1\r\n{head}{}{tail}{{}}", json(2));
    let (status, body) = http(rig.web(), &roll);
    assert_eq!(status, 200, "{body}");
    rig.until_value("take/rolling", 1.0);
    let (status, body) = http(rig.web(), &format!("GET /api/v1/param/take/rolling HTTP/1.1\r\n{head}{tail}"));
    assert_eq!(status, 200, "{body}");
    let answer: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(answer["value"], true);
}
