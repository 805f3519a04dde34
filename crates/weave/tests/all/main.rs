//! What the book promises, tried with small repositories that are made up.
//! One program, so that its tests wait side by side.

mod commands;
mod files;
mod fixture;
mod indexes;
mod listings;
mod promises;
mod search;
mod site;
mod wire;
