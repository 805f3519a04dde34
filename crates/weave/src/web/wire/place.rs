//! What a packet of a figure is called, and where its arrow leads.

/// What a packet is called on its page.
pub struct Place {
    /// Its number, from 1.
    pub number: usize,
    /// The step of the run at which it crosses.
    pub step: usize,
    /// The arrow's own name, for links to it.
    pub id: Option<String>,
    /// Where its bytes are.
    pub href: String,
    /// From whom to whom, for those who hear it before the number.
    pub ends: String,
}

/// What opens and closes the link to a packet's bytes, behind its name.
pub fn link(place: Option<&Place>) -> (String, &'static str) {
    let Some(place) = place else {
        return (String::new(), "");
    };
    let id = place.id.as_ref();
    let id = id.map_or(String::new(), |id| format!(" id=\"{id}\""));
    let opened = format!(
        "{id} data-step=\"{}\"><a href=\"#{}\"",
        place.step, place.href,
    );
    (opened, "</a>")
}
