//! What a provider would not be sent of what an editor decided, in words. The server and the browser say the same.

use super::kinds::ReferenceRole;

/// What a provider takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Takes {
    /// Reference pictures at most.
    pub references: usize,
    /// Whether each of them can be given a role.
    pub roles: bool,
    /// Whether the weight of one counts.
    pub weights: bool,
    /// Whether it takes what must not be seen.
    pub negative: bool,
}

/// What there is to be sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sending<'a> {
    /// Whether a reference is in force.
    pub primary: bool,
    /// The extra references that have a picture, in their order: name, role and weight of each.
    pub extras: &'a [(String, ReferenceRole, f64)],
    /// How strongly the reference in force counts.
    pub weight: f64,
    /// Whether something must not be seen.
    pub negative: bool,
}

/// What is said of a provider that takes nothing that must not be seen, behind its name.
pub const NO_NEGATIVE: &str = "takes no negative prompt; it is not sent";

/// All that a provider would drop, to be read behind its name. None when all of it goes.
pub fn unsent(takes: &Takes, sending: &Sending<'_>) -> Option<String> {
    let room = takes
        .references
        .saturating_sub(usize::from(sending.primary));
    let (sent, dropped) = sending.extras.split_at(room.min(sending.extras.len()));
    let clauses = [
        left_out(takes, sending, dropped),
        unweighed(takes, sending, sent),
        without_role(takes, sent),
        (sending.negative && !takes.negative).then(|| NO_NEGATIVE.to_owned()),
    ];
    let clauses: Vec<_> = clauses.into_iter().flatten().collect();
    (!clauses.is_empty()).then(|| clauses.join(". It ") + ".")
}

/// The references for which there is no room.
fn left_out(
    takes: &Takes,
    sending: &Sending<'_>,
    dropped: &[(String, ReferenceRole, f64)],
) -> Option<String> {
    let count = match takes.references {
        0 => {
            let what = match usize::from(sending.primary) + sending.extras.len() {
                0 => return None,
                1 => "the reference is",
                _ => "the references are",
            };
            return Some(format!("draws from words alone; {what} not sent"));
        }
        1 => "one reference".to_owned(),
        count => format!("{count} references"),
    };
    let names: Vec<_> = dropped
        .iter()
        .map(|(name, role, _)| format!("\"{name}\" ({role})"))
        .collect();
    let are = match names.len() {
        0 => return None,
        1 => "is",
        _ => "are",
    };
    Some(format!("takes {count}; {} {are} not sent", listed(&names)))
}

/// Weights of what is sent that would not count.
fn unweighed(
    takes: &Takes,
    sending: &Sending<'_>,
    sent: &[(String, ReferenceRole, f64)],
) -> Option<String> {
    let first = (sending.primary && takes.references > 0).then_some(sending.weight);
    let weights: Vec<_> = first
        .into_iter()
        .chain(sent.iter().map(|extra| extra.2))
        .collect();
    if takes.weights || weights.iter().all(|weight| *weight >= 1.0) {
        return None;
    }
    let all = match weights.len() {
        1 => "it counts fully",
        _ => "all count fully",
    };
    Some(format!("does not weigh references; {all}"))
}

/// Roles of what is sent that nobody would be told.
fn without_role(takes: &Takes, sent: &[(String, ReferenceRole, f64)]) -> Option<String> {
    let named: Vec<_> = sent
        .iter()
        .filter(|(_, role, _)| *role != ReferenceRole::Identity)
        .map(|(name, role, _)| format!("\"{name}\" ({role})"))
        .collect();
    if takes.roles || named.is_empty() {
        return None;
    }
    let is = match named.len() {
        1 => "is sent like any reference",
        _ => "are sent like any reference",
    };
    Some(format!("knows no roles; {} {is}", listed(&named)))
}

