// What TypeScript has to accept, and what not.
import { DatabaseSync } from "node:sqlite";
import { getLoadablePath, load } from "cf-billing";
import required = require("cf-billing");

const path: string = getLoadablePath();
const db = new DatabaseSync(path, { allowExtension: true });
load(db);
required.load(db);
// @ts-expect-error A path is no connection.
load(path);
