// What each probe does, in the hosts of JavaScript; see ../README.md. They have the same calls, but
// for how a connection is made.
"use strict";
const { Worker, isMainThread, parentPort, workerData } = require("node:worker_threads");

const COUNT = "SELECT count(*) AS n FROM cf_paygo_usage WHERE account_id = ? AND charge_date >= ?";

// `host` has file: the probe's own, version: a text, connect(): a connection with the extension.
module.exports = { COUNT, probe };

function probe(host, more = {}) {
  const { connect } = host;
  const count = (...parameters) => connect().prepare(COUNT).get(...parameters).n;

  const modes = {
    version() {
      console.log(connect().prepare("SELECT sqlite_version() AS v").get().v);
      console.log(host.version);
    },

    async threads(first, second, day) {
      const counted = (account) => new Promise((done, failed) => {
        const worker = new Worker(host.file, { workerData: [account, day] });
        worker.on("message", done);
        worker.on("error", failed);
      });
      console.log(...await Promise.all([counted(first), counted(second)]));
    },

    timeout(account, day) {
      const db = connect();
      db.prepare("SELECT cf_config('timeout', 1), cf_config('max_retries', 0)").get();
      try {
        db.prepare(COUNT).get(account, day);
      } catch (error) {
        console.log(error.message);
      }
    },

    abandon(account, day) {
      connect().prepare(COUNT.replace("count(*) AS n", "*")).iterate(account, day).next();
      console.log("1 row read");
      process.exit(0);
    },
    transaction() {
      const db = connect();
      db.exec("CREATE TABLE kept(x); BEGIN; INSERT INTO kept VALUES ('first')");
      try {
        db.exec("INSERT INTO kept SELECT id FROM cf_accounts");
      } catch (error) {
        console.log(error.message);
      }
      db.exec("INSERT INTO kept VALUES ('second'); COMMIT");
      console.log(db.prepare("SELECT group_concat(x, '+') AS kept FROM kept").get().kept);
    },
    ...more,
  };

  if (isMainThread) {
    const [mode, ...rest] = process.argv.slice(2);
    modes[mode](...rest);
  } else {
    parentPort.postMessage(count(...workerData));
  }
}
