//! An editor's own ComfyUI. `workflows` is about what is taken, `sent` about what is asked, `events` about how far it is,
//! `taking_up` about coming back to what was begun, `connection` about trying it out, `faults` about jobs that meet one.

mod connection;
mod events;
mod faults;
mod paper;
mod sent;
mod stage;
mod taking_up;
mod workflows;
