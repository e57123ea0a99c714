/** What load() needs of a connection: better-sqlite3, libsql, node:sqlite and bun:sqlite have it. */
export interface Loader {
  loadExtension(path: string): unknown;
}

/** The path of the extension, for hosts with other ways of loading one. */
export function getLoadablePath(): string;

/** Loads the extension into a connection. Whether it may load one is the host's to say. */
export function load(db: Loader): void;
