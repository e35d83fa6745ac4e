//! A METAR, as it is pasted: what an airfield's observer saw, as numbers of the weather.
//!
//! In: text. Out: a [`Metar`]: the weather that it says, what of it was understood, what was not. Not here: what a group means to
//! the sky (`metar_weather`), fetching it (nobody does).
//! Source: WMO-No. 306 FM 15, ICAO annex 3 appendix 3, US FMH-1 chapter 12.
//! Invariant: total: any text gives an answer, nothing panics; a group that is not understood is told, and spoils no other; what
//! stands behind `RMK`, `TEMPO`, `BECMG` and `NOSIG` is no observation of now.

/// Feet, knots, statute miles, inches of mercury.
const FOOT_M: f64 = 0.3048;
const KNOT_MPS: f64 = 0.514_444;
const MILE_M: f64 = 1609.344;
const INCH_HPA: f64 = 33.863_886;
/// What is less than can be told, metres: 0000 is under 50 m.
const LEAST_M: f64 = 30.0;
/// Groups that are read at most; reports have some twenty.
const GROUPS: usize = 200;
/// Letters of a group that are told.
const LETTERS: usize = 24;

/// Cover of a layer as the report says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    /// 1 to 2 octas.
    Few,
    /// 3 to 4.
    Scattered,
    /// 5 to 7.
    Broken,
    /// 8.
    Overcast,
}

/// Clouds that the report names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tower {
    /// None.
    None,
    /// TCU: towering cumulus.
    Cumulus,
    /// CB.
    Cumulonimbus,
}

/// A layer of clouds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CloudGroup {
    /// How much.
    pub cover: Cover,
    /// Base above the ground, metres; `None` for `///`.
    pub base_m: Option<f64>,
    /// What it is.
    pub tower: Tower,
}

/// How hard it rains or snows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intensity {
    /// `-`.
    Light,
    /// No sign.
    Moderate,
    /// `+`.
    Heavy,
    /// `VC`: within 16 km, not here.
    Near,
}

/// A weather group: intensity, descriptor and phenomena.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeatherGroup {
    /// How hard.
    pub intensity: Intensity,
    /// Two letters, as in `SH`, `TS`, `BL`; `None` without.
    pub descriptor: Option<[u8; 2]>,
    /// Up to three phenomena, two letters each, as in `RA`.
    pub phenomena: [Option<[u8; 2]>; 3],
}

/// Wind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WindGroup {
    /// Where from, degrees; `None` for VRB.
    pub from_deg: Option<f64>,
    /// Mean over ten minutes.
    pub speed_mps: f64,
    /// Gusts.
    pub gust_mps: Option<f64>,
}

/// What a report says of now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metar {
    /// ICAO's four letters.
    pub station: Option<String>,
    /// Day of the month, hour and minute, UTC.
    pub day_time: Option<[u8; 3]>,
    /// Wind.
    pub wind: Option<WindGroup>,
    /// Prevailing visibility, metres; with `is_beyond` it is at least so much.
    pub visibility_m: Option<f64>,
    /// Whether visibility is more than was measured: 9999, P6SM, 10SM, CAVOK.
    pub is_beyond: bool,
    /// CAVOK: nothing under 5000 ft, no towers, no weather.
    pub is_cavok: bool,
    /// NSC, NCD, SKC, CLR: no clouds of note.
    pub is_clear: bool,
    /// Sky obscured: vertical visibility, metres.
    pub vertical_m: Option<f64>,
    /// Clouds, in the report's order.
    pub clouds: Vec<CloudGroup>,
    /// Weather.
    pub weather: Vec<WeatherGroup>,
    /// Air and dew point, Celsius.
    pub temperature_c: Option<f64>,
    /// Dew point, Celsius.
    pub dew_point_c: Option<f64>,
    /// Pressure at the sea, hPa.
    pub pressure_hpa: Option<f64>,
    /// Groups that were read, and what as.
    pub understood: Vec<String>,
    /// Groups that were not.
    pub ignored: Vec<String>,
}

