//! Dividing minutes: shares in proportion, in numbers people like, whose sum is exactly the whole.

/// Returns shares of `total` in proportion to `weights`, whose sum is `total`. They are multiples of
/// the first of `units` that divides `total` and leaves no share at nothing; where none does, they are
/// exact proportions. Weights that say nothing (no number, negative, all zero) count as equal.
pub fn apportion(total: f64, weights: &[f64], units: &[f64]) -> Vec<f64> {
    apportion_where(total, weights, units, |_, share| share > 0.0)
}

/// As [`apportion`]; a unit is taken only if every share (by index) is `good`.
pub(super) fn apportion_where(
    total: f64,
    weights: &[f64],
    units: &[f64],
    good: impl Fn(usize, f64) -> bool,
) -> Vec<f64> {
    if weights.is_empty() || !total.is_finite() || total <= 0.0 {
        return vec![0.0; weights.len()];
    }
    let usable = weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0);
    let sum: f64 = weights.iter().sum();
    let exact: Vec<f64> = if usable && sum.is_finite() && sum > 0.0 {
        weights.iter().map(|weight| total * (weight / sum)).collect()
    } else {
        vec![total / weights.len() as f64; weights.len()]
    };
    units
        .iter()
        .filter_map(|&unit| in_units(total, &exact, unit))
        .find(|shares| {
            shares
                .iter()
                .enumerate()
                .all(|(index, &share)| good(index, share))
        })
        .unwrap_or(exact)
}

/// Rounds to multiples of a unit; what rounding down left over goes to the largest remainders.
fn in_units(total: f64, exact: &[f64], unit: f64) -> Option<Vec<f64>> {
    let whole = (total / unit).round();
    if (whole * unit - total).abs() > 1e-9 || whole > 1e9 {
        return None;
    }
    let mut counts: Vec<f64> = exact.iter().map(|share| (share / unit + 1e-9).floor()).collect();
    let left = (whole - counts.iter().sum::<f64>()).max(0.0) as usize;
    let mut order: Vec<usize> = (0..exact.len()).collect();
    order.sort_by(|&a, &b| {
        let remainder = |index: usize| exact[index] / unit - counts[index];
        remainder(b).total_cmp(&remainder(a)).then(a.cmp(&b))
    });
    for &index in order.iter().take(left) {
        counts[index] += 1.0;
    }
    // Of 1/60 the product would stray in the last digit; the quotient does not.
    let per_minute = (1.0 / unit).round().max(1.0);
    let minutes = |count: f64| {
        if unit < 1.0 {
            count / per_minute
        } else {
            count * unit
        }
    };
    Some(counts.into_iter().map(minutes).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares_are_in_the_largest_unit_that_fits() {
        let cases: &[(f64, &[f64], &[f64], &[f64])] = &[
            (60.0, &[10.0, 10.0, 10.0], &[1.0], &[20.0, 20.0, 20.0]),
            (50.0, &[60.0, 45.0, 60.0, 60.0], &[1.0], &[14.0, 10.0, 13.0, 13.0]),
            (10.0, &[12.0, 8.0, 8.0], &[0.5], &[4.0, 3.0, 3.0]),
            (2.0, &[1.0, 1.0, 1.0, 1.0], &[1.0, 0.25], &[0.5, 0.5, 0.5, 0.5]),
            (10.0, &[0.0, 0.0], &[1.0], &[5.0, 5.0]),
            (10.0, &[f64::NAN, 1.0], &[1.0], &[5.0, 5.0]),
            (0.0, &[1.0, 2.0], &[1.0], &[0.0, 0.0]),
            (10.0, &[], &[1.0], &[]),
        ];
        for (total, weights, units, want) in cases {
            assert_eq!(apportion(*total, weights, units), *want, "{total} by {weights:?}");
        }
    }

    proptest! {
        #[test]
        fn the_parts_make_the_whole(
            total in 1u32..10_000,
            weights in prop::collection::vec(0.5f64..240.0, 1..20),
        ) {
            let total = f64::from(total) / 4.0;
            let shares = apportion(total, &weights, &[0.5, 1.0 / 60.0]);
            let sum: f64 = shares.iter().sum();
            prop_assert!((sum - total).abs() < 1e-6, "{shares:?} make {sum}, not {total}");
            prop_assert!(shares.iter().all(|&share| share > 0.0));
        }
    }
}
