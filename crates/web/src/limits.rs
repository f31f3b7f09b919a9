//! How often one address may send something to a public page: a burst, then a steady rate.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};
use tower_governor::governor::GovernorConfigBuilder;

/// The limiter of an installation.
pub(crate) struct Limits(Box<dyn Fn(&IpAddr) -> bool + Send + Sync>);

impl Limits {
    /// So many requests in a minute; 0 is no limit.
    pub(crate) fn new(requests_per_minute: u32) -> Option<Self> {
        let period = Duration::from_secs(60).checked_div(requests_per_minute)?;
        let config = GovernorConfigBuilder::default().period(period).burst_size(requests_per_minute).finish()?;
        Some(Self(Box::new(move |address| config.limiter().check_key(address).is_ok())))
    }
    /// Whether this address may go on.
    pub(crate) fn allows(&self, address: IpAddr) -> bool {
        (self.0)(&address)
    }
}

/// Where a request comes from: the connection, or what the proxy in front saw. Nobody else is believed.
pub(crate) fn address(extensions: &Extensions, headers: &HeaderMap, behind_proxy: bool) -> IpAddr {
    let connected = extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    // The last entry is the proxy's own; those before it are whatever the client wrote.
    let forwarded = || {
        headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .next_back()
            .and_then(|address| address.trim().parse().ok())
    };
    let found = behind_proxy.then(forwarded).flatten().or(connected);
    network(found.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)))
}

/// A household has 2^64 addresses of the new kind: they count as one.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => IpAddr::V4(four),
            None => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() & !u128::from(u64::MAX))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(forwarded: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        headers
    }

    #[test]
    fn the_header_of_a_proxy_is_believed_only_behind_one_and_only_its_last_word() {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 9], 4000))));
        let forged = headers("1.1.1.1, 203.0.113.7");
        assert_eq!(address(&extensions, &forged, false).to_string(), "10.0.0.9");
        assert_eq!(address(&extensions, &forged, true).to_string(), "203.0.113.7");
        assert_eq!(address(&extensions, &HeaderMap::new(), true).to_string(), "10.0.0.9");
    }

    #[test]
    fn a_household_is_one_address() {
        let first = address(&Extensions::new(), &headers("2001:db8:1:2::1"), true);
        let second = address(&Extensions::new(), &headers("2001:db8:1:2:ffff::9"), true);
        assert_eq!(first, second);
    }

    #[test]
    fn the_limit_is_per_address_and_zero_is_none() {
        assert!(Limits::new(0).is_none());
        let limits = Limits::new(3).unwrap();
        let (one, two) = ("203.0.113.7".parse().unwrap(), "203.0.113.8".parse().unwrap());
        assert!((0..3).all(|_| limits.allows(one)));
        assert!(!limits.allows(one) && limits.allows(two));
    }
}
