//! SFTP's requests (draft-ietf-secsh-filexfer-02) on the tree in memory.

use std::collections::HashMap;
use std::sync::Arc;

use russh_sftp::protocol::{
    Attrs, Data, File, FileAttributes, Handle, Name, OpenFlags, Status,
    StatusCode,
};
use russh_sftp::server::Handler;

use crate::tree::{Tree, absolute};

/// The most that one read gives, in bytes.
const PIECE: u32 = 64 << 10;

/// The most files that a client may have open.
const OPEN: usize = 64;

/// One client's open files.
pub struct Files {
    tree: Arc<Tree>,
    open: HashMap<String, Open>,
    next: u64,
}

/// What a handle stands for.
enum Open {
    File {
        path: String,
        flags: OpenFlags,
    },
    /// The names are given out at once, and then there are none.
    Folder(Vec<File>),
}

impl Files {
    pub fn new(tree: Arc<Tree>) -> Self {
        Self {
            tree,
            open: HashMap::new(),
            next: 0,
        }
    }

    fn handle(&mut self, id: u32, open: Open) -> Result<Handle, StatusCode> {
        if self.open.len() == OPEN {
            return Err(StatusCode::Failure);
        }
        self.next += 1;
        let handle = self.next.to_string();
        self.open.insert(handle.clone(), open);
        Ok(Handle { id, handle })
    }

    /// The path of an open file, if it was opened for this.
    fn file(&self, handle: &str, need: OpenFlags) -> Result<&str, StatusCode> {
        match self.open.get(handle) {
            Some(Open::File { path, flags }) if flags.contains(need) => {
                Ok(path)
            }
            Some(_) => Err(StatusCode::PermissionDenied),
            None => Err(StatusCode::BadMessage),
        }
    }

    fn attributes(&self, id: u32, path: &str) -> Result<Attrs, StatusCode> {
        let attrs = self.tree.with(path, |node| Ok(node.attributes()))?;
        Ok(Attrs { id, attrs })
    }

    fn set(
        &self,
        id: u32,
        path: &str,
        attrs: &FileAttributes,
    ) -> Result<Status, StatusCode> {
        self.tree.with(path, |node| node.set(attrs))?;
        done(id)
    }
}

impl Handler for Files {
    type Error = StatusCode;

    fn unimplemented(&self) -> StatusCode {
        StatusCode::OpUnsupported
    }

    async fn open(
        &mut self,
        id: u32,
        filename: String,
        flags: OpenFlags,
        attrs: FileAttributes,
    ) -> Result<Handle, StatusCode> {
        let path = absolute(&filename);
        let there = self.tree.with(&path, |node| Ok(node.is_folder()));
        let fresh = flags.contains(OpenFlags::CREATE | OpenFlags::EXCLUDE);
        match there {
            Ok(true) => return Err(StatusCode::Failure),
            Ok(false) if fresh => return Err(StatusCode::Failure),
            Ok(false) if flags.contains(OpenFlags::TRUNCATE) => {
                self.tree.with(&path, |node| {
                    node.data.clear();
                    Ok(())
                })?;
            }
            Err(_) if flags.contains(OpenFlags::CREATE) => {
                let mode = attrs.permissions.unwrap_or(0o644);
                self.tree.create(&path, mode)?;
            }
            there => _ = there?,
        }
        self.handle(id, Open::File { path, flags })
    }

    async fn close(
        &mut self,
        id: u32,
        handle: String,
    ) -> Result<Status, StatusCode> {
        let closed = self.open.remove(&handle);
        closed.ok_or(StatusCode::BadMessage)?;
        done(id)
    }

    async fn read(
        &mut self,
        id: u32,
        handle: String,
        offset: u64,
        len: u32,
    ) -> Result<Data, StatusCode> {
        let path = self.file(&handle, OpenFlags::READ)?;
        let data = self.tree.with(path, |node| {
            let from = usize::try_from(offset).unwrap_or(usize::MAX);
            let rest = node.data.get(from..).unwrap_or_default();
            let piece = &rest[..rest.len().min(len.min(PIECE) as usize)];
            Ok(piece.to_vec())
        })?;
        if data.is_empty() {
            return Err(StatusCode::Eof);
        }
        Ok(Data { id, data })
    }

    async fn write(
        &mut self,
        id: u32,
        handle: String,
        offset: u64,
        data: Vec<u8>,
    ) -> Result<Status, StatusCode> {
        let path = self.file(&handle, OpenFlags::WRITE)?;
        self.tree.with(path, |node| node.write(offset, &data))?;
        done(id)
    }

    async fn lstat(
        &mut self,
        id: u32,
        path: String,
    ) -> Result<Attrs, StatusCode> {
        self.attributes(id, &absolute(&path))
    }

    async fn stat(
        &mut self,
        id: u32,
        path: String,
    ) -> Result<Attrs, StatusCode> {
        self.attributes(id, &absolute(&path))
    }

    async fn fstat(
        &mut self,
        id: u32,
        handle: String,
    ) -> Result<Attrs, StatusCode> {
        let path = self.file(&handle, OpenFlags::empty())?;
        self.attributes(id, path)
    }

    async fn setstat(
        &mut self,
        id: u32,
        path: String,
        attrs: FileAttributes,
    ) -> Result<Status, StatusCode> {
        self.set(id, &absolute(&path), &attrs)
    }

    async fn fsetstat(
        &mut self,
        id: u32,
        handle: String,
        attrs: FileAttributes,
    ) -> Result<Status, StatusCode> {
        let path = self.file(&handle, OpenFlags::empty())?;
        self.set(id, path, &attrs)
    }

    async fn opendir(
        &mut self,
        id: u32,
        path: String,
    ) -> Result<Handle, StatusCode> {
        let names = self.tree.list(&absolute(&path))?;
        let files = names.into_iter().map(|(n, attrs)| File::new(n, attrs));
        let folder = Open::Folder(files.collect());
        self.handle(id, folder)
    }

    async fn readdir(
        &mut self,
        id: u32,
        handle: String,
    ) -> Result<Name, StatusCode> {
        match self.open.get_mut(&handle) {
            Some(Open::Folder(files)) if !files.is_empty() => Ok(Name {
                id,
                files: std::mem::take(files),
            }),
            Some(Open::Folder(_)) => Err(StatusCode::Eof),
            _ => Err(StatusCode::BadMessage),
        }
    }

    async fn remove(
        &mut self,
        id: u32,
        path: String,
    ) -> Result<Status, StatusCode> {
        self.tree.remove(&absolute(&path), false)?;
        done(id)
    }

    async fn mkdir(
        &mut self,
        id: u32,
        path: String,
        _attrs: FileAttributes,
    ) -> Result<Status, StatusCode> {
        self.tree.make_folder(&absolute(&path))?;
        done(id)
    }

    async fn rmdir(
        &mut self,
        id: u32,
        path: String,
    ) -> Result<Status, StatusCode> {
        self.tree.remove(&absolute(&path), true)?;
        done(id)
    }

    async fn realpath(
        &mut self,
        id: u32,
        path: String,
    ) -> Result<Name, StatusCode> {
        let files = vec![File::dummy(absolute(&path))];
        Ok(Name { id, files })
    }

    async fn rename(
        &mut self,
        id: u32,
        from: String,
        to: String,
    ) -> Result<Status, StatusCode> {
        self.tree.rename(&absolute(&from), &absolute(&to))?;
        done(id)
    }
}

pub fn done(id: u32) -> Result<Status, StatusCode> {
    Ok(Status {
        id,
        status_code: StatusCode::Ok,
        error_message: "Ok".into(),
        language_tag: "en".into(),
    })
}
