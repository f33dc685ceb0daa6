//! Providers against real servers that speak their protocols: what is sent, what is understood, and every fault.

mod automatic1111;
mod comfyui;
mod config;
mod faults;
mod gemini;
mod openai;
mod peer;
mod several;
mod wire;
