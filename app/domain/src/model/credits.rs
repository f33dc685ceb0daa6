//! Amounts of credits as people read them.

/// Ten-thousandths of a credit in an amount, as exactly as the tables keep it.
pub fn parts(amount: f64) -> i64 {
    (amount * 10_000.0).round() as i64
}

/// Ten-thousandths of a credit as credits: to a hundredth, and below one to the last digit, so that little is never
/// said to be nothing.
pub fn said(parts: i64) -> String {
    match parts {
        1..100 => format!("0.{parts:04}").trim_end_matches('0').to_owned(),
        _ => {
            let hundredths = (parts + 50) / 100;
            format!("{}.{:02}", hundredths / 100, hundredths % 100)
        }
    }
}

/// What drawing for so many ticked ones is expected to cost, where a picture costs that many ten-thousandths, or `more`
/// with each reference.
pub fn of_ticked(ticked: usize, price: i64, more: bool) -> String {
    let all = i64::try_from(ticked).unwrap_or_default() * price;
    match (ticked, more) {
        (_, false) if price == 0 => "Pictures cost nothing here".to_owned(),
        (0, false) => format!("{} cr a picture", said(price)),
        (0, true) => format!("from {} cr a picture", said(price)),
        (_, false) => format!("{ticked} selected · about {} cr", said(all)),
        (_, true) => format!("{ticked} selected · from {} cr", said(all)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_less_than_a_hundredth_is_said_to_its_last_digit() {
        let all = [0.0, 0.0001, 0.004, 0.0045, 0.01, 0.035, 0.25, 12.5, 1234.0];
        let said: Vec<_> = all.map(|amount| said(parts(amount))).into();
        assert_eq!(
            said,
            [
                "0.00", "0.0001", "0.004", "0.0045", "0.01", "0.04", "0.25", "12.50", "1234.00"
            ]
        );
    }

    #[test]
    fn only_what_costs_nothing_is_said_to() {
        assert_eq!(of_ticked(0, 0, false), "Pictures cost nothing here");
        assert_eq!(of_ticked(3, 0, false), "Pictures cost nothing here");
        assert_eq!(of_ticked(0, 40, false), "0.004 cr a picture");
        assert_eq!(of_ticked(3, 400, false), "3 selected · about 0.12 cr");
        assert_eq!(of_ticked(0, 0, true), "from 0.00 cr a picture");
        assert_eq!(of_ticked(0, 400, true), "from 0.04 cr a picture");
        assert_eq!(of_ticked(3, 400, true), "3 selected · from 0.12 cr");
    }
}
