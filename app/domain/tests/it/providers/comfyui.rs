//! An editor's own ComfyUI. `workflows` is about what is taken, `sent` about what is asked, `events` about how far it is,
//! `taking_up` about coming back to what was begun, `ending` about giving it up, `connection` about trying it out,
//! `faults` about jobs that meet one, `several` about one with several references, `cost` about what is paid.

mod connection;
mod cost;
mod ending;
mod events;
mod faults;
mod paper;
mod sent;
mod several;
mod stage;
mod taking_up;
mod workflows;
