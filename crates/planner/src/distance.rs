//! Distances between communes: straight lines with a road factor, stated as such.

/// How much longer the road is than the straight line, in tenths (13 = 1.3). Assumed: a usual value for France, not measured.
pub const ROAD_FACTOR_TENTHS: i32 = 13;

/// Mean radius of the Earth in kilometres.
const EARTH_RADIUS_KILOMETRES: f64 = 6371.0;

/// A place on the map: the centroid of a commune, in WGS84 degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Degrees north, -90 to 90.
    pub latitude: f64,
    /// Degrees east, -180 to 180.
    pub longitude: f64,
}

/// Great-circle distance in kilometres between two places given in degrees, without the road factor.
pub fn kilometres(latitude_1: f64, longitude_1: f64, latitude_2: f64, longitude_2: f64) -> f64 {
    let (first, second) = (latitude_1.to_radians(), latitude_2.to_radians());
    let half_latitude = ((second - first) / 2.0).sin();
    let half_longitude = ((longitude_2 - longitude_1).to_radians() / 2.0).sin();
    let haversine = half_latitude * half_latitude + first.cos() * second.cos() * half_longitude * half_longitude;
    2.0 * EARTH_RADIUS_KILOMETRES * haversine.clamp(0.0, 1.0).sqrt().asin()
}

/// Estimated road distance in tenths of a kilometre: great circle × [`ROAD_FACTOR_TENTHS`], rounded to the nearest tenth.
///
/// `None` when a coordinate is not a number. Two places of the same commune are 0 apart, because only centroids are known.
pub fn road_kilometres_tenths(from: Point, to: Point) -> Option<i32> {
    let straight = kilometres(from.latitude, from.longitude, to.latitude, to.longitude);
    let tenths = (straight * f64::from(ROAD_FACTOR_TENTHS)).round();
    // At most half the Earth's girth times 1.3: far inside i32.
    tenths.is_finite().then_some(tenths as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LUNEL: Point = Point { latitude: 43.67445, longitude: 4.13546 };
    const MONTPELLIER: Point = Point { latitude: 43.61092, longitude: 3.87723 };

    #[test]
    fn lunel_is_about_twenty_two_kilometres_from_montpellier_in_a_straight_line() {
        let straight = kilometres(LUNEL.latitude, LUNEL.longitude, MONTPELLIER.latitude, MONTPELLIER.longitude);
        assert!((21.0..23.0).contains(&straight), "{straight}");
        assert_eq!(road_kilometres_tenths(LUNEL, MONTPELLIER), Some((straight * 13.0).round() as i32));
    }

    #[test]
    fn one_degree_of_latitude_is_a_hundred_and_eleven_kilometres() {
        assert!((kilometres(45.0, 3.0, 46.0, 3.0) - 111.19).abs() < 0.01);
    }

    #[test]
    fn a_place_is_nowhere_far_from_itself_and_distance_has_no_direction() {
        assert_eq!(road_kilometres_tenths(LUNEL, LUNEL), Some(0));
        assert_eq!(road_kilometres_tenths(LUNEL, MONTPELLIER), road_kilometres_tenths(MONTPELLIER, LUNEL));
        assert!((kilometres(0.0, 0.0, 0.0, 180.0) - 20015.1).abs() < 1.0);
    }

    #[test]
    fn an_unknown_coordinate_gives_no_distance() {
        assert_eq!(road_kilometres_tenths(LUNEL, Point { latitude: f64::NAN, longitude: 0.0 }), None);
    }
}
