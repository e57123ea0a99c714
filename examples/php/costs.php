<?php
// Costs of an account by service: php costs.php ACCOUNT_ID FIRST_DAY
[, $account, $firstDay] = $argv;

// PDO's SQLite driver and SQLite3 of PHP before 8.4 load extensions from one folder only, which
// php.ini names: sqlite3.extension_dir.
$db = new SQLite3(':memory:');
$db->enableExceptions(true);
$db->loadExtension(basename(getenv('CF_BILLING') ?: 'build/cf_billing') . '.so');

$query = $db->prepare('
    SELECT ServiceName, BillingCurrency, round(sum(BilledCost), 2) AS cost
    FROM cf_paygo_usage
    WHERE account_id = :account AND charge_date >= :first_day
    GROUP BY 1, 2 ORDER BY cost DESC, 1');
$query->bindValue(':account', $account);
$query->bindValue(':first_day', $firstDay);
try {
    $rows = $query->execute();
    while ($row = $rows->fetchArray(SQLITE3_ASSOC)) {
        echo $row['ServiceName'], "\t", $row['BillingCurrency'], "\t", $row['cost'] ?? 'unknown', "\n";
    }
} catch (Exception $error) {
    fwrite(STDERR, get_class($error) . ': ' . $error->getMessage() . "\n");
    exit(1);
}
