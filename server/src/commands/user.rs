//! `throughline user`: people who can sign in, and their tokens, made by whoever runs the product.

use super::say;
use crate::failure::{Failure, Trying, failed};
use clap::{Args, Subcommand, ValueEnum};
use domain::{
    ctx::{Ctx, Viewer},
    model::kinds::UserRole,
    services::{
        accounts::{self, Care, NewUser},
        tokens::{self, NewToken},
    },
};
use std::{
    io::{BufRead, IsTerminal, Read, stdin},
    process::{Command, Stdio},
};
use tokio::{signal::ctrl_c, task::spawn_blocking};

/// Bytes of a password that are read at most: more than any that is taken.
const MOST_BYTES: u64 = 4_096;
/// Why no password was asked for.
const NO_TERMINAL: &str = "The password cannot be asked for here without showing it. Send it to the standard input \
                           and say --password-stdin.";

/// What can be done about people.
#[derive(Clone, Debug, Subcommand)]
pub enum UserCommand {
    /// Adds somebody who can sign in.
    Add(Add),
    /// Makes a token for somebody's scripts and prints it alone.
    Token(Token),
}

/// Settings of `user add`.
#[derive(Clone, Debug, Args)]
pub struct Add {
    /// Where they are reached, and how they sign in.
    #[arg(long, value_name = "ADDRESS")]
    pub email: String,
    /// What they are called.
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// What they may do; unless given, the first one here is an admin and everybody else a member.
    #[arg(long, value_enum)]
    pub role: Option<Role>,
    /// Reads the password from the standard input, up to the end of the first line, instead of asking for it.
    #[arg(long)]
    pub password_stdin: bool,
}

/// What a person may do in the whole installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Manages people.
    Admin,
    /// Works on films.
    Member,
}

/// Settings of `user token`.
#[derive(Clone, Debug, Args)]
pub struct Token {
    /// The address of the person as whom the scripts work.
    #[arg(long, value_name = "ADDRESS")]
    pub email: String,
    /// What the token is for.
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// When it ends, such as 90d; never unless given.
    #[arg(long, value_name = "TIME", value_parser = days)]
    pub expires: Option<u32>,
}

/// Does what the command says.
///
/// # Errors
/// What was wrong, and what to do about it.
pub async fn run(ctx: &Ctx, command: UserCommand) -> Result<(), Failure> {
    match command {
        UserCommand::Add(add) => self::add(ctx, add).await,
        UserCommand::Token(token) => self::token(ctx, token).await,
    }
}

async fn add(ctx: &Ctx, add: Add) -> Result<(), Failure> {
    const FAILED: &str = "Nobody was added";
    let password = if add.password_stdin {
        read().await?
    } else {
        typed().await?
    };
    let new = NewUser {
        email: add.email,
        name: add.name,
        password,
    };
    // Whoever has the machine decides, but hears of it.
    if let Some(why) = accounts::weakness(&new).await.trying(FAILED)? {
        eprintln!("throughline: the password is taken as it is, but: {why}");
    }
    let fresh = accounts::is_fresh(ctx).await.trying(FAILED)?;
    let given = Care::AsGiven;
    let added = match add.role {
        None | Some(Role::Admin) if fresh => accounts::begin_with(ctx, new, given).await,
        Some(Role::Admin) => accounts::add_with(ctx, new, UserRole::Admin, given).await,
        None | Some(Role::Member) => accounts::add_with(ctx, new, UserRole::Member, given).await,
    };
    let added = added.trying(FAILED)?;
    say(format_args!(
        "{} can sign in now, as {}.",
        added.email, added.role
    ));
    Ok(())
}

async fn token(ctx: &Ctx, token: Token) -> Result<(), Failure> {
    const FAILED: &str = "No token was made";
    let email = &token.email;
    let Some(user) = accounts::find(ctx, email).await.trying(FAILED)? else {
        return failed(format!(
            "Nobody has an account with the address {email}. \
             Add them with `throughline user add --email {email} --name NAME`."
        ));
    };
    let new = NewToken {
        name: token.name,
        expires_in_days: token.expires,
    };
    let made = tokens::create(ctx, Viewer::new(user.id), new).await;
    say(made.trying(FAILED)?.token);
    Ok(())
}

/// A time as a number of days.
fn days(text: &str) -> Result<u32, String> {
    const DAY: u64 = 24 * 3600;
    let time = humantime::parse_duration(text).map_err(|err| err.to_string())?;
    let whole = time.subsec_nanos() == 0 && time.as_secs().is_multiple_of(DAY);
    match u32::try_from(time.as_secs() / DAY) {
        Ok(days) if whole && days > 0 => Ok(days),
        _ => Err("whole days are meant, such as 90d".into()),
    }
}

/// The first line of the standard input, read aside so that the process can still be told to stop.
async fn read() -> Result<String, Failure> {
    const FAILED: &str = "The password cannot be read";
    let line = spawn_blocking(|| {
        let mut line = String::new();
        let read = stdin().lock().take(MOST_BYTES).read_line(&mut line);
        read.map(|_| line)
    });
    let line = line.await.trying(FAILED)?.trying(FAILED)?;
    let line = line.strip_suffix('\n').unwrap_or(&line);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

/// The password as somebody types it twice at the terminal, which does not show it.
async fn typed() -> Result<String, Failure> {
    if !stdin().is_terminal() {
        return failed(NO_TERMINAL);
    }
    let _hidden = Hidden::begin()?;
    let first = asked("Password: ").await?;
    if asked("Once more: ").await? != first {
        return failed("The two passwords are not the same. Nobody was added.");
    }
    Ok(first)
}

async fn asked(what: &str) -> Result<String, Failure> {
    eprint!("{what}");
    let answered = tokio::select! {
        line = read() => line,
        // Were the process to end at once, the terminal would go on hiding what is typed.
        _ = ctrl_c() => failed("Nobody was added."),
    };
    eprintln!();
    answered
}

/// For as long as it is there, the terminal does not show what is typed.
struct Hidden;

impl Hidden {
    fn begin() -> Result<Self, Failure> {
        if echo("-echo") {
            Ok(Self)
        } else {
            failed(NO_TERMINAL)
        }
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        echo("echo");
    }
}

/// Tells the terminal, by the one program that every Unix has for it. Answers whether that worked.
fn echo(word: &str) -> bool {
    let mut stty = Command::new("stty");
    stty.arg(word).stdin(Stdio::inherit()).stderr(Stdio::null());
    stty.status().is_ok_and(|ended| ended.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_holds_for_whole_days() {
        assert_eq!(days("90d"), Ok(90));
        assert_eq!(days("2weeks"), Ok(14));
        assert_eq!(days("48h"), Ok(2));
        for text in ["0d", "36h", "90", "soon", "-1d", ""] {
            assert!(days(text).is_err(), "{text}");
        }
    }
}
