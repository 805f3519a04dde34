//! From a stopped thread to the function and the line that it is in.
//!
//! `debug = "line-tables-only"` is enough: the unwinder needs `.eh_frame`,
//! which every program has, and the lines tell what std had inlined where.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use addr2line::Loader;
use framehop::{
    CacheNative, ExplicitModuleSectionInfo, FrameAddress,
    MayAllocateDuringUnwind, Module, UnwindRegsNative, Unwinder,
    UnwinderNative,
};
use nix::sys::ptrace;
use nix::unistd::Pid;
use object::{Object, ObjectSection, ReadCache};
use record::calls::Place;

use crate::memory::Memory;

/// How many frames a stack may have before it must be broken.
const DEEPEST: usize = 512;

type Cache = CacheNative<MayAllocateDuringUnwind>;
type Frames = UnwinderNative<Vec<u8>, MayAllocateDuringUnwind>;

/// A program's own sources, as its debug information tells.
pub struct Sources {
    program: PathBuf,
    lines: Loader,
    frames: Frames,
    cache: Cache,
    /// Where the program's first byte lies in memory.
    base: u64,
    files: Files,
    /// What was looked up already: a program is in few places, often.
    places: BTreeMap<u64, Option<Place>>,
}

/// Files that are mapped, and from where to where.
type Files = BTreeMap<PathBuf, [u64; 2]>;

impl Sources {
    /// Reads them for a process that has just been started.
    pub fn of(process: Pid) -> Result<Sources, String> {
        let program = fs::read_link(format!("/proc/{process}/exe"));
        let program = program.map_err(|e| e.to_string())?;
        let lines = Loader::new(&program).map_err(|e| e.to_string())?;
        let mut sources = Sources {
            program,
            lines,
            frames: Frames::new(),
            cache: Cache::new(),
            base: 0,
            files: Files::new(),
            places: BTreeMap::new(),
        };
        sources.map(process)?;
        Ok(sources)
    }

    /// Takes in what is mapped: libraries too, through which a stack leads.
    fn map(&mut self, process: Pid) -> Result<(), String> {
        let files = mapped(process)?;
        if files == self.files {
            return Ok(());
        }
        self.frames = Frames::new();
        self.cache = Cache::new();
        for (path, &[first, last]) in &files {
            if *path == self.program {
                self.base = first;
            }
            if let Some(sections) = sections(path) {
                let name = path.display().to_string();
                let range = first..last;
                let module = Module::new(name, range, first, sections);
                self.frames.add_module(module);
            }
        }
        self.files = files;
        Ok(())
    }

    /// Where in the program's own sources a stopped thread is.
    pub fn place(&mut self, process: Pid, thread: Pid) -> Option<Place> {
        let mut stack = self.stack(process, thread)?;
        // Libraries are loaded before `main`, and some by the way.
        if !stack.iter().all(|frame| self.is_mapped(*frame)) {
            self.map(process).ok()?;
            stack = self.stack(process, thread)?;
        }
        stack.into_iter().find_map(|frame| self.own(frame))
    }

    fn stack(
        &mut self,
        process: Pid,
        thread: Pid,
    ) -> Option<Vec<FrameAddress>> {
        let (pc, registers) = registers(thread)?;
        let memory = Memory::of(process).ok()?;
        let mut read = |address| memory.word(address).ok_or(());
        let mut frames =
            self.frames
                .iter_frames(pc, registers, &mut self.cache, &mut read);
        let mut stack = Vec::new();
        while let Ok(Some(frame)) = frames.next()
            && stack.len() < DEEPEST
        {
            stack.push(frame);
        }
        Some(stack)
    }

    /// Whether the frame is in a file that was taken in.
    fn is_mapped(&self, frame: FrameAddress) -> bool {
        let address = frame.address_for_lookup();
        let within =
            |[first, last]: &[u64; 2]| (*first..*last).contains(&address);
        self.files.values().any(within)
    }

    /// The frame's place, where it is in a source of the program's own.
    fn own(&mut self, frame: FrameAddress) -> Option<Place> {
        let address = frame.address_for_lookup().checked_sub(self.base)?;
        if let Some(known) = self.places.get(&address) {
            return known.clone();
        }
        let place = self.look_up(address);
        self.places.insert(address, place.clone());
        place
    }

    fn look_up(&self, address: u64) -> Option<Place> {
        let mut inlined = self.lines.find_frames(address).ok()?;
        while let Ok(Some(frame)) = inlined.next() {
            let Some(location) = frame.location else {
                continue;
            };
            let Some(file) = location.file.filter(|file| is_own(file)) else {
                continue;
            };
            let name = frame.function.as_ref().and_then(|function| {
                Some(function.demangle().ok()?.into_owned())
            });
            let symbol = self.lines.find_symbol(address);
            let symbol = symbol.map(|name| {
                addr2line::demangle_auto(name.into(), None).into_owned()
            });
            let name = name.as_deref().map(function);
            // A symbol tells a method's type, and has no closure's frame.
            let full = symbol.as_deref().map(function);
            let full = full.filter(|full| match &name {
                Some(name) => full.ends_with(name.as_str()),
                None => true,
            });
            return Some(Place {
                function: full.or(name)?,
                line: location.line.map(|line| line as usize),
                file: self.other_file(Path::new(file)),
            });
        }
        None
    }

