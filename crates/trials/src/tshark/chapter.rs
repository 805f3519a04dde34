//! What one tshark reads of all of a chapter's traces.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use record::Trace;

use super::{rows, theirs};

/// A chapter's traces, many of them read by one tshark, which takes longer to
/// start than to read them all. Only a trace in which it finds nothing else
/// than we do is done with it: behind others a trace may read otherwise than
/// alone, as where two use the same ports. Those are read again, together,
/// without what is done.
pub(super) struct Chapter {
    paths: Vec<PathBuf>,
    traces: OnceLock<Traces>,
    agreed: OnceLock<BTreeSet<PathBuf>>,
}

type Traces = BTreeMap<PathBuf, Result<Trace, String>>;

impl Chapter {
    pub(super) fn new(paths: Vec<PathBuf>) -> Chapter {
        Chapter {
            paths,
            traces: OnceLock::new(),
            agreed: OnceLock::new(),
        }
    }

    fn traces(&self) -> &Traces {
        self.traces.get_or_init(|| {
            let paths = self.paths.iter();
            paths.map(|path| (path.clone(), read(path))).collect()
        })
    }

    pub(super) fn trace(&self, path: &Path) -> Result<&Trace, String> {
        match self.traces().get(path) {
            Some(Ok(trace)) => Ok(trace),
            Some(Err(problem)) => Err(problem.clone()),
            None => Err("is no trace of this chapter".into()),
        }
    }

    /// Those of which tshark says what we say, among others.
    pub(super) fn agreed(&self, tshark: &Path) -> &BTreeSet<PathBuf> {
        self.agreed.get_or_init(|| {
            let traces = self.traces().iter();
            let mut left: Vec<_> = traces
                .filter_map(|(path, trace)| Some((path, trace.as_ref().ok()?)))
                .collect();
            let mut agreed = BTreeSet::new();
            // What fails here is told by the trial of its own trace.
            while let Ok(now) = agreeing(tshark, &left)
                && !now.is_empty()
            {
                left.retain(|(path, _)| !now.contains(*path));
                agreed.extend(now);
            }
            agreed
        })
    }
}

/// One tshark's reading of these: those in which it finds what we find.
fn agreeing(
    tshark: &Path,
    traces: &[(&PathBuf, &Trace)],
) -> Result<BTreeSet<PathBuf>, String> {
    if traces.is_empty() {
        return Ok(BTreeSet::new());
    }
    let packets = traces.iter().flat_map(|(_, trace)| trace.packets());
    let mut lines = theirs(tshark, packets)?.into_iter();
    let agree = traces.iter().filter(|(_, trace)| {
        let lines = lines.by_ref().take(trace.events().len());
        // All of its lines are taken, also behind one that makes no sense.
        let lines: Vec<_> = lines.collect();
        let theirs: Result<String, _> = lines.into_iter().collect();
        theirs.as_ref() == Ok(&rows(trace))
    });
    Ok(agree.map(|(path, _)| path.to_path_buf()).collect())
}

fn read(path: &Path) -> Result<Trace, String> {
    let text = fs::read_to_string(path).map_err(|e| e.to_string())?;
    Trace::parse(&text).map_err(|e| e.to_string())
}