/// Names as they are read: the last one after "and".
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [several @ .., last] => format!("{} and {last}", several.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Takes = Takes {
        references: 16,
        roles: true,
        weights: true,
        negative: true,
    };

    fn hall() -> (String, ReferenceRole, f64) {
        ("Great hall".into(), ReferenceRole::Location, 1.0)
    }

    fn storm(weight: f64) -> (String, ReferenceRole, f64) {
        ("Storm".into(), ReferenceRole::Style, weight)
    }

    fn sending(extras: &[(String, ReferenceRole, f64)]) -> Sending<'_> {
        Sending {
            primary: true,
            extras,
            weight: 1.0,
            negative: false,
        }
    }

    /// What is said of a provider that takes these.
    fn said(takes: Takes, sending: Sending<'_>) -> String {
        unsent(&takes, &sending).unwrap_or_default()
    }

    #[test]
    fn nothing_is_said_where_all_of_it_goes() {
        let extras = [hall(), storm(0.3)];
        let everything = Sending {
            weight: 0.5,
            negative: true,
            ..sending(&extras)
        };
        assert_eq!(unsent(&ALL, &everything), None);
        let nothing = Sending {
            primary: false,
            weight: 0.5,
            ..sending(&[])
        };
        let none = Takes {
            references: 0,
            roles: false,
            weights: false,
            negative: false,
        };
        assert_eq!(unsent(&none, &nothing), None);
    }

    #[test]
    fn a_provider_without_references_draws_from_words_alone() {
        let none = Takes {
            references: 0,
            ..ALL
        };
        let alone = "draws from words alone; the reference is not sent.";
        assert_eq!(said(none, sending(&[])), alone);
        let extras = [hall()];
        let extra = Sending {
            primary: false,
            ..sending(&extras)
        };
        assert_eq!(said(none, extra), alone);
        assert_eq!(
            said(none, sending(&[hall()])),
            "draws from words alone; the references are not sent."
        );
        // What is not sent need not be weighed, nor have a role.
        let plain = Takes {
            weights: false,
            roles: false,
            ..none
        };
        let weak = Sending {
            weight: 0.2,
            ..sending(&[])
        };
        assert_eq!(said(plain, weak), alone);
    }

    #[test]
    fn what_has_no_room_is_named_and_the_one_in_force_goes_first() {
        let one = Takes {
            references: 1,
            ..ALL
        };
        assert_eq!(
            said(one, sending(&[hall()])),
            "takes one reference; \"Great hall\" (location) is not sent."
        );
        let extras = [hall()];
        let alone = Sending {
            primary: false,
            ..sending(&extras)
        };
        assert_eq!(unsent(&one, &alone), None);
        let two = Takes {
            references: 2,
            ..ALL
        };
        let three = [
            hall(),
            storm(1.0),
            ("Oil".into(), ReferenceRole::Style, 1.0),
        ];
        assert_eq!(
            said(two, sending(&three)),
            "takes 2 references; \"Storm\" (style) and \"Oil\" (style) are not sent."
        );
    }

    #[test]
    fn weights_that_do_not_count_are_told() {
        let unweighed = Takes {
            weights: false,
            ..ALL
        };
        assert_eq!(
            said(unweighed, sending(&[hall(), storm(0.5)])),
            "does not weigh references; all count fully."
        );
        let weak = Sending {
            weight: 0.5,
            ..sending(&[])
        };
        assert_eq!(
            said(unweighed, weak),
            "does not weigh references; it counts fully."
        );
        assert_eq!(unsent(&unweighed, &sending(&[hall()])), None);
    }

    #[test]
    fn roles_that_nobody_is_told_are_named() {
        let plain = Takes {
            roles: false,
            ..ALL
        };
        assert_eq!(
            said(plain, sending(&[hall()])),
            "knows no roles; \"Great hall\" (location) is sent like any reference."
        );
        let twin = ("Twin".into(), ReferenceRole::Identity, 1.0);
        assert_eq!(unsent(&plain, &sending(&[twin])), None);
    }

    #[test]
    fn a_negative_prompt_that_is_not_taken_is_told_with_the_rest() {
        let plain = Takes {
            references: 1,
            roles: false,
            weights: false,
            negative: false,
        };
        let extras = [hall(), storm(0.5)];
        let much = Sending {
            weight: 0.5,
            negative: true,
            ..sending(&extras)
        };
        assert_eq!(
            said(plain, much),
            "takes one reference; \"Great hall\" (location) and \"Storm\" (style) are not sent. It does not weigh \
             references; it counts fully. It takes no negative prompt; it is not sent."
        );
    }
}
