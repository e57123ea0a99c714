//! What each probe does, in Rust; see ../README.md.
use rusqlite::{Connection, LoadExtensionGuard, Result};
use std::{env, process, thread, time::Duration};

const COUNT: &str = "SELECT count(*) FROM cf_paygo_usage WHERE account_id = ?1 AND charge_date >= ?2";

fn connect() -> Result<Connection> {
    let db = Connection::open_in_memory()?;
    unsafe {
        let _enabled = LoadExtensionGuard::new(&db)?;
        db.load_extension(env::var("CF_BILLING").unwrap(), None)?;
    }
    Ok(db)
}

fn count(db: &Connection, account: &str, day: &str) -> Result<i64> {
    db.query_row(COUNT, [account, day], |row| row.get(0))
}

fn threads(first: &str, second: &str, day: &str) -> Result<()> {
    let (first, second) = thread::scope(|scope| {
        let work = |account| scope.spawn(move || count(&connect()?, account, day));
        let (first, second) = (work(first), work(second));
        (first.join().unwrap(), second.join().unwrap())
    });
    println!("{} {}", first?, second?);
    Ok(())
}

fn interrupt(account: &str, day: &str) -> Result<()> {
    let db = connect()?;
    let handle = db.get_interrupt_handle();
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(500));
        handle.interrupt();
    });
    println!("{}", count(&db, account, day).unwrap_err());
    Ok(())
}

fn abandon(account: &str, day: &str) -> Result<()> {
    let db = connect()?;
    let mut statement = db.prepare(&COUNT.replace("count(*)", "*"))?;
    let mut rows = statement.query([account, day])?;
    rows.next()?;
    println!("1 row read");
    process::exit(0);
}

/// The library does not know its own version.
fn version() {
    let query = ["-W", "-f=${Version}", "librust-rusqlite-dev"];
    let debian = process::Command::new("dpkg-query").args(query).output().unwrap().stdout;
    println!("{}\nrusqlite {}", rusqlite::version(), String::from_utf8(debian).unwrap());
}

fn main() -> Result<()> {
    let given: Vec<String> = env::args().skip(1).collect();
    match given[0].as_str() {
        "version" => version(),
        "threads" => threads(&given[1], &given[2], &given[3])?,
        "interrupt" => interrupt(&given[1], &given[2])?,
        "abandon" => abandon(&given[1], &given[2])?,
        _ => process::exit(2),
    }
    Ok(())
}
