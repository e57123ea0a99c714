# Costs of an account by service: perl costs.pl ACCOUNT_ID FIRST_DAY
use strict;
use warnings;
use DBI;

my ($account, $first_day) = @ARGV;
my $db = DBI->connect("dbi:SQLite:dbname=:memory:", "", "", { RaiseError => 1, PrintError => 0 });
$db->sqlite_enable_load_extension(1);
$db->sqlite_load_extension($ENV{CF_BILLING} // "build/cf_billing");
$db->sqlite_enable_load_extension(0);

my $query = <<'SQL';
SELECT ServiceName, BillingCurrency, round(sum(BilledCost), 2) AS cost
FROM cf_paygo_usage
WHERE account_id = ? AND charge_date >= ?
GROUP BY 1, 2 ORDER BY cost DESC, 1
SQL
eval {
    for my $row (@{ $db->selectall_arrayref($query, undef, $account, $first_day) }) {
        my ($service, $currency, $cost) = @$row;
        print join("\t", $service, $currency, $cost // "unknown"), "\n";
    }
    1;
} or do {
    print STDERR $db->errstr // $@, "\n";
    exit 1;
};
