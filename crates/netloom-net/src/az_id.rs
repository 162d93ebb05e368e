//! The id of an availability zone: the same physical zone in every account, unlike the zone's name.

use std::fmt;
use std::str::FromStr;

use crate::Region;

/// An availability zone id such as `euw1-az1`, or of a Local Zone such as `usw2-lax1-az1`.
///
/// Ordered by text, which for one region is the order of the zone numbers (they have one digit).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct AzId(String);

/// Why a text is not an availability zone id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AzIdParseError {
    /// It is the name of a zone, such as `eu-west-1a`, and stands for different physical zones in
    /// different accounts.
    IsZoneName {
        /// The region of the name, where it is known.
        region: Option<Region>,
    },
    /// It has not the form `<region code>-az<number>`.
    Malformed,
}

impl AzId {
    /// Returns the id as AWS writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the region that the zone belongs to, `None` for a region that this build does not
    /// know.
    #[must_use]
    pub fn region(&self) -> Option<Region> {
        Region::from_zone_id_prefix(self.0.split('-').next().unwrap_or_default())
    }

    /// Returns whether the id is that of a Local Zone or a Wavelength Zone, such as
    /// `usw2-lax1-az1`.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.0.split('-').count() > 2
    }

    /// Returns the id in the form that names resources: `euw1-az1` becomes `Euw1Az1`.
    #[must_use]
    pub fn to_pascal_case(&self) -> String {
        self.0.split('-').fold(String::new(), |mut out, part| {
            let mut chars = part.chars();
            out.extend(chars.next().map(|first| first.to_ascii_uppercase()));
            out.push_str(chars.as_str());
            out
        })
    }
}

impl FromStr for AzId {
    type Err = AzIdParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_az_id(text) {
            Ok(Self(text.to_owned()))
        } else if is_az_name(text) {
            let name = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
            Err(AzIdParseError::IsZoneName { region: Region::from_name(name) })
        } else {
            Err(AzIdParseError::Malformed)
        }
    }
}

impl fmt::Display for AzId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `euw1-az1`, `usw2-lax1-az1`: lower-case words that end in a digit, the last one `az<digits>`.
fn is_az_id(text: &str) -> bool {
    let mut parts: Vec<&str> = text.split('-').collect();
    let last = parts.pop().unwrap_or_default();
    let number = last.strip_prefix("az").unwrap_or_default();
    !parts.is_empty()
        && parts.len() <= 2
        && parts.iter().all(|part| is_word_with_number(part))
        && !number.is_empty()
        && number.len() <= 2
        && number.bytes().all(|byte| byte.is_ascii_digit())
        // Zones count from 1, without zeros in front.
        && !number.starts_with('0')
}

fn is_word_with_number(part: &str) -> bool {
    let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
    letters.len() < part.len()
        && !letters.is_empty()
        && letters.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// `eu-west-1a`: a region name and one letter.
fn is_az_name(text: &str) -> bool {
    let mut parts = text.rsplit('-');
    let last = parts.next().unwrap_or_default().as_bytes();
    let is_number_and_letter =
        matches!(last, [digit, letter] if digit.is_ascii_digit() && letter.is_ascii_lowercase());
    is_number_and_letter
        && parts.clone().count() >= 2
        && parts.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, AzIdParseError>) {
        let seen = text.parse::<AzId>().map(|id| id.to_pascal_case());
        assert_eq!(seen, expected.map(str::to_owned), "{text}");
    }

    #[test]
    fn zone_ids_are_told_from_zone_names() {
        check("euw1-az1", Ok("Euw1Az1"));
        check("usw2-lax1-az1", Ok("Usw2Lax1Az1"));
        let region = Region::from_name("eu-west-1");
        check("eu-west-1a", Err(AzIdParseError::IsZoneName { region }));
        check("xx-nowhere-1a", Err(AzIdParseError::IsZoneName { region: None }));
        check("us-west-2-lax-1a", Err(AzIdParseError::Malformed));
        for text in [
            "",
            "az1",
            "euw1",
            "euw1-az",
            "euw1-az0",
            "euw1-az01",
            "EUW1-AZ1",
            "euw1-az1 ",
            "eu-west-1",
            "euw1-az1-az2-az3",
        ] {
            check(text, Err(AzIdParseError::Malformed));
        }
    }

    #[test]
    fn a_zone_knows_its_region() {
        let zone: AzId = "usgw1-az2".parse().expect("a zone id");
        assert_eq!(zone.region().map(Region::name), Some("us-gov-west-1"));
    }
}