impl Metar {
    /// Reads a report.
    pub fn parse(text: &str) -> Self {
        let mut metar = Self::default();
        let upper = text.to_ascii_uppercase();
        let groups = upper.split(|letter: char| letter.is_whitespace() || letter == '=');
        let mut before: Option<&str> = None;
        for group in groups.filter(|group| !group.is_empty()).take(GROUPS) {
            if matches!(group, "RMK" | "TEMPO" | "BECMG" | "NOSIG") {
                metar.ignored.push(format!("{group} and what follows"));
                break;
            }
            // `1 1/2SM`: the whole miles are a group of their own.
            let whole = before.take().and_then(|whole| miles(Some(whole), group));
            if let Some((metres, is_beyond)) = whole {
                metar.see(metres, is_beyond, "visibility");
                continue;
            }
            if matches!(group.as_bytes(), [b'1'..=b'9']) {
                before = Some(group);
                continue;
            }
            if !metar.read(group) {
                metar.ignored.push(group.chars().take(LETTERS).collect());
            }
        }
        metar.ignored.extend(before.map(str::to_owned));
        metar
    }

    /// Whether it says anything of the weather.
    pub fn says_something(&self) -> bool {
        let sees = self.visibility_m.is_some() || self.vertical_m.is_some() || self.wind.is_some();
        let is_sky = self.is_clear || self.is_cavok || !self.clouds.is_empty() || !self.weather.is_empty();
        sees || is_sky
    }

    fn tell(&mut self, words: String) -> bool {
        self.understood.push(words);
        true
    }

    fn see(&mut self, metres: f64, is_beyond: bool, what: &str) -> bool {
        // The first is the prevailing one; a second, with a direction, is not everywhere.
        if self.visibility_m.is_none() {
            (self.visibility_m, self.is_beyond) = (Some(metres), is_beyond);
        }
        self.tell(format!("{what} {}{metres:.0} m", if is_beyond { "over " } else { "" }))
    }

    /// Reads one group; false when it is none that says something of now.
    fn read(&mut self, group: &str) -> bool {
        match group {
            "METAR" | "SPECI" | "COR" | "AUTO" => return true,
            "CAVOK" => {
                (self.is_cavok, self.is_clear) = (true, true);
                return self.see(10_000.0, true, "CAVOK: visibility");
            }
            "NSC" | "NCD" | "SKC" | "CLR" => {
                self.is_clear = true;
                return self.tell(format!("{group}: no clouds of note"));
            }
            "NSW" => return self.tell("NSW: no weather of note".to_owned()),
            _ => {}
        }
        // The first thing that a report says; what a file puts before it is ignored.
        if self.understood.is_empty() && is_station(group) {
            self.station = Some(group.to_owned());
            return self.tell(format!("station {group}"));
        }
        if let Some(day_time) = day_time(group) {
            self.day_time = Some(day_time);
            let [day, hour, minute] = day_time;
            return self.tell(format!("day {day}, {hour:02}:{minute:02} UTC"));
        }
        if let Some(wind) = wind(group) {
            self.wind = Some(wind);
            let from = wind.from_deg.map_or("from anywhere".to_owned(), |deg| format!("from {deg:.0} deg"));
            return self.tell(format!("wind {:.1} m/s {from}", wind.speed_mps));
        }
        if let Some((metres, is_beyond)) = metres(group).or_else(|| miles(None, group)) {
            return self.see(metres, is_beyond, "visibility");
        }
        if let Some(hundreds) = group.strip_prefix("VV") {
            let Some(feet) = whole(hundreds, 3).map(|hundreds| 100.0 * hundreds) else {
                // VV///: obscured, nobody knows how high.
                return hundreds == "///" && self.obscured(300.0);
            };
            return self.obscured(feet * FOOT_M);
        }
        if let Some(cloud) = cloud(group) {
            self.clouds.push(cloud);
            let base = cloud.base_m.map_or("of unknown height".to_owned(), |m| format!("at {m:.0} m"));
            return self.tell(format!("{group}: clouds {base}"));
        }
        if let Some((temperature_c, dew_point_c)) = temperatures(group) {
            (self.temperature_c, self.dew_point_c) = (Some(temperature_c), dew_point_c);
            return self.tell(format!("air {temperature_c:.0} C"));
        }
        if let Some(hpa) = pressure(group) {
            // Some reports say it both ways; the first counts.
            let hpa = *self.pressure_hpa.get_or_insert(hpa);
            return self.tell(format!("pressure {hpa:.0} hPa"));
        }
        if let Some(weather) = weather(group) {
            self.weather.push(weather);
            return self.tell(format!("weather {group}"));
        }
        false
    }

