<?php
// Adminer over a file that publish.sh wrote, in a browser on this machine:
//
//   apt-get install adminer php-cli php-sqlite3
//   REPORT=/var/lib/report.db php -S 127.0.0.1:8081 examples/publish/adminer.php
//
// Opens REPORT and no other file, without a password: whoever may use this machine may see it. Adminer can
// change what it shows: run it as a user who may read REPORT only.
function adminer_object() {
  class PublishedFile extends Adminer {
    function login($login, $password) { return true; }
    function name() { return "Cloudflare costs"; }
    function credentials() { return ["", "", ""]; }
    function loginForm() {
      $report = htmlspecialchars(getenv("REPORT"), ENT_QUOTES);
      foreach (["driver" => "sqlite", "server" => "", "username" => "", "password" => "", "db" => $report] as $name => $value) {
        echo "<input type='hidden' name='auth[$name]' value='$value'>";
      }
      echo "<input type='submit' value='Open'>";
    }
  }
  return new PublishedFile;
}

$report = getenv("REPORT");
foreach ([$_GET["db"] ?? $report, $_POST["auth"]["db"] ?? $report] as $asked) {
  if (!$report || $asked !== $report) {
    http_response_code(403);
    exit("Only the file named by REPORT is shown.\n");
  }
}
foreach ([$_GET["sqlite2"] ?? "", $_GET["server"] ?? "", $_GET["import"] ?? ""] as $other) {
  if ($other !== "") exit("Only the file named by REPORT is shown.\n");
}
include "/usr/share/adminer/adminer.php";
