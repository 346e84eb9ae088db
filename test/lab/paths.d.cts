/** The folder that the lab's parts are kept in between runs (`HOTDESK_LAB_DIR`, else in the user's cache). */
export function labDir(): string;
/** The root folder of a Debian that holds that Asterisk. */
export function asteriskRoot(version: number): string;
/** An empty MariaDB data folder, to be copied for each instance. */
export function mariadbTemplate(): string;
/** Debian's package fail2ban, unpacked. */
export function fail2banFolder(): string;
