//! The web page.

pub mod cargo_add;
pub mod changes;
pub mod console;
pub mod exercise;
pub mod fence;
pub mod figure;
pub mod first_run;
pub mod frame;
pub mod highlight;
pub mod html;
pub mod listing;
pub mod wire;
