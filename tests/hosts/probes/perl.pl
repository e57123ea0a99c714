# What each probe does, in Perl's DBD::SQLite; see ../README.md.
use strict;
use warnings;
use threads;
use DBI;
use Time::HiRes qw(time);

my $count = "SELECT count(*) FROM cf_paygo_usage WHERE account_id = ? AND charge_date >= ?";

sub connection {
    my $db = DBI->connect("dbi:SQLite:dbname=:memory:", "", "",
        { RaiseError => 1, PrintError => 0 });
    $db->sqlite_enable_load_extension(1);
    $db->sqlite_load_extension($ENV{CF_BILLING});
    return $db;
}

my %modes = (
    version => sub {
        print connection()->{sqlite_version}, "\nPerl ", sprintf("%vd", $^V),
            ", DBD::SQLite $DBD::SQLite::VERSION\n";
    },
    threads => sub {
        my ($first, $second, $day) = @_;
        my @workers = map {
            my $account = $_;
            threads->create(sub { connection()->selectrow_array($count, undef, $account, $day) });
        } $first, $second;
        print join(" ", map { $_->join } @workers), "\n";
    },
    timeout => sub {
        my $db = connection();
        $db->selectrow_array("SELECT cf_config('timeout', 1), cf_config('max_retries', 0)");
        eval { $db->selectrow_array($count, undef, @_) };
        print $@;
    },
    abandon => sub {
        my $statement = connection()->prepare($count =~ s/count\(\*\)/*/r);
        $statement->execute(@_);
        $statement->fetchrow_arrayref;
        print "1 row read\n";
        exit 0;
    },
);
my $mode = shift @ARGV;
$modes{$mode}->(@ARGV);