    /// The file below `src`, unless it is the program's own.
    fn other_file(&self, file: &Path) -> Option<String> {
        let text = file.to_string_lossy();
        let (_, below) = text.rsplit_once("/src/").unwrap_or(("", &text));
        let stem = self.program.file_name()?.to_string_lossy();
        let own = [format!("bin/{stem}.rs"), "main.rs".into()];
        (!own.iter().any(|own| own == below)).then(|| below.to_string())
    }
}

/// Whether a source is neither std's nor that of a crate from elsewhere.
fn is_own(file: &str) -> bool {
    let others = ["/rustc/", "/registry/src/", "/git/checkouts/", "/rustlib/"];
    !others.iter().any(|other| file.contains(other))
}

/// The files that a process has mapped.
fn mapped(process: Pid) -> Result<Files, String> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps"));
    let maps = maps.map_err(|e| e.to_string())?;
    let mut files = Files::new();
    for line in maps.lines() {
        let Some((range, path)) = line.split_once(' ').and_then(|(r, rest)| {
            let (_, path) = rest.split_once('/')?;
            Some((r, format!("/{path}")))
        }) else {
            continue;
        };
        let Some((first, last)) = range.split_once('-') else {
            continue;
        };
        let number = |hex| u64::from_str_radix(hex, 16).unwrap_or_default();
        let (first, last) = (number(first), number(last));
        let file = files.entry(path.into()).or_insert([first, last]);
        file[1] = file[1].max(last);
    }
    Ok(files)
}

/// What the unwinder needs of a file; nothing where it is no program.
fn sections(path: &Path) -> Option<ExplicitModuleSectionInfo<Vec<u8>>> {
    // Of a large program little is needed, and so little is read.
    let bytes = ReadCache::new(File::open(path).ok()?);
    let file = object::File::parse(&bytes).ok()?;
    let range = |name| {
        let section = file.section_by_name(name)?;
        Some(section.address()..section.address() + section.size())
    };
    let data = |name| {
        let section = file.section_by_name(name)?;
        section.data().ok().map(<[u8]>::to_vec)
    };
    Some(ExplicitModuleSectionInfo {
        base_svma: 0,
        text_svma: range(".text"),
        eh_frame_svma: range(".eh_frame"),
        eh_frame: data(".eh_frame"),
        eh_frame_hdr_svma: range(".eh_frame_hdr"),
        eh_frame_hdr: data(".eh_frame_hdr"),
        got_svma: range(".got"),
        ..ExplicitModuleSectionInfo::default()
    })
}

#[cfg(target_arch = "x86_64")]
fn registers(thread: Pid) -> Option<(u64, UnwindRegsNative)> {
    let r = ptrace::getregs(thread).ok()?;
    Some((r.rip, UnwindRegsNative::new(r.rip, r.rsp, r.rbp)))
}

#[cfg(target_arch = "aarch64")]
fn registers(thread: Pid) -> Option<(u64, UnwindRegsNative)> {
    let r = ptrace::getregs(thread).ok()?;
    Some((r.pc, UnwindRegsNative::new(r.regs[30], r.sp, r.regs[29])))
}

/// The name that a person gives a function: `main`, `Guard::drop`. A closure
/// and a task bear the name of the function that they stand in.
fn function(symbol: &str) -> String {
    let plain = without_generics(symbol);
    let mut parts: Vec<&str> = plain
        .split("::")
        .filter(|part| !part.starts_with('{') && !part.is_empty())
        .collect();
    let name = parts.pop().unwrap_or_default();
    let is_type = |part: &&str| part.starts_with(char::is_uppercase);
    match parts.last().filter(|part| is_type(part)) {
        Some(of) => format!("{of}::{name}"),
        None => name.to_string(),
    }
}

/// `<a::B as c::D>::e` becomes `a::B::e`, and `f::<T>` becomes `f`.
fn without_generics(symbol: &str) -> String {
    let symbol = match symbol.strip_prefix('<') {
        Some(rest) => match rest.split_once(" as ") {
            Some((of, rest)) => {
                let behind = rest.rsplit_once('>').map_or("", |(_, b)| b);
                format!("{of}{behind}")
            }
            None => rest.replacen('>', "", 1),
        },
        None => symbol.to_string(),
    };
    let mut depth = 0;
    let outside = symbol.chars().filter(|c| {
        depth += i32::from(*c == '<');
        let shown = depth == 0;
        depth -= i32::from(*c == '>');
        shown
    });
    outside.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_called_as_its_source_calls_it() {
        for (symbol, name) in [
            ("tcp_echo_server::main", "main"),
            ("serve", "serve"),
            ("a::serve::{{closure}}", "serve"),
            ("a::serve::{closure#0}::{async_block#1}", "serve"),
            ("a::b::Guard::new", "Guard::new"),
            ("<a::Guard as core::ops::drop::Drop>::drop", "Guard::drop"),
            ("a::each::<core::net::ip_addr::IpAddr>", "each"),
        ] {
            assert_eq!(function(symbol), name, "{symbol}");
        }
    }

    #[test]
    fn what_is_stds_is_not_the_programs_own() {
        assert!(is_own("/home/a/listings/ch02-tcp/src/bin/echo.rs"));
        assert!(!is_own("/rustc/5980/library/std/src/net/tcp.rs"));
        assert!(!is_own("/home/a/.cargo/registry/src/x/socket2/src/a.rs"));
    }
}
