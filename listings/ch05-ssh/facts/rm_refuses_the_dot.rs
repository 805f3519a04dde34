//! A file called `x; rm -r *` is enough to lose all files where a shell gets
//! its name unquoted; with `.` for `*` nothing is lost, since `rm` refuses
//! `.`.

use std::fs;
use std::process::Command;

use trials::Measured;

pub fn run() -> Measured {
    for (name, lost) in [("x; rm -r .", false), ("x; rm -r *", true)] {
        fs::create_dir("home")?;
        fs::write("home/diary", "dear me")?;
        fs::write(format!("home/{name}"), "hello")?;

        let unquoted = format!("cat {name}");
        let mut shell = Command::new("sh");
        shell.args(["-c", &unquoted]).current_dir("home").output()?;
        assert_eq!(!fs::exists("home/diary")?, lost, "{name}");

        fs::write("home/diary", "dear me")?;
        fs::write(format!("home/{name}"), "hello")?;
        let quoted = format!("cat '{name}'");
        let mut shell = Command::new("sh");
        shell.args(["-c", &quoted]).current_dir("home");
        assert_eq!(shell.output()?.stdout, b"hello");
        assert!(fs::exists("home/diary")?);
        fs::remove_dir_all("home")?;
    }
    Ok(())
}
