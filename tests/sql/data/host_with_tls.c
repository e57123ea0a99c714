// A program that shows a function of OpenSSL's name, as Node does: it loads the extension argv[1],
// runs the statement argv[2], and prints the first value or the error.
#include <sqlite3.h>
#include <stdio.h>

void* SSL_CTX_new(const void* method) {
  (void)method;
  return 0;
}

static int print(void* unused, int columns, char** values, char** names) {
  (void)unused;
  (void)columns;
  (void)names;
  puts(values[0]);
  return 1;
}

int main(int count, char** arguments) {
  sqlite3* db = 0;
  if (count != 3 || sqlite3_open(":memory:", &db) != SQLITE_OK) return 2;
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, (int*)0);
  if (sqlite3_load_extension(db, arguments[1], 0, 0) != SQLITE_OK) return 3;
  if (sqlite3_exec(db, arguments[2], print, 0, 0) != SQLITE_ABORT) puts(sqlite3_errmsg(db));
  return sqlite3_close(db);
}
