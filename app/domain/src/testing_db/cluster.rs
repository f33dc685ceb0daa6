//! The throw-away PostgreSQL cluster.
//!
//! A test runner gives each test its own process, so the cluster belongs to the runner (the parent
//! process): whichever test comes first starts it, the rest find it running, and a small watchdog
//! removes it when the runner has gone.

use crate::db::{Db, DbOptions};
use std::{
    fs::{self, File},
    io,
    os::unix::{
        fs::chown,
        net::UnixStream,
        process::{CommandExt, parent_id},
    },
    path::PathBuf,
    process::{Command, Stdio},
};

/// Part of the socket's name, as nothing listens on the network. Said aloud because PGPORT may say
/// otherwise.
const PORT: u16 = 5432;

/// The database that the others are copied from: migrated once, connected to by nobody.
pub(super) const TEMPLATE: &str = "template_throughline";

/// An ordinary role, as the product is meant to have: it owns the tables, and the walls hold for it.
pub(super) const ORDINARY: &str = "throughline";

/// The cluster of this run. Its folder holds the data, the socket and the log.
#[derive(Debug)]
pub(super) struct Cluster {
    folder: PathBuf,
    binaries: PathBuf,
    /// PostgreSQL refuses to run as root; then this is whom it runs as.
    run_as: Option<(u32, u32)>,
}

impl Cluster {
    /// The cluster, running and with its template, started by whoever comes first.
    pub(super) async fn of_this_run() -> Self {
        let folder = std::env::temp_dir().join(format!("throughline-pg-{}", parent_id()));
        let cluster = Self {
            binaries: binaries(),
            run_as: unprivileged(),
            folder,
        };
        let lock = File::create(cluster.folder.with_extension("lock"))
            .expect("the cluster's lock file can be made");
        lock.lock().expect("the cluster's lock can be taken");
        if !cluster.is_ready() {
            cluster
                .start()
                .unwrap_or_else(|error| panic!("PostgreSQL for tests does not start: {error}"));
            cluster.watch();
            cluster.make_template().await;
            File::create(cluster.ready_file()).expect("the cluster's folder can be written");
        }
        cluster
    }

    /// Whether somebody made the cluster to the end and it still answers.
    fn is_ready(&self) -> bool {
        let socket = self.folder.join(format!(".s.PGSQL.{PORT}"));
        self.ready_file().exists() && UnixStream::connect(socket).is_ok()
    }

    fn ready_file(&self) -> PathBuf {
        self.folder.join("ready")
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub(super) fn url(&self, role: &str, database: &str) -> String {
        format!(
            "postgres://{role}@localhost:{PORT}/{database}?host={}",
            self.folder.display()
        )
    }

    /// Makes and starts a cluster that is fast and forgetful: nothing is synced, only a socket is
    /// listened to.
    fn start(&self) -> io::Result<()> {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        fs::create_dir(&self.folder)?;
        if let Some((user, group)) = self.run_as {
            chown(&self.folder, Some(user), Some(group))?;
        }
        let mut initdb = self.command("initdb");
        initdb.args([
            "--no-sync",
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C",
            "-D",
        ]);
        finish(initdb.arg(self.data()))?;
        let settings = format!(
            "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 \
             -c listen_addresses='' -p {PORT} -k {}",
            self.folder.display()
        );
        let mut start = self.command("pg_ctl");
        start
            .arg("start")
            .arg("-w")
            .arg("-D")
            .arg(self.data())
            .arg("-l")
            .arg(self.folder.join("log"));
        finish(start.args(["-o", &settings]))
    }

    /// Leaves a process behind that stops and removes the cluster when the runner has gone.
    ///
    /// It signals the server itself (SIGQUIT: at once), as `pg_ctl` refuses to run as root, and
    /// another user could not see whether the runner lives.
    #[allow(
        clippy::zombie_processes,
        reason = "it is meant to outlive this process"
    )]
    fn watch(&self) {
        let script = "while kill -0 \"$1\" 2>/dev/null; do sleep 1; done; \
                      kill -QUIT \"$(head -n 1 \"$2/data/postmaster.pid\")\"; sleep 1; \
                      rm -rf \"$2\" \"$2.lock\"";
        let mut watchdog = Command::new("sh");
        watchdog
            .args(["-c", script, "watchdog", &parent_id().to_string()])
            .arg(&self.folder);
        quietly(&mut watchdog)
            .process_group(0)
            .spawn()
            .expect("sh can be run");
    }

    async fn make_template(&self) {
        self.admin(&format!("CREATE ROLE {ORDINARY} LOGIN")).await;
        self.admin(&format!("CREATE DATABASE {TEMPLATE} OWNER {ORDINARY}"))
            .await;
        let template = Db::open(&self.url(ORDINARY, TEMPLATE))
            .await
            .expect("the template opens");
        template
            .migrate()
            .await
            .expect("the schema applies to an empty PostgreSQL database");
        template.close().await.expect("the template closes");
    }

    /// Runs one statement outside any of the tests' databases.
    pub(super) async fn admin(&self, statement: &str) {
        use sea_orm::ConnectionTrait as _;
        let options = DbOptions {
            postgres_connections: 1,
            ..DbOptions::default()
        };
        let admin = Db::open_with(&self.url("postgres", "postgres"), &options)
            .await
            .expect("the test cluster answers");
        admin
            .read()
            .execute_unprepared(statement)
            .await
            .expect("the test cluster makes a database");
        admin.close().await.expect("the connection closes");
    }

    /// Removes a database in the background; what fails goes with the cluster.
    pub(super) fn forget(&self, database: &str) {
        let mut drop = self.command("dropdb");
        drop.args(["--force", "--if-exists", "--username=postgres"])
            .args(["--port", &PORT.to_string(), "--host"])
            .arg(&self.folder)
            .arg(database);
        let _ = quietly(&mut drop).process_group(0).spawn();
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.binaries.join(program));
        command.current_dir(&self.folder);
        if let Some((user, group)) = self.run_as {
            command.uid(user).gid(group);
        }
        command
    }
}

fn quietly(command: &mut Command) -> &mut Command {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
}

/// Runs a command to its end; its own words become the error.
fn finish(command: &mut Command) -> io::Result<()> {
    let output = command.stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(());
    }
    let words = [output.stdout, output.stderr].concat();
    Err(io::Error::other(
        String::from_utf8_lossy(&words).into_owned(),
    ))
}

/// The folder with `initdb` and its like: on the PATH, or the newest that Debian keeps beside it.
fn binaries() -> PathBuf {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let mut debian: Vec<_> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .collect();
    debian.sort_by_key(|version| {
        version
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<u32>().ok())
    });
    let debian = debian
        .iter()
        .rev()
        .map(|version| version.path().join("bin"));
    std::env::split_paths(&on_path)
        .chain(debian)
        .find(|folder| {
            ["initdb", "pg_ctl", "dropdb"]
                .iter()
                .all(|program| folder.join(program).exists())
        })
        .expect("tests on PostgreSQL need its server programs (Debian package postgresql)")
}

/// Whom to run PostgreSQL as when we are root.
fn unprivileged() -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| -> Option<u32> {
        let output = Command::new("id")
            .args(arguments)
            .stderr(Stdio::null())
            .output()
            .ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    if id(&["-u"]) != Some(0) {
        return None;
    }
    let user = ["postgres", "nobody"]
        .into_iter()
        .find_map(|name| Some((id(&["-u", name])?, id(&["-g", name])?)));
    Some(user.expect("as root, tests on PostgreSQL need a user called postgres or nobody"))
}
