//! Real tools against an emulator on loopback.

mod agreement;
mod tools;
