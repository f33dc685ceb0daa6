//! One picture.
use sketch::{Brief, Subject, draw};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let s = match a[2].as_str() {
        "c" => Subject::Character,
        "l" => Subject::Location,
        "p" => Subject::Prop,
        _ => Subject::Extras,
    };
    let seed = a[5].parse().unwrap_or(0);
    draw(&Brief {
        subject: s,
        name: &a[3],
        description: &a[4],
        tags: &[],
        style: "",
        seed,
        reference: None,
        width: 1280,
        height: 720,
    })
    .save(&a[1])
    .ok();
}
