//! Builds the server again when the browser's files have changed, where they are part of the binary.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // Without optimisation they are read from the disk; naming a folder that may not be there would
    // only build the server again each time.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../target/site");
    }
}
