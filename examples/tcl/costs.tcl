# Costs of an account by service: tclsh costs.tcl ACCOUNT_ID FIRST_DAY
package require sqlite3

lassign $argv account first_day
set extension build/cf_billing
if {[info exists env(CF_BILLING)]} { set extension $env(CF_BILLING) }

sqlite3 db :memory:
db enable_load_extension 1
db eval {SELECT load_extension($extension)}
db enable_load_extension 0

# The braces keep Tcl from pasting the values: SQLite takes :account and :first_day as parameters.
set failed [catch {
    db eval {
        SELECT ServiceName, BillingCurrency, ifnull(round(sum(BilledCost), 2), 'unknown') AS cost
        FROM cf_paygo_usage
        WHERE account_id = :account AND charge_date >= :first_day
        GROUP BY 1, 2 ORDER BY round(sum(BilledCost), 2) DESC, 1
    } {
        puts "$ServiceName\t$BillingCurrency\t$cost"
    }
} message]
if {$failed} {
    puts stderr $message
    exit 1
}
