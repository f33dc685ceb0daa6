//! Builds the server again when the browser's files have changed: they are part of the binary.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=../target/site");
}
