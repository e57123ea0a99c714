<?php
// What each probe does, in PHP's SQLite3; see ../README.md.
const COUNT = 'SELECT count(*) FROM cf_paygo_usage WHERE account_id = :account AND charge_date >= :day';

function connect(): SQLite3
{
    $db = new SQLite3(':memory:');
    $db->enableExceptions(true);
    $db->loadExtension(basename(getenv('CF_BILLING')) . '.so');
    return $db;
}

function start(SQLite3 $db, string $query, string $account, string $day): SQLite3Result
{
    $statement = $db->prepare($query);
    $statement->bindValue(':account', $account);
    $statement->bindValue(':day', $day);
    return $statement->execute();
}

function version(): void
{
    echo SQLite3::version()['versionString'], "\nPHP ", PHP_VERSION, "\n";
}

// PHP's command line has no threads: both connections are open, and one waits for the other.
function threads(string $first, string $second, string $day): void
{
    $results = [start(connect(), COUNT, $first, $day), start(connect(), COUNT, $second, $day)];
    echo implode(' ', array_map(fn ($result) => $result->fetchArray()[0], $results)), "\n";
}

function timeout(string $account, string $day): void
{
    $db = connect();
    $db->querySingle("SELECT cf_config('timeout', 1), cf_config('max_retries', 0)");
    try {
        start($db, COUNT, $account, $day)->fetchArray();
    } catch (Exception $error) {
        echo get_class($error), ': ', $error->getMessage(), "\n";
    }
}

function abandon(string $account, string $day): void
{
    $rows = start(connect(), str_replace('count(*)', '*', COUNT), $account, $day);
    $rows->fetchArray();
    echo "1 row read\n";
    exit(0);
}

$argv[1](...array_slice($argv, 2));
