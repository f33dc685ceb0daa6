//! Where may be connected to. Every address is looked at before a connection is made: those that a name stands for, when
//! it is resolved, and those that stand in an address as numbers.

use reqwest::{
    Url,
    dns::{Addrs, Name, Resolve, Resolving},
};
use std::{
    error::Error,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

/// An address that may not be connected to; the text is a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct Refused(String);

/// What may be connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Guard {
    allow_private: bool,
    /// Whether the addresses come out of a provider's answers. No person wrote those into the settings.
    named_by_provider: bool,
}

/// What stands at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The internet.
    Public,
    /// This machine, or a network of one's own.
    Private,
    /// One link alone, where clouds keep their credentials, or nothing that draws: groups, examples, what is reserved.
    Special,
}

impl Guard {
    /// For the address in the settings.
    pub(super) fn of_settings(allow_private: bool) -> Self {
        Self {
            allow_private,
            named_by_provider: false,
        }
    }

    /// For an address that a provider names.
    pub(super) fn of_answers(allow_private: bool) -> Self {
        Self {
            allow_private,
            named_by_provider: true,
        }
    }

    fn passes(self, ip: IpAddr) -> bool {
        match Place::of(ip) {
            Place::Public => true,
            Place::Private => self.allow_private,
            Place::Special => self.allow_private && !self.named_by_provider,
        }
    }

    fn refused(self, host: &str) -> Refused {
        Refused(if self.allow_private {
            format!("The provider names the address {host}, from which nothing is fetched.")
        } else {
            format!(
                "The address {host} is one of a private network. Set allow_private for this provider if that is meant."
            )
        })
    }

    /// Checks an address that is written in numbers: those are never resolved.
    pub(super) fn numbers(self, url: &Url) -> Result<(), Refused> {
        let host = url.host_str().unwrap_or_default();
        match bare(host).parse::<IpAddr>() {
            Ok(ip) if !self.passes(ip) => Err(self.refused(host)),
            _ => Ok(()),
        }
    }

    /// The addresses of a host. One that may not be connected to spoils them all: whoever answers for the name may
    /// not have us try until it is that one's turn.
    pub(super) async fn addresses(
        self,
        host: &str,
        port: u16,
    ) -> Result<Vec<SocketAddr>, Box<dyn Error + Send + Sync>> {
        let found: Vec<SocketAddr> = tokio::net::lookup_host((bare(host), port)).await?.collect();
        if found.iter().all(|address| self.passes(address.ip())) {
            Ok(found)
        } else {
            Err(Box::new(self.refused(host)))
        }
    }
}

/// A host without the brackets around an address of version 6.
fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(resolved(*self, name))
    }
}

async fn resolved(guard: Guard, name: Name) -> Result<Addrs, Box<dyn Error + Send + Sync>> {
    let found = guard.addresses(name.as_str(), 0).await?;
    Ok(Box::new(found.into_iter()))
}

impl Place {
    fn of(ip: IpAddr) -> Self {
        match ip {
            IpAddr::V4(ip) => Self::of_v4(ip),
            IpAddr::V6(ip) => embedded(ip).map_or_else(|| Self::of_v6(ip), Self::of_v4),
        }
    }

    fn of_v4(ip: Ipv4Addr) -> Self {
        let [a, b, c, _] = ip.octets();
        match (a, b, c) {
            (10 | 127, ..) | (100, 64..=127, _) | (172, 16..=31, _) | (192, 168, _) => {
                Self::Private
            }
            (0 | 224..=255, ..)
            | (169, 254, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113) => Self::Special,
            _ => Self::Public,
        }
    }

    fn of_v6(ip: Ipv6Addr) -> Self {
        match ip.segments() {
            [0, 0, 0, 0, 0, 0, 0, 1] => Self::Private,
            // Amazon's address of credentials, inside the networks of one's own.
            [0xfd00, 0x0ec2, ..] => Self::Special,
            [0xfc00..=0xfdff, ..] => Self::Private,
            [0x2001, 0x0000 | 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => Self::Special,
            [0x2000..=0x3fff, ..] => Self::Public,
            _ => Self::Special,
        }
    }
}

/// The address of version 4 inside one of version 6: mapped, compatible, translated (NAT64) or tunnelled (6to4).
fn embedded(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let (high, low) = match ip.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => return None,
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            (high, low)
        }
        [0x2002, high, low, ..] => (high, low),
        _ => return None,
    };
    Some(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> Place {
        Place::of(text.parse().unwrap())
    }

    #[test]
    fn every_range_is_known_at_both_its_ends() {
        for near in [
            "10.0.0.0",
            "10.255.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "100.64.0.0",
            "100.127.255.255",
            "172.16.0.0",
            "172.31.255.255",
            "192.168.0.0",
            "192.168.255.255",
            "::1",
            "fc00::",
            "fdff:ffff::1",
            "::ffff:10.1.2.3",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:0a00:0001::",
        ] {
            assert_eq!(place(near), Place::Private, "{near}");
        }
        for special in [
            "0.0.0.0",
            "0.255.255.255",
            "169.254.0.0",
            "169.254.169.254",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "198.18.0.0",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "3fff:fff::1",
            "2001::1",
            "100::1",
            "64:ff9b:1::1",
            "fd00:ec2::254",
            "::ffff:169.254.169.254",
            "::ffff:0.0.0.0",
            "2002:a9fe:a9fe::",
        ] {
            assert_eq!(place(special), Place::Special, "{special}");
        }
        for public in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2606:4700::1111",
            "3ffe::1",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
        ] {
            assert_eq!(place(public), Place::Public, "{public}");
        }
    }

    #[test]
    fn what_a_provider_names_is_looked_at_more_closely() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        for (guard, private, special) in [
            (Guard::of_settings(false), false, false),
            (Guard::of_settings(true), true, true),
            (Guard::of_answers(false), false, false),
            (Guard::of_answers(true), true, false),
        ] {
            assert!(guard.passes(ip("1.1.1.1")), "{guard:?}");
            assert_eq!(guard.passes(ip("10.0.0.1")), private, "{guard:?}");
            assert_eq!(guard.passes(ip("169.254.169.254")), special, "{guard:?}");
        }
    }

    #[test]
    fn numbers_are_known_however_they_are_written() {
        for written in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.0.0.1/",
            "http://0177.0.0.1/",
            "http://127.0.0.1./",
            "http://[::1]/",
            "http://[::ffff:7f00:1]/",
        ] {
            let url = Url::parse(written).unwrap();
            assert!(
                Guard::of_settings(false).numbers(&url).is_err(),
                "{written}"
            );
            assert!(Guard::of_settings(true).numbers(&url).is_ok(), "{written}");
        }
    }
}
