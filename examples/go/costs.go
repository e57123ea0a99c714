// Costs of an account by service: costs ACCOUNT_ID FIRST_DAY
package main

import (
	"database/sql"
	"fmt"
	"log"
	"os"

	"github.com/mattn/go-sqlite3"
)

const query = `
	SELECT ServiceName, BillingCurrency, coalesce(round(sum(BilledCost), 2), 'unknown')
	FROM cf_paygo_usage WHERE account_id = ? AND charge_date >= ?
	GROUP BY 1, 2 ORDER BY round(sum(BilledCost), 2) DESC, 1`

func main() {
	module := os.Getenv("CF_BILLING")
	if module == "" {
		module = "build/cf_billing"
	}
	sql.Register("cf_billing", &sqlite3.SQLiteDriver{Extensions: []string{module}})
	db, err := sql.Open("cf_billing", ":memory:")
	check(err)
	rows, err := db.Query(query, os.Args[1], os.Args[2])
	check(err)
	for rows.Next() {
		var service, currency, cost string
		check(rows.Scan(&service, &currency, &cost))
		fmt.Printf("%s\t%s\t%s\n", service, currency, cost)
	}
	check(rows.Err())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
