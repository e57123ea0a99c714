# What each probe does, in R's RSQLite; see ../README.md.
library(DBI)

COUNT <- "SELECT count(*) FROM cf_paygo_usage WHERE account_id = ? AND charge_date >= ?"

connection <- function() {
  db <- dbConnect(RSQLite::SQLite(), ":memory:", loadable.extensions = TRUE)
  dbGetQuery(db, "SELECT load_extension(?)", params = list(Sys.getenv("CF_BILLING")))
  db
}

count <- function(db, ...) dbGetQuery(db, COUNT, params = list(...))[[1]]

modes <- list(
  version = function() {
    cat(RSQLite::rsqliteVersion()[["library"]], "\n", sep = "")
    cat("R ", as.character(getRversion()), ", RSQLite ",
        as.character(packageVersion("RSQLite")), "\n", sep = "")
  },
  # R has no threads: both connections are open, and one waits for the other.
  threads = function(first, second, day) {
    one <- connection()
    other <- connection()
    cat(count(one, first, day), count(other, second, day), "\n")
    dbDisconnect(one)
    dbDisconnect(other)
  },
  timeout = function(account, day) {
    db <- connection()
    dbGetQuery(db, "SELECT cf_config('timeout', 1), cf_config('max_retries', 0)")
    tryCatch(count(db, account, day),
             error = function(failure) cat(conditionMessage(failure), "\n"))
    dbDisconnect(db)
  },
  abandon = function(account, day) {
    db <- connection()
    rows <- dbSendQuery(db, sub("count(*)", "*", COUNT, fixed = TRUE),
                        params = list(account, day))
    dbFetch(rows, n = 1)
    cat("1 row read\n")
    quit(status = 0, runLast = FALSE)
  }
)
arguments <- commandArgs(trailingOnly = TRUE)
invisible(do.call(modes[[arguments[1]]], as.list(arguments[-1])))
