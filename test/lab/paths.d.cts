/** The folder of everything that the lab installs (`HOTDESK_LAB_DIR`, else in the user's cache). */
export function labDir(): string;
/** The root folder of the Debian that has this version of Asterisk. */
export function asteriskRoot(version: number): string;
/** An empty MariaDB data folder; each instance gets a copy. */
export function mariadbTemplate(): string;
/** Debian's fail2ban package, unpacked. */
export function fail2banFolder(): string;
