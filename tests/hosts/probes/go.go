// What each probe does, in Go; see ../README.md.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
)

const count = "SELECT count(*) FROM cf_paygo_usage WHERE account_id = ? AND charge_date >= ?"

func connect() *sql.DB {
	db, err := sql.Open("cf_billing", ":memory:")
	check(err)
	db.SetMaxOpenConns(1)
	return db
}

func version() {
	sqlite, _, _ := sqlite3.Version()
	// The library does not know its own version.
	debian, err := exec.Command("dpkg-query", "-W", "-f=${Version}", "golang-github-mattn-go-sqlite3-dev").Output()
	check(err)
	fmt.Printf("%s\ngo-sqlite3 %s, Go %s\n", sqlite, debian, strings.TrimPrefix(runtime.Version(), "go"))
}

func threads(first, second, day string) {
	counts := [2]chan int{make(chan int), make(chan int)}
	for i, account := range []string{first, second} {
		go func(account string, result chan int) {
			var n int
			check(connect().QueryRow(count, account, day).Scan(&n))
			result <- n
		}(account, counts[i])
	}
	fmt.Println(<-counts[0], <-counts[1])
}

func interrupt(account, day string) {
	ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
	defer cancel()
	db := connect()
	var n int
	fmt.Println(db.QueryRowContext(ctx, count, account, day).Scan(&n))
	// The connection, the only one, must be free again.
	check(db.QueryRow("SELECT 1").Scan(&n))
}

func abandon(account, day string) {
	rows, err := connect().Query(strings.Replace(count, "count(*)", "*", 1), account, day)
	check(err)
	rows.Next()
	fmt.Println("1 row read")
	os.Exit(0)
}

func main() {
	sql.Register("cf_billing", &sqlite3.SQLiteDriver{Extensions: []string{os.Getenv("CF_BILLING")}})
	switch given := os.Args[1:]; given[0] {
	case "version":
		version()
	case "threads":
		threads(given[1], given[2], given[3])
	case "interrupt":
		interrupt(given[1], given[2])
	case "abandon":
		abandon(given[1], given[2])
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
