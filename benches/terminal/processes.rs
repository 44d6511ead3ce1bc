//! Memory and time of clients on one server, beside small programs of the same run.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use portable_pty::CommandBuilder;

use super::{
    Outcome, QUIET, SIZE,
    player::{Player, program},
    scenes::{DOWN, UP},
};

const STARTS: usize = 30;
const KEYS: usize = 200;
const MANY: usize = 50;
const IDLE: usize = 200;
const IDLE_FOR: Duration = Duration::from_secs(10);

/// Prints them.
pub fn measure(dir: &Path) -> Outcome<()> {
    let register = dir.join("register");
    let mut first = client(&register)?;
    first.settle(QUIET);
    println!("\nmemory, KiB                       RSS      PSS  private   (private: of no other process)");
    let shell = Player::start(waiting("sh", &["-c", "echo ready; read x"]), SIZE)?;
    let python = Player::start(waiting("python3", &["-c", "import curses; print('ready'); input()"]), SIZE)?;
    for (name, mut reference) in [("sh", shell), ("python3 with curses", python)] {
        // Without Python there is nothing to compare with.
        if reference.wait_for("ready").is_ok() {
            print_memory(name, reference.pid());
        }
    }
    print_memory("1 client", first.pid());
    let mut clients = vec![first];
    for count in [10, MANY] {
        while clients.len() < count {
            clients.push(client(&register)?);
        }
        clients.iter_mut().for_each(|client| drop(client.settle(Duration::from_millis(5))));
        if let Some(last) = clients.last() {
            print_memory(&format!("the last of {count} clients"), last.pid());
        }
    }
    println!("target: RSS <= 4500 (glibc), 2500 (static musl); private of one more client <= 1200");

    starts(&register)?;
    keys(&mut clients)?;
    idle(dir, clients)
}

fn client(register: &Path) -> Outcome<Player> {
    let mut player = Player::start(program(register), SIZE)?;
    player.wait_for("Esc về")?;
    Ok(player)
}

fn waiting(name: &str, arguments: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(name);
    command.args(arguments);
    command
}

/// Only root may look into a client: others see nothing here.
fn print_memory(name: &str, pid: u32) {
    let Ok(rollup) = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")) else {
        return println!("{name:30} not to be seen: run it as root");
    };
    let of = |field: &str| -> usize {
        let line = rollup.lines().find_map(|line| line.strip_prefix(field));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
    };
    let private = of("Private_Clean:") + of("Private_Dirty:");
    println!("{name:30} {:>8} {:>8} {private:>8}", of("Rss:"), of("Pss:"));
}

/// From the start of a client to its first whole screen, in turns with starts that do nothing.
fn starts(register: &Path) -> Outcome<()> {
    let (mut nothing, mut version, mut clients) = (Vec::new(), Vec::new(), Vec::new());
    let run = |name: &str, argument: &str| -> Outcome<f64> {
        let begun = Instant::now();
        Command::new(name).arg(argument).stdout(Stdio::null()).status()?;
        Ok(begun.elapsed().as_secs_f64() * 1e3)
    };
    for _ in 0..STARTS {
        nothing.push(run("true", "")?);
        version.push(run(env!("CARGO_BIN_EXE_nghedan"), "--version")?);
        let begun = Instant::now();
        let mut player = Player::start(program(register), SIZE)?;
        player.wait_for("Esc về")?;
        clients.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    println!("\ntime, ms                                p50      p95");
    print_times("true, start to end", nothing);
    print_times("nghedan --version, start to end", version);
    print_times("client, start to first screen", clients);
    println!("target: <= 20 against a running server");
    Ok(())
}

/// From a key to the last byte of its answer, in turns with a program that only gives back what it reads.
fn keys(clients: &mut [Player]) -> Outcome<()> {
    let mut echo = Player::start(waiting("sh", &["-c", "stty raw -echo; echo ready; cat"]), SIZE)?;
    echo.wait_for("ready")?;
    echo.settle(QUIET);
    let Some(client) = clients.first_mut() else { return Ok(()) };
    client.settle(QUIET);
    let (mut echoed, mut answered) = (Vec::new(), Vec::new());
    for at in 0..KEYS {
        let quiet = Duration::from_millis(30);
        echoed.push(echo.play(b"n", quiet)?.took.as_secs_f64() * 1e3);
        let key = if at % 2 == 0 { DOWN } else { UP };
        answered.push(client.play(key.as_bytes(), quiet)?.took.as_secs_f64() * 1e3);
    }
    print_times("key to echo of cat", echoed);
    print_times("key to last byte, 50 clients there", answered);
    println!("target: p50 <= 1, p95 <= 5");
    Ok(())
}

/// Clients at which nobody types.
fn idle(dir: &Path, mut clients: Vec<Player>) -> Outcome<()> {
    // An account has at most 64 connections to a server.
    let registers: Vec<_> = (1..IDLE / MANY).map(|at| dir.join(format!("register{at}"))).collect();
    for register in &registers {
        for _ in 0..MANY {
            clients.push(client(register)?);
        }
    }
    clients.iter_mut().for_each(|client| drop(client.settle(Duration::from_millis(10))));
    let ticks = |clients: &[Player]| clients.iter().map(|client| ticks_of(client.pid())).sum::<u64>();
    let (before, begun) = (ticks(&clients), Instant::now());
    let mut bytes = 0;
    while begun.elapsed() < IDLE_FOR {
        bytes += clients
            .iter_mut()
            .map(|client| client.settle(Duration::from_millis(1)).bytes.len())
            .sum::<usize>();
    }
    let took = begun.elapsed();
    let used = ticks(&clients) - before;
    registers.iter().for_each(|register| super::end_server(register));
    println!("\n{IDLE} idle clients for {took:.1?}: {used} ticks of CPU, {bytes} bytes (target: 0, 0)");
    Ok(())
}

/// User and system time of a process in ticks of the kernel.
fn ticks_of(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let field = |at: usize| -> u64 {
        after_name.split_whitespace().nth(at).and_then(|number| number.parse().ok()).unwrap_or(0)
    };
    field(11) + field(12)
}

fn print_times(name: &str, mut ms: Vec<f64>) {
    ms.sort_by(f64::total_cmp);
    let at = |percent: usize| {
        ms.get((ms.len() * percent / 100).min(ms.len().saturating_sub(1))).copied().unwrap_or(0.0)
    };
    println!("{name:34} {:>8.2} {:>8.2}", at(50), at(95));
}
