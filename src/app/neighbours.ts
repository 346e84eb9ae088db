import { readFile } from 'node:fs/promises';
import type { Log, LogFields } from '../desk/ports/log';
import type { Neighbours } from '../desk/ports/neighbours';
import { errorText, isMissingPath } from '../lib/errors';
import { limitLines } from '../lib/limit-lines';
import { type Mac, parseMac } from '../lib/mac';

/** The ARP table of Linux. */
const ARP_TABLE = '/proc/net/arp';
/** The kernel has resolved this address, or an admin has set it. */
const COMPLETE = 0x2;

/** Reads the ARP table of the kernel. It has IPv4 neighbours only; other systems have no such file. */
export function createNeighbours(log: Log, file = ARP_TABLE): Neighbours {
  const warn = limitLines<LogFields>((fields, message) => log.warn(fields, message));
  return {
    async macOf(address) {
      try {
        return macIn(await readFile(file, 'utf8'), address);
      } catch (error) {
        if (!isMissingPath(error))
          warn({ event: 'neighbours.unreadable', error: errorText(error) }, 'cannot read the ARP table');
        return null;
      }
    },
  };
}

/** Columns: IP address, hardware type, flags, hardware address, mask, device. */
function macIn(table: string, address: string): Mac | null {
  for (const line of table.split('\n').slice(1)) {
    const [ip, , flags, mac] = line.trim().split(/\s+/);
    if (ip === address && (Number(flags) & COMPLETE) !== 0) return parseMac(mac ?? '');
  }
  return null;
}
