# Costs of an account by service: ruby costs.rb ACCOUNT_ID FIRST_DAY
require "sqlite3"

account, first_day = ARGV
db = SQLite3::Database.new(":memory:")
db.enable_load_extension(true)
db.load_extension(ENV.fetch("CF_BILLING", "build/cf_billing"))
db.enable_load_extension(false)

query = <<~SQL
  SELECT ServiceName, BillingCurrency, round(sum(BilledCost), 2) AS cost
  FROM cf_paygo_usage
  WHERE account_id = ? AND charge_date >= ?
  GROUP BY 1, 2 ORDER BY cost DESC, 1
SQL
begin
  db.execute(query, [account, first_day]) do |service, currency, cost|
    puts [service, currency, cost || "unknown"].join("\t")
  end
rescue SQLite3::Exception => error
  abort "#{error.class}: #{error.message}"
end
