//! How much one address may ask for: buckets of tokens that fill with time.
//!
//! In: addresses, the time. Out: whether one more is fine, or how long to wait. Not here: what is answered (`door`).
//! Invariant: memory is bounded whoever asks; time comes from outside.

use std::collections::BTreeMap;
use std::net::IpAddr;

/// Addresses that are remembered.
const ADDRESSES: usize = 1024;

/// Buckets by address.
#[derive(Debug)]
pub struct Buckets {
    a_second: f64,
    most: f64,
    buckets: BTreeMap<IpAddr, Bucket>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    at_secs: f64,
}

impl Buckets {
    /// So many a second for long, so many at once.
    pub fn new(a_second: f64, most: f64) -> Self {
        Self { a_second, most, buckets: BTreeMap::new() }
    }

    /// Takes one; seconds to wait when there is none.
    pub fn take(&mut self, address: IpAddr, now_secs: f64) -> Result<(), f64> {
        let (a_second, most) = (self.a_second, self.most);
        let filled =
            |bucket: &Bucket| (bucket.tokens + (now_secs - bucket.at_secs).max(0.0) * a_second).min(most);
        if self.buckets.len() >= ADDRESSES && !self.buckets.contains_key(&address) {
            // A full bucket is as good as none.
            self.buckets.retain(|_, bucket| filled(bucket) < most);
            if self.buckets.len() >= ADDRESSES {
                // So many that ask at once are no crew.
                return Err(1.0 / a_second);
            }
        }
        let bucket = self.buckets.entry(address).or_insert(Bucket { tokens: most, at_secs: now_secs });
        let tokens = filled(bucket);
        let is_fine = tokens >= 1.0;
        *bucket = Bucket { tokens: if is_fine { tokens - 1.0 } else { tokens }, at_secs: now_secs };
        if is_fine { Ok(()) } else { Err((1.0 - tokens) / a_second) }
    }

    /// Gives one back: it was not what the limit is for.
    pub fn give_back(&mut self, address: IpAddr) {
        if let Some(bucket) = self.buckets.get_mut(&address) {
            bucket.tokens = (bucket.tokens + 1.0).min(self.most);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn ip(number: u32) -> IpAddr {
        IpAddr::V4(Ipv4Addr::from_bits(number))
    }

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let mut buckets = Buckets::new(2.0, 4.0);
        assert!((0..4).all(|_| buckets.take(ip(1), 10.0).is_ok()));
        assert_eq!(buckets.take(ip(1), 10.0), Err(0.5));
        assert_eq!(buckets.take(ip(1), 10.25), Err(0.25));
        assert!(buckets.take(ip(1), 10.5).is_ok() && buckets.take(ip(1), 10.5).is_err());
        assert!(buckets.take(ip(2), 10.5).is_ok(), "another address has its own");
        assert_eq!(
            (0..9).filter(|_| buckets.take(ip(1), 1e6).is_ok()).count(),
            4,
            "never more than it holds"
        );
        assert!(
            (0..4).any(|_| buckets.take(ip(3), 5.0).is_ok()),
            "a clock that stands still or goes back is fine"
        );
    }

    #[test]
    fn what_is_given_back_was_never_taken() {
        let mut buckets = Buckets::new(1.0, 1.0);
        for _ in 0..5 {
            assert!(buckets.take(ip(1), 0.0).is_ok());
            buckets.give_back(ip(1));
            buckets.give_back(ip(1));
        }
        assert!(buckets.take(ip(1), 0.0).is_ok() && buckets.take(ip(1), 0.0).is_err());
    }

    #[test]
    fn memory_is_bounded() {
        let mut buckets = Buckets::new(1.0, 2.0);
        let count = |range: std::ops::Range<u32>, buckets: &mut Buckets, at: f64| {
            range.filter(|number| buckets.take(ip(*number), at).is_ok()).count()
        };
        assert_eq!(count(0..5000, &mut buckets, 0.0), ADDRESSES);
        assert!(buckets.buckets.len() <= ADDRESSES);
        assert_eq!(count(5000..5100, &mut buckets, 10.0), 100, "those who left make room");
    }
}
