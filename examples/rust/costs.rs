//! Costs of an account by service: costs ACCOUNT_ID FIRST_DAY
use rusqlite::{Connection, LoadExtensionGuard, Result};

const QUERY: &str = "
    SELECT ServiceName, BillingCurrency, round(sum(BilledCost), 2) AS cost
    FROM cf_paygo_usage
    WHERE account_id = ?1 AND charge_date >= ?2
    GROUP BY 1, 2 ORDER BY cost DESC, 1";

fn print_costs(account: &str, first_day: &str) -> Result<()> {
    let db = Connection::open_in_memory()?;
    let module = std::env::var("CF_BILLING").unwrap_or("build/cf_billing".into());
    // Unsafe: a module can do anything in the process.
    unsafe {
        let _enabled = LoadExtensionGuard::new(&db)?;
        db.load_extension(module, None)?;
    }
    let mut statement = db.prepare(QUERY)?;
    let mut rows = statement.query([account, first_day])?;
    while let Some(row) = rows.next()? {
        let (service, currency): (String, String) = (row.get(0)?, row.get(1)?);
        let cost: Option<f64> = row.get(2)?;
        let cost = cost.map_or("unknown".into(), |cost| cost.to_string());
        println!("{service}\t{currency}\t{cost}");
    }
    Ok(())
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Err(error) = print_costs(&arguments[1], &arguments[2]) {
        eprintln!("{error}");
        std::process::exit(1);
    }
}