    fn obscured(&mut self, metres: f64) -> bool {
        self.vertical_m = Some(metres);
        self.tell(format!("sky obscured, one sees {metres:.0} m up"))
    }
}

/// Exactly so many digits.
fn whole(text: &str, digits: usize) -> Option<f64> {
    let is_so = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_so { text.parse().ok() } else { None }
}

/// Text cut at a byte, where that is between letters.
fn cut(text: &str, at: usize) -> Option<(&str, &str)> {
    text.split_at_checked(at)
}

fn is_station(group: &str) -> bool {
    let bytes = group.as_bytes();
    bytes.len() == 4
        && bytes[0].is_ascii_uppercase()
        && bytes.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

fn day_time(group: &str) -> Option<[u8; 3]> {
    let (day, rest) = cut(group.strip_suffix('Z')?, 2)?;
    let (hour, minute) = cut(rest, 2)?;
    let [day, hour, minute] = [whole(day, 2)?, whole(hour, 2)?, whole(minute, 2)?].map(|number| number as u8);
    ((1..=31).contains(&day) && hour < 24 && minute < 60).then_some([day, hour, minute])
}

/// `27015G25KT`, `VRB02MPS`, `00000KT`, `/////KT` is none.
fn wind(group: &str) -> Option<WindGroup> {
    let units = [("KT", KNOT_MPS), ("MPS", 1.0), ("KMH", 1.0 / 3.6)];
    let (text, unit) = units.iter().find_map(|(end, unit)| Some((group.strip_suffix(end)?, *unit)))?;
    let (from, speeds) = cut(text, 3)?;
    let from_deg = match from {
        "VRB" => None,
        _ => Some(whole(from, 3).filter(|deg| *deg <= 360.0)?),
    };
    let (mean, gust) = match speeds.split_once('G') {
        Some((mean, gust)) => (mean, Some(gust)),
        None => (speeds, None),
    };
    let speed = |text: &str| {
        let text = text.strip_prefix('P').unwrap_or(text);
        whole(text, 2).or_else(|| whole(text, 3)).map(|number| number * unit)
    };
    let gust_mps = match gust {
        Some(gust) => Some(speed(gust)?),
        None => None,
    };
    Some(WindGroup { from_deg, speed_mps: speed(mean)?, gust_mps })
}

/// `0800`, `9999`, `4000NE`, `9999NDV`; whether it is more.
fn metres(group: &str) -> Option<(f64, bool)> {
    let (digits, rest) = cut(group, 4)?;
    let metres = whole(digits, 4)?;
    let is_direction = matches!(rest, "" | "NDV" | "N" | "NE" | "E" | "SE" | "S" | "SW" | "W" | "NW");
    is_direction.then_some((if metres >= 9999.0 { 10_000.0 } else { metres.max(LEAST_M) }, metres >= 9999.0))
}

/// `10SM`, `3/4SM`, `M1/4SM`, `P6SM`, and `1/2SM` after whole miles.
fn miles(whole_miles: Option<&str>, group: &str) -> Option<(f64, bool)> {
    let text = group.strip_suffix("SM")?;
    let is_more = text.starts_with('P');
    let text = text.strip_prefix(['P', 'M']).unwrap_or(text);
    let small = |text: &str| whole(text, 1).or_else(|| whole(text, 2));
    let miles = match text.split_once('/') {
        Some((above, below)) => {
            let fraction = small(above)? / small(below).filter(|below| *below > 0.0)?;
            fraction + whole_miles.map_or(Some(0.0), |miles| whole(miles, 1))?
        }
        None if whole_miles.is_none() => small(text)?,
        None => return None,
    };
    // Ten miles is the most that a US station says.
    Some(((miles * MILE_M).max(LEAST_M), is_more || miles >= 10.0))
}

/// `FEW015`, `BKN030CB`, `OVC///`, `///015`.
fn cloud(group: &str) -> Option<CloudGroup> {
    let (word, rest) = cut(group, 3)?;
    let cover = match word {
        "FEW" => Cover::Few,
        "SCT" => Cover::Scattered,
        "BKN" => Cover::Broken,
        "OVC" => Cover::Overcast,
        _ => return None,
    };
    let (height, kind) = cut(rest, 3)?;
    let tower = match kind {
        "" | "///" => Tower::None,
        "TCU" => Tower::Cumulus,
        "CB" => Tower::Cumulonimbus,
        _ => return None,
    };
    let base_m = match height {
        "///" => None,
        _ => Some(whole(height, 3)? * 100.0 * FOOT_M),
    };
    Some(CloudGroup { cover, base_m, tower })
}

/// `18/12`, `M02/M05`, `05/`, `12/XX` and `15///`.
fn temperatures(group: &str) -> Option<(f64, Option<f64>)> {
    let (air, dew) = group.split_once('/')?;
    let celsius = |text: &str| match text.strip_prefix('M') {
        Some(digits) => whole(digits, 2).map(|number| -number),
        None => whole(text, 2),
    };
    let dew_point_c = match dew {
        "" | "XX" | "//" => None,
        _ => Some(celsius(dew)?),
    };
    Some((celsius(air)?, dew_point_c))
}

/// `Q1013`, `A2992`.
fn pressure(group: &str) -> Option<f64> {
    let hpa = match (group.strip_prefix('Q'), group.strip_prefix('A')) {
        (Some(hpa), _) => whole(hpa, 4)?,
        (_, Some(inches)) => whole(inches, 4)? / 100.0 * INCH_HPA,
        _ => return None,
    };
    (850.0..=1090.0).contains(&hpa).then_some(hpa)
}

const DESCRIPTORS: [&[u8; 2]; 8] = [b"MI", b"BC", b"PR", b"DR", b"BL", b"SH", b"TS", b"FZ"];
const PHENOMENA: [&[u8; 2]; 22] = [
    b"DZ", b"RA", b"SN", b"SG", b"IC", b"PL", b"GR", b"GS", b"UP", b"BR", b"FG", b"FU", b"VA", b"DU", b"SA",
    b"HZ", b"PO", b"SQ", b"FC", b"SS", b"DS", b"PY",
];

/// `-SHRA`, `+TSRAGR`, `VCFG`, `TS`, `BLSN`. Recent weather (`RERA`) is none of now.
fn weather(group: &str) -> Option<WeatherGroup> {
    let (intensity, text) = match (group.strip_prefix('-'), group.strip_prefix('+'), group.strip_prefix("VC"))
    {
        (Some(text), ..) => (Intensity::Light, text),
        (_, Some(text), _) => (Intensity::Heavy, text),
        (.., Some(text)) => (Intensity::Near, text),
        _ => (Intensity::Moderate, group),
    };
    let is_even = !text.is_empty() && text.len().is_multiple_of(2) && text.len() <= 8;
    if !is_even {
        return None;
    }
    let (mut descriptor, mut phenomena, mut count) = (None, [None; 3], 0);
    for (place, pair) in text.as_bytes().chunks_exact(2).enumerate() {
        let pair = [pair[0], pair[1]];
        if place == 0 && DESCRIPTORS.contains(&&pair) {
            descriptor = Some(pair);
        } else if PHENOMENA.contains(&&pair) && count < phenomena.len() {
            phenomena[count] = Some(pair);
            count += 1;
        } else {
            return None;
        }
    }
    // Only thunder, and showers nearby, need no phenomenon.
    let stands_alone = matches!(descriptor, Some([b'T', b'S']))
        || (descriptor == Some(*b"SH") && intensity == Intensity::Near);
    (count > 0 || stands_alone).then_some(WeatherGroup { intensity, descriptor, phenomena })
}

#[cfg(test)]
mod tests;
