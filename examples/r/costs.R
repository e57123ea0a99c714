# Costs of an account by service: Rscript costs.R ACCOUNT_ID FIRST_DAY
library(DBI)

arguments <- commandArgs(trailingOnly = TRUE)
db <- dbConnect(RSQLite::SQLite(), ":memory:", loadable.extensions = TRUE)
extension <- Sys.getenv("CF_BILLING", "build/cf_billing")
invisible(dbGetQuery(db, "SELECT load_extension(?)", params = list(extension)))

query <- "
  SELECT ServiceName, BillingCurrency, round(sum(BilledCost), 2) AS cost
  FROM cf_paygo_usage
  WHERE account_id = ? AND charge_date >= ?
  GROUP BY 1, 2 ORDER BY cost DESC, 1"
tryCatch({
  costs <- dbGetQuery(db, query, params = as.list(arguments))
  cost <- ifelse(is.na(costs$cost), "unknown", costs$cost)
  cat(paste(costs$ServiceName, costs$BillingCurrency, cost, sep = "\t"), sep = "\n")
}, error = function(failure) {
  message(conditionMessage(failure))
  quit(status = 1)
})
dbDisconnect(db)
