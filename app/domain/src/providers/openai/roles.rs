//! What each reference is there for, in words: the API has no other place to say it.

use crate::providers::Reference;

const ORDINALS: [&str; 16] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
];

/// What each picture is there for, as a sentence for each.
pub(super) fn told(pictures: &[Reference]) -> String {
    let sentence = |(picture, ordinal): (&Reference, &&str)| {
        let part = match picture.role.as_str() {
            "identity" => "identity: keep who or what it shows recognisable",
            "style" => "style: take its look, not what it shows",
            "location" => "location: set the picture in this place",
            other => other,
        };
        let name = match picture.name.as_str() {
            "" => String::new(),
            name => format!("\"{name}\", "),
        };
        format!("The {ordinal} picture shows {name}the {part}.")
    };
    let sentences: Vec<_> = pictures.iter().zip(&ORDINALS).map(sentence).collect();
    sentences.join(" ")
}
