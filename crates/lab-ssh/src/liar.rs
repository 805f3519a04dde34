//! An SFTP server whose names, sizes and pieces are made to hurt a client:
//! what `mallory` meets.

use russh_sftp::protocol::{
    Attrs, Data, File, FileAttributes, Handle, Name, OpenFlags, Status,
    StatusCode,
};
use russh_sftp::server::Handler;

use crate::files::done;

/// Names that are no names: paths, folders, what a terminal obeys.
const NAMES: [&str; 8] = [
    "notes.txt",
    "../../escape",
    "/tmp/absolute",
    "..",
    "sub/inner",
    "C:\\evil",
    "two\nlines\u{1b}[2J",
    // libssh2 takes no name for the end of all names.
    "",
];

/// What the folder `cut` has: a sign of an end before its end.
const CUT: [&str; 3] = ["first.txt", "", "second.txt"];

/// What each of its files holds, unless its name says otherwise.
const TRUTH: &[u8] = b"truth";

/// The size that `huge` has, it says: a TiB.
const HUGE: u64 = 1 << 40;

/// A handle is the name of what was opened.
#[derive(Default)]
pub struct Liar {
    listed: bool,
}

fn attributes(path: &str) -> FileAttributes {
    let size = match path.trim_start_matches('/') {
        "huge" => HUGE,
        "less" => 2,
        _ => TRUTH.len() as u64,
    };
    FileAttributes {
        size: Some(size),
        permissions: Some(0o100_644),
        ..FileAttributes::empty()
    }
}

impl Handler for Liar {
    type Error = StatusCode;

    fn unimplemented(&self) -> StatusCode {
        StatusCode::OpUnsupported
    }

    async fn open(
        &mut self,
        id: u32,
        filename: String,
        _flags: OpenFlags,
        _attrs: FileAttributes,
    ) -> Result<Handle, StatusCode> {
        let handle = filename.trim_start_matches('/').to_string();
        Ok(Handle { id, handle })
    }

    async fn opendir(
        &mut self,
        id: u32,
        path: String,
    ) -> Result<Handle, StatusCode> {
        self.listed = false;
        let handle = path.trim_start_matches('/').to_string();
        Ok(Handle { id, handle })
    }

    async fn close(
        &mut self,
        id: u32,
        _handle: String,
    ) -> Result<Status, StatusCode> {
        done(id)
    }

    /// `one-byte` comes in pieces of one byte, and `endless` never ends.
    async fn read(
        &mut self,
        id: u32,
        handle: String,
        offset: u64,
        len: u32,
    ) -> Result<Data, StatusCode> {
        if handle == "endless" {
            let data = vec![b'x'; len.min(32 << 10) as usize];
            return Ok(Data { id, data });
        }
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        match TRUTH.get(from..) {
            None | Some([]) => Err(StatusCode::Eof),
            Some(rest) if handle == "one-byte" => Ok(Data {
                id,
                data: rest[..1].to_vec(),
            }),
            Some(rest) => Ok(Data {
                id,
                data: rest.to_vec(),
            }),
        }
    }

    async fn lstat(
        &mut self,
        id: u32,
        path: String,
    ) -> Result<Attrs, StatusCode> {
        self.stat(id, path).await
    }

    async fn stat(
        &mut self,
        id: u32,
        path: String,
    ) -> Result<Attrs, StatusCode> {
        let attrs = attributes(&path);
        Ok(Attrs { id, attrs })
    }

    async fn fstat(
        &mut self,
        id: u32,
        handle: String,
    ) -> Result<Attrs, StatusCode> {
        self.stat(id, handle).await
    }

    /// The folder `endless` never comes to an end.
    async fn readdir(
        &mut self,
        id: u32,
        handle: String,
    ) -> Result<Name, StatusCode> {
        let again = self.listed && handle != "endless";
        self.listed = true;
        if again {
            return Err(StatusCode::Eof);
        }
        let file = |name: &str| File::new(name, attributes(name));
        let mut names = NAMES.to_vec();
        match handle.as_str() {
            // What never ends has no sign of an end in it.
            "endless" => names.retain(|name| !name.is_empty()),
            "cut" => names = CUT.to_vec(),
            _ => {}
        }
        let files = names.into_iter().map(file).collect();
        Ok(Name { id, files })
    }

    async fn realpath(
        &mut self,
        id: u32,
        path: String,
    ) -> Result<Name, StatusCode> {
        let files = vec![File::dummy(path)];
        Ok(Name { id, files })
    }
}
